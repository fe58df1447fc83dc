import type { Organisation } from '../../../db/queries/organisations.ts'
import type { ServiceRow } from '../../../db/queries/services.ts'
import { likelyDuplicates } from '../../domain/survivors.ts'
import type { Cell } from '../components.ts'
import { filesOf } from '../files-view.ts'
import type { PlainField } from '../plain-form.ts'

const LIST = '/services'

/** The list of services. */
export function servicesPage(services: ServiceRow[], mayEdit: boolean) {
  return {
    title: 'Services',
    trail: [{ text: 'Organisations', href: '/organisations' }],
    lead: 'The services whose activities are in the register, and the managers who answer for them.',
    actions: mayEdit ? [{ text: 'Add a service', href: `${LIST}/new` }] : [],
    duplicates: likelyDuplicates(services).map((group) => ({
      text: group.map(({ name, code }) => `${name} (${code})`).join(' and '),
      href: mayEdit ? `${LIST}/${group[0]?.code}/merge?into=${group[1]?.code}` : `${LIST}/${group[0]?.code}`,
    })),
    table: {
      caption: 'Services',
      captionHidden: true,
      head: [
        { text: 'Service' },
        { text: 'Code' },
        { text: 'Organisation' },
        { text: 'Managers' },
        { text: 'Activities', numeric: true },
        { text: 'Retention rules', numeric: true },
        ...(mayEdit ? [{ text: 'Change' }] : []),
      ],
      rows: services.map((service): Cell[] => [
        { text: service.name, href: `${LIST}/${service.code}`, header: true },
        { text: service.code },
        { text: service.organisationName, href: `/organisations/${service.organisation}` },
        { text: service.managers.join(', ') || 'Nobody yet' },
        count(service.activities, `/processing-activities?service=${service.code}`),
        count(service.rules, `/retention-rules?service=${service.code}`),
        ...(mayEdit ? [{ text: `Change ${service.code}`, href: `${LIST}/${service.code}/edit` }] : []),
      ]),
      empty: 'No service has been added yet.',
    },
    files: filesOf(LIST),
  }
}

/** The fields of the form of a service; a new one is also given its code. */
export const serviceFields = (organisations: Organisation[], isNew: boolean): PlainField[] => [
  ...(isNew
    ? [
        {
          kind: 'input' as const,
          name: 'code',
          label: 'Code',
          hint: 'A short word in capitals, for example LIB. Feeds name the service by it, and it stays for good',
          classes: 'govuk-input--width-10',
        },
      ]
    : []),
  { kind: 'input', name: 'name', label: 'Name' },
  {
    kind: 'select',
    name: 'organisation',
    label: 'Organisation',
    options: [
      { value: '', text: 'Choose an organisation' },
      ...organisations.map(({ code, name }) => ({ value: code, text: name })),
    ],
  },
]

const count = (number: number, href: string): Cell => ({
  text: number.toLocaleString('en-GB'),
  href: number === 0 ? null : href,
  numeric: true,
})
