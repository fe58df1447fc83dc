import type { RecordHolder } from '../../../db/queries/organisations.ts'
import type { Service } from '../../../db/queries/services.ts'
import type { SourceSystem } from '../../../db/queries/source-systems.ts'
import type { SystemThen } from '../../../db/queries/source-systems-then.ts'
import type { AsAt } from '../../domain/as-at.ts'
import { countOf } from '../../domain/list.ts'
import { tokensOf } from '../api-tokens/view.ts'
import { asAtView, sameDay, sinceNotKnown } from '../as-at.ts'
import type { Cell, Link } from '../components.ts'
import { filesOf } from '../files-view.ts'
import type { PlainField } from '../plain-form.ts'

const LIST = '/source-systems'

/** What the list of source systems is made of, by the code of a system. `tokens`: how many work; null for who may not read them. */
export type SystemFacts = {
  limits: Map<string, { name: string }[]>
  uses: Map<string, number>
  mayEdit: boolean
  tokens: Map<string, number> | null
}

/** The list of source systems as it is now. */
export function systemsPage(systems: SourceSystem[], { limits, uses, mayEdit, tokens }: SystemFacts) {
  return {
    ...frame,
    actions: mayEdit ? [{ text: 'Add a source system', href: `${LIST}/new` }] : [],
    asAt: asAtView(LIST, {}, null),
    table: {
      ...caption,
      head: [...head, ...(tokens ? [{ text: 'API tokens' }] : []), ...(mayEdit ? [{ text: 'Change' }] : [])],
      rows: systems.map((system): Cell[] => [
        ...cells({ ...system, limits: limits.get(system.code) ?? [], activities: uses.get(system.code) ?? 0 }),
        ...(tokens ? [tokensCell(system.code, tokens.get(system.code) ?? 0)] : []),
        ...(mayEdit ? [{ text: `Change ${system.code}`, href: `${LIST}/${system.code}/edit` }] : []),
      ]),
      empty: 'No source system has been added yet.',
    },
    files: filesOf(LIST),
  }
}

/** The list of source systems as it stood at the end of a day. */
export function systemsThenPage(systems: SystemThen[], asAt: AsAt) {
  const sinceNone = systems.filter(({ isSinceKnown }) => !isSinceKnown).length
  const notKnown = sinceNotKnown({ one: 'source system', many: 'source systems' }, sinceNone, systems.length)
  return {
    ...frame,
    trail: organisations(asAt),
    actions: [],
    asAt: asAtView(LIST, {}, asAt, { notKnown }),
    table: { ...caption, head, rows: systems.map(cells), empty: 'No source system had been added by then.' },
    files: filesOf(LIST, `?as-at=${asAt.date}`, true),
  }
}

const organisations = (asAt: AsAt | null): Link[] => [{ text: 'Organisations', href: sameDay('/organisations', asAt) }]

const frame = {
  title: 'Source systems',
  trail: organisations(null),
  lead: 'The systems that hold the records. Each sends the list of what it holds, and confirms what it has disposed of.',
}
const caption = { caption: 'Source systems', captionHidden: true }
const head = [
  ...[{ text: 'Name' }, { text: 'Code' }, { text: 'Default service' }, { text: 'May hold records of' }],
  { text: 'Activities', numeric: true },
]

type Listed = SourceSystem & { limits: { name: string }[]; activities: number }

const cells = ({ code, name, description, defaultServiceName, limits, activities }: Listed): Cell[] => [
  { text: name, href: `${LIST}/${code}`, header: true, detail: description || null },
  { text: code },
  { text: defaultServiceName ?? 'None' },
  { text: limits.length === 0 ? 'Any service' : limits.map((service) => service.name).join(', ') },
  { text: String(activities), numeric: true },
]

const tokensCell = (code: string, count: number): Cell => ({
  text: `${countOf(count, 'token')} of ${code}`,
  href: tokensOf({ code }),
})

/** The fields of the form of a source system; a new one is also given its code. Its organisation is asked for where it may be one or another. */
export function systemFields(services: Service[], holders: RecordHolder[], isNew: boolean): PlainField[] {
  const options = services.map(({ code, name, organisationName }) => ({
    value: code,
    text: `${name} (${organisationName})`,
  }))
  return [
    ...(isNew
      ? [
          {
            kind: 'input' as const,
            name: 'code',
            label: 'Code',
            hint: 'A short word in capitals, for example LMS. Feeds are loaded under it, and it stays for good',
            classes: 'govuk-input--width-10',
          },
        ]
      : []),
    { kind: 'input', name: 'name', label: 'Name' },
    { kind: 'textarea', name: 'description', label: 'What it holds' },
    {
      kind: 'select',
      name: 'defaultService',
      label: 'Default service',
      hint: 'For records that name no service, and whose rule has none',
      options: [{ value: '', text: 'None' }, ...options],
    },
    {
      kind: 'checkboxes',
      name: 'limitedTo',
      label: 'Limit it to these services',
      hint: 'Leave all unticked when it may hold records of any service',
      classes: 'govuk-checkboxes--small',
      options,
    },
    ...(holders.length === 1 ? [] : [organisationField(holders, isNew)]),
  ]
}

const organisationField = (holders: RecordHolder[], isNew: boolean): PlainField => ({
  kind: 'select',
  name: 'organisation',
  label: 'Organisation',
  hint: 'Whose records it holds. It stays once the system holds any',
  options: [
    ...(isNew ? [{ value: '', text: 'That of its default service' }] : []),
    ...holders.map(({ code, name }) => ({ value: code, text: name })),
  ],
})
