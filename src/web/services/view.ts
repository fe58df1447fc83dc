import type { Organisation } from '../../../db/queries/organisations.ts'
import type { Service, ServiceRow } from '../../../db/queries/services.ts'
import type { ServiceThen } from '../../../db/queries/services-then.ts'
import type { AsAt } from '../../domain/as-at.ts'
import { likelyDuplicates } from '../../domain/survivors.ts'
import { asAtView, DRAFTS_NOT_KNOWN, sameDay, sinceNotKnown } from '../as-at.ts'
import type { Cell, Link } from '../components.ts'
import { filesOf } from '../files-view.ts'
import type { PlainField } from '../plain-form.ts'

const LIST = '/services'

/** The list of services as it is now. */
export function servicesPage(services: ServiceRow[], mayEdit: boolean) {
  return {
    ...frame,
    actions: mayEdit ? [{ text: 'Add a service', href: `${LIST}/new` }] : [],
    asAt: asAtView(LIST, {}, null),
    duplicates: likelyDuplicates(services).map((group) => ({
      text: group.map(({ name, code }) => `${name} (${code})`).join(' and '),
      href: mayEdit ? `${LIST}/${group[0]?.code}/merge?into=${group[1]?.code}` : `${LIST}/${group[0]?.code}`,
    })),
    table: {
      ...caption,
      head: [
        ...[{ text: 'Service' }, { text: 'Code' }, { text: 'Organisation' }, { text: 'Managers' }],
        ...countsHead,
        ...(mayEdit ? [{ text: 'Change' }] : []),
      ],
      rows: services.map((service): Cell[] => [
        ...whichCells(service, ''),
        { text: service.managers.join(', ') || 'Nobody yet' },
        ...countCells(service, ''),
        ...(mayEdit ? [{ text: `Change ${service.code}`, href: `${LIST}/${service.code}/edit` }] : []),
      ]),
      empty: 'No service has been added yet.',
    },
    files: filesOf(LIST),
  }
}

/** The list of services as it stood at the end of a day. */
export function servicesThenPage(services: ServiceThen[], asAt: AsAt) {
  const then = `as-at=${asAt.date}`
  const sinceNone = services.filter(({ isSinceKnown }) => !isSinceKnown).length
  const since = sinceNotKnown({ one: 'service', many: 'services' }, sinceNone, services.length)
  return {
    ...frame,
    trail: organisations(asAt),
    lead: 'The services whose activities were in the register.',
    actions: [],
    asAt: asAtView(LIST, {}, asAt, { notKnown: [MANAGERS_NOT_KEPT, since].filter((text) => text !== null).join(' ') }),
    duplicates: [],
    table: {
      ...caption,
      head: [{ text: 'Service' }, { text: 'Code' }, { text: 'Organisation' }, ...countsHead],
      rows: services.map((service): Cell[] => [...whichCells(service, `?${then}`), ...countCells(service, `&${then}`)]),
      empty: 'No service had been added by then.',
    },
    files: filesOf(LIST, `?${then}`, true),
  }
}

const organisations = (asAt: AsAt | null): Link[] => [{ text: 'Organisations', href: sameDay('/organisations', asAt) }]

const frame = {
  title: 'Services',
  trail: organisations(null),
  lead: 'The services whose activities are in the register, and the managers who answer for them.',
}
const caption = { caption: 'Services', captionHidden: true }
const countsHead = [
  { text: 'Activities', numeric: true },
  { text: 'Retention rules', numeric: true },
]
const MANAGERS_NOT_KEPT = `Who managed the services is not known of a past day. ${DRAFTS_NOT_KNOWN}`

const whichCells = (service: Service, then: string): Cell[] => [
  { text: service.name, href: `${LIST}/${service.code}`, header: true },
  { text: service.code },
  { text: service.organisationName, href: `/organisations/${service.organisation}${then}` },
]

const countCells = ({ code, activities, rules }: Omit<ServiceRow, 'managers'>, then: string): Cell[] => [
  count(activities, `/processing-activities?service=${code}&status=current${then}`),
  count(rules, `/retention-rules?service=${code}${then}`),
]

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
