/**
 * A copy of a view model in which reading a field that was never set throws and names it, at every depth.
 *
 * A field set to undefined counts as not set; `'field' in it` asks without throwing. Lists keep their methods;
 * what is neither a plain object nor a list passes as it is.
 */
export function strict<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item) => strict(item)) as T
  if (!isPlainObject(value)) return value
  const copy: Record<string, unknown> = Object.create(unset)
  for (const [key, field] of Object.entries(value)) if (field !== undefined) copy[key] = strict(field)
  return copy as T
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
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
