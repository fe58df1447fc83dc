import { z } from 'zod'
import { oneOf, requiredText } from './activity-text.ts'
import { organisationKinds } from './organisation.ts'

/** An organisation that is added where an activity first names it. */
export const NamedOrganisation = z.object({
  name: requiredText('the name', 200),
  kind: oneOf(organisationKinds, 'Choose the kind of organisation'),
})
export type NamedOrganisation = z.output<typeof NamedOrganisation>

/** What is said of a name that no organisation has. */
export const noOrganisation = (name: string): string =>
  `There is no organisation “${name}”: choose one from the list, or tick at the top of the form that it is to be added`

const LONGEST = 20

/** A code made from a name, which no other has; `taken`: the codes that there are. */
export function codeFromName(name: string, taken: ReadonlySet<string>): string {
  const words = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => word !== '')
  const start = /^[A-Z]/.test(words[0] ?? '') ? words : ['ORG', ...words]
  const whole = start.reduce((code, word) => {
    const longer = code === '' ? word : `${code}-${word}`
    return longer.length <= LONGEST ? longer : code
  }, '')
  const code = whole || (start[0] ?? '').slice(0, LONGEST)
  if (!taken.has(code) && code !== 'NEW') return code
  for (let number = 2; ; number++) {
    const next = `${code.slice(0, LONGEST - String(number).length - 1).replace(/-$/, '')}-${number}`
    if (!taken.has(next)) return next
  }
}
