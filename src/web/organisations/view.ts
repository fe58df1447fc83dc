import type { OrganisationUse } from '../../../db/queries/organisation-uses.ts'
import type { Organisation } from '../../../db/queries/organisations.ts'
import type { Service } from '../../../db/queries/services.ts'
import type { AsAt } from '../../domain/as-at.ts'
import { organisationKinds } from '../../domain/organisation.ts'
import { likelyDuplicates } from '../../domain/survivors.ts'
import { asAtView, sameDay, sinceNotKnown } from '../as-at.ts'
import type { SummaryRow, TableView } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { type Names, namesRows } from '../merges/names-view.ts'
import type { PlainField } from '../plain-form.ts'

const LIST = '/organisations'
const ONE_APPROVES = 'One person may submit and approve'
const TWO_APPROVE = 'Two people: somebody else than who submitted it approves'
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** The list of organisations. `uses`: where the activities that the reader may see name them now. */
export function organisationsPage(
  organisations: Organisation[],
  uses: OrganisationUse[],
  mayEdit: boolean,
  asAt: AsAt | null,
) {
  const then = asAt === null ? '' : `?as-at=${asAt.date}`
  const activities = (id: number) =>
    new Set(uses.filter(({ organisationId }) => organisationId === id).map(({ reference }) => reference)).size
  const isNow = asAt === null
  return {
    title: 'Organisations',
    lead: 'Everybody whom the register names: as controller, as data protection officer, or as somebody who receives data.',
    also: ['services', 'source systems', 'recipients', 'terms'].map((text) => ({
      text,
      href: sameDay(`/${text.replace(' ', '-')}`, asAt),
    })),
    actions: mayEdit ? [{ text: 'Add an organisation', href: `${LIST}/new` }] : [],
    duplicates: likelyDuplicates(organisations).map((group) => ({
      text: group.map(({ name, code }) => `${name} (${code})`).join(' and '),
      href: mayEdit ? `${LIST}/${group[0]?.code}/merge?into=${group[1]?.code}` : `${LIST}/${group[0]?.code}`,
    })),
    table: {
      caption: 'Organisations',
      captionHidden: true,
      head: [
        { text: 'Name' },
        { text: 'Code' },
        { text: 'Kind' },
        { text: 'Contact' },
        ...(isNow ? [{ text: 'Activities that name it', numeric: true }] : []),
      ],
      rows: organisations.map((organisation) => [
        { text: organisation.name, href: `${LIST}/${organisation.code}${then}`, header: true },
        { text: organisation.code },
        { text: capital(organisation.kind) },
        { text: contact(organisation) || 'Not known' },
        ...(isNow ? [{ text: String(activities(organisation.id)), numeric: true }] : []),
      ]),
      empty: isNow ? 'No organisation has been added yet.' : 'No organisation had been added by then.',
    },
    asAt: asAtView(LIST, {}, asAt, { notKnown: notKnownOf(organisations) }),
    files: filesOf(LIST, then, asAt !== null),
  }
}

const notKnownOf = (organisations: Organisation[]): string | null =>
  sinceNotKnown(
    { one: 'organisation', many: 'organisations' },
    organisations.filter(({ addedAt }) => addedAt === '').length,
    organisations.length,
  )

type ShownOrganisation = {
  organisation: Organisation
  services: Service[]
  uses: OrganisationUse[]
  names: Names
  mayEdit: boolean
  asAt: AsAt | null
}

/** An organisation: how to reach it and what became of its names; as it is now also its services, and the activities that name it. */
export function organisationPage({ organisation, services, uses, names, mayEdit, asAt }: ShownOrganisation) {
  const known = (key: string, text: string): SummaryRow => ({
    key,
    lines: [text === '' ? { text: 'Not known', muted: true } : { text }],
  })
  return {
    asAt: asAtView(`${LIST}/${organisation.code}`, {}, asAt, { notKnown: notKnownOf([organisation]) }),
    title: organisation.name,
    caption: organisation.code,
    trail: [{ text: 'Organisations', href: sameDay(LIST, asAt) }],
    actions:
      mayEdit && organisation.mergedIntoId === null
        ? [
            { text: 'Change', href: `${LIST}/${organisation.code}/edit` },
            { text: 'Merge into another', href: `${LIST}/${organisation.code}/merge`, kind: 'secondary' as const },
          ]
        : [],
    facts: [
      known('Kind', capital(organisation.kind)),
      known('Address', organisation.address),
      known('E-mail address', organisation.email),
      known('Telephone', organisation.telephone),
      known('ICO registration', organisation.icoRegistration),
      known('Data protection officer', organisation.dpoContact),
      known('How people complain', organisation.complaints),
      {
        key: 'Approvals',
        lines: [{ text: organisation.approvals === 1 ? ONE_APPROVES : TWO_APPROVE }],
      },
      ...namesRows(names, LIST, asAt),
    ],
    tables: asAt === null ? [servicesTable(services), usesTable(uses)] : [],
  }
}

const servicesTable = (services: Service[]): TableView => ({
  caption: 'Services',
  head: [{ text: 'Service' }, { text: 'Code' }],
  rows: services.map(({ code, name }) => [
    { text: name, href: `/services/${encodeURIComponent(code)}`, header: true },
    { text: code },
  ]),
  empty: 'This organisation has no services in the register.',
})

const usesTable = (uses: OrganisationUse[]): TableView => ({
  caption: 'Activities that name it',
  head: [{ text: 'Reference' }, { text: 'Activity' }, { text: 'As' }],
  rows: uses.map((use) => [
    { text: use.reference, href: `/processing-activities/${use.reference}`, header: true },
    { text: use.title },
    { text: capital(use.as) },
  ]),
  empty: 'No activity names this organisation.',
})

/** The fields of the form of an organisation; a new one is also given its code. */
export const organisationFields = (isNew: boolean): PlainField[] => [
  ...(isNew
    ? [
        {
          kind: 'input' as const,
          name: 'code',
          label: 'Code',
          hint: 'A short word in capitals, for example CCC. It stays for good',
          classes: 'govuk-input--width-10',
        },
      ]
    : []),
  { kind: 'input', name: 'name', label: 'Name' },
  {
    kind: 'select',
    name: 'kind',
    label: 'Kind',
    options: [
      { value: '', text: 'Choose a kind' },
      ...organisationKinds.map((kind) => ({ value: kind, text: capital(kind) })),
    ],
  },
  { kind: 'textarea', name: 'address', label: 'Address' },
  { kind: 'input', name: 'email', label: 'E-mail address' },
  { kind: 'input', name: 'telephone', label: 'Telephone', classes: 'govuk-input--width-20' },
  { kind: 'input', name: 'icoRegistration', label: 'ICO registration', classes: 'govuk-input--width-10' },
  {
    kind: 'textarea',
    name: 'dpoContact',
    label: 'Data protection officer',
    hint: 'How people reach the data protection officer',
  },
  {
    kind: 'textarea',
    name: 'complaints',
    label: 'How people complain',
    hint: 'How they complain to it about their data: since 19 June 2026 a controller has to make that easy (Data Protection Act 2018, section 164A)',
  },
  {
    kind: 'select',
    name: 'approvals',
    label: 'Approvals',
    hint: 'How many people it takes to approve what the register says of its processing, and the schedule of its records',
    options: [
      { value: '1', text: ONE_APPROVES },
      { value: '2', text: TWO_APPROVE },
    ],
  },
]

const contact = ({ email, telephone, address, dpoContact }: Organisation): string =>
  [email, telephone].filter((text) => text !== '').join(', ') || address || dpoContact
