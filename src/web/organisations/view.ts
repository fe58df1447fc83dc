import type { OrganisationUse } from '../../../db/queries/organisation-uses.ts'
import type { Organisation } from '../../../db/queries/organisations.ts'
import type { Service } from '../../../db/queries/services.ts'
import { organisationKinds } from '../../domain/organisation.ts'
import type { SummaryRow } from '../components.ts'
import { filesOf } from '../files-view.ts'
import type { PlainField } from '../plain-form.ts'

const LIST = '/organisations'
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** The list of organisations. `uses`: where the activities that the reader may see name them. */
export function organisationsPage(organisations: Organisation[], uses: OrganisationUse[], mayEdit: boolean) {
  const activities = (id: number) =>
    new Set(uses.filter(({ organisationId }) => organisationId === id).map(({ reference }) => reference)).size
  return {
    title: 'Organisations',
    lead: 'Everybody whom the register names: as controller, as data protection officer, or as somebody who receives data.',
    actions: mayEdit ? [{ text: 'Add an organisation', href: `${LIST}/new` }] : [],
    table: {
      caption: 'Organisations',
      captionHidden: true,
      head: [
        { text: 'Name' },
        { text: 'Code' },
        { text: 'Kind' },
        { text: 'Contact' },
        { text: 'Activities that name it', numeric: true },
      ],
      rows: organisations.map((organisation) => [
        { text: organisation.name, href: `${LIST}/${organisation.code}`, header: true },
        { text: organisation.code },
        { text: capital(organisation.kind) },
        { text: contact(organisation) || 'Not known' },
        { text: String(activities(organisation.id)), numeric: true },
      ]),
      empty: 'No organisation has been added yet.',
    },
    files: filesOf(LIST),
  }
}

/** An organisation: how to reach it, its services, and the activities that name it. */
export function organisationPage(
  organisation: Organisation,
  services: Service[],
  uses: OrganisationUse[],
  mayEdit: boolean,
) {
  const known = (key: string, text: string): SummaryRow => ({
    key,
    lines: [text === '' ? { text: 'Not known', muted: true } : { text }],
  })
  return {
    title: organisation.name,
    caption: organisation.code,
    trail: [{ text: 'Organisations', href: LIST }],
    actions: mayEdit ? [{ text: 'Change', href: `${LIST}/${organisation.code}/edit` }] : [],
    facts: [
      known('Kind', capital(organisation.kind)),
      known('Address', organisation.address),
      known('E-mail address', organisation.email),
      known('Telephone', organisation.telephone),
      known('ICO registration', organisation.icoRegistration),
      known('Data protection officer', organisation.dpoContact),
    ],
    services: {
      caption: 'Services',
      head: [{ text: 'Service' }, { text: 'Code' }],
      rows: services.map(({ code, name }) => [
        { text: name, href: `/services/${encodeURIComponent(code)}`, header: true },
        { text: code },
      ]),
      empty: 'This organisation has no services in the register.',
    },
    uses: {
      caption: 'Activities that name it',
      head: [{ text: 'Reference' }, { text: 'Activity' }, { text: 'As' }],
      rows: uses.map((use) => [
        { text: use.reference, href: `/processing-activities/${use.reference}`, header: true },
        { text: use.title },
        { text: capital(use.as) },
      ]),
      empty: 'No activity names this organisation.',
    },
  }
}

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
]

const contact = ({ email, telephone, address, dpoContact }: Organisation): string =>
  [email, telephone].filter((text) => text !== '').join(', ') || address || dpoContact
