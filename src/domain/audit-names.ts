import type { FieldChange } from './audit-event.ts'

/** What services and organisations are called, by code. */
export type CodeNames = Record<'service' | 'organisation', ReadonlyMap<string, string>>

/** No names at hand: codes stand alone. */
export const NO_NAMES: CodeNames = { service: new Map(), organisation: new Map() }

/** The fields whose changes are kept as codes, since lists as at a day are made of them; several codes stand with commas between. */
const codeFields: Record<string, keyof CodeNames> = {
  ...{ service: 'service', 'default service': 'service', 'services it is limited to': 'service' },
  organisation: 'organisation',
}

/** True when any of some changes may be of codes. */
export const areOfCodes = (changes: readonly FieldChange[]): boolean =>
  changes.some(({ field }) => Object.hasOwn(codeFields, field))

/** Changes with the name before each code, as in “Libraries (LIB)”; what is no code that is known stays as it is. */
export const withNames = (changes: readonly FieldChange[], names: CodeNames): FieldChange[] =>
  changes.map((change) => {
    const kind = Object.hasOwn(codeFields, change.field) ? codeFields[change.field] : undefined
    if (kind === undefined) return change
    const named = (codes: string | null) => codes && namedIn(codes, names[kind])
    return { ...change, before: named(change.before), after: named(change.after) }
  })

const namedIn = (codes: string, names: ReadonlyMap<string, string>): string =>
  codes
    .split(', ')
    .map((code) => (names.has(code) ? `${names.get(code)} (${code})` : code))
    .join(', ')
