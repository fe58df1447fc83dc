import { NamedOrganisation, noOrganisation } from '../../domain/new-organisation.ts'
import { organisationKinds } from '../../domain/organisation.ts'
import { check, type Problem } from '../../domain/problem.ts'
import type { ChecksView, ChoiceView, HiddenField } from '../components.ts'
import type { Answers } from './answers.ts'
import { capital } from './words.ts'

/** An organisation that the form names and the register does not have: whether to add it, and of which kind it is. */
export type NewOrganisationView = { name: HiddenField; add: ChecksView; kind: ChoiceView }

type Named = { name: string; kind: string; add: boolean }

const SUPPLIER = 'supplier'

/** The organisations that a person ticked to be added; one whose kind is unknown is left out, and asked for again. */
export const organisationsToAdd = (body: Record<string, unknown>): NamedOrganisation[] =>
  namedIn(body).flatMap((named) => {
    const checked = named.add ? check(NamedOrganisation, named) : null
    return checked?.ok ? [checked.value] : []
  })

/** The organisations that the form offers to add: those that were offered before and are still named, and those that are unknown now. */
export function offeredOrganisations(
  answers: Answers,
  problems: Problem[],
  body: Record<string, unknown>,
): NewOrganisationView[] {
  const names = [...answers.lists.parties, ...answers.lists.recipients].map(({ organisation = '' }) =>
    organisation.trim(),
  )
  const before = namedIn(body).filter(({ name }) => names.includes(name))
  const unknown = names.filter((name) => name !== '' && problems.some(({ text }) => text === noOrganisation(name)))
  const offered = new Map([
    ...unknown.map((name): [string, Named] => [name, { name, kind: SUPPLIER, add: false }]),
    ...before.map((named): [string, Named] => [named.name, named]),
  ])
  return [...offered.values()].map(view)
}

const view = ({ name, kind, add }: Named, at: number): NewOrganisationView => ({
  name: { name: `new.${at}.name`, value: name },
  add: {
    name: `new.${at}.add`,
    id: `new-${at}-add`,
    label: `“${name}” is not in the register`,
    options: [{ value: 'yes', text: `Add “${name}” as a new organisation` }],
    values: add ? ['yes'] : [],
  },
  kind: {
    name: `new.${at}.kind`,
    id: `new-${at}-kind`,
    label: `Kind of “${name}”`,
    value: kind,
    options: organisationKinds.map((each) => ({ value: each, text: capital(each) })),
  },
})

function namedIn(body: Record<string, unknown>): Named[] {
  return Object.keys(body).flatMap((field) => {
    const at = /^new\.(\d{1,4})\.name$/.exec(field)?.[1]
    if (at === undefined) return []
    const text = (part: string): string => String(body[`new.${at}.${part}`] ?? '')
    return [{ name: text('name').trim(), kind: text('kind'), add: text('add') === 'yes' }]
  })
}
