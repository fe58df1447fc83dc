/**
 * A copy of a view model in which reading a field that was never set throws and names it, at every depth.
 *
 * A field set to undefined counts as not set; `'field' in it` asks without throwing. Lists keep their methods;
 * what is neither a plain object nor a list passes as it is.
 */
export function strict<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => strict(item)) as T
  return isPlain(value) ? (strictFields(value) as T) : value
}

/** Copied at once, which takes half as long as field by field: most fields stay as they are. */
function strictFields(value: Record<string, unknown>): object {
  const copy: Record<string, unknown> = { __proto__: unset, ...value }
  for (const key of Object.keys(value)) {
    const field = value[key]
    if (field === undefined) delete copy[key]
    else if (typeof field === 'object') copy[key] = strict(field)
  }
  return copy
}

function isPlain(value: object): value is Record<string, unknown> {
  const parent: unknown = Object.getPrototypeOf(value)
  return parent === Object.prototype || parent === null
}

/** The prototype of every copied object: it is asked only for names that the object itself lacks. One for all keeps reading fast. */
const unset: object = new Proxy(Object.create(null), {
  get(_nothing, key) {
    if (typeof key === 'symbol') return undefined
    throw new Error(`The view model did not set “${key}”`)
  },
})
