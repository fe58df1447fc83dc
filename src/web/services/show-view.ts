import type { ServiceRow } from '../../../db/queries/services.ts'
import { countOf } from '../../domain/list.ts'
import type { Line } from '../components.ts'
import { queryString } from '../query.ts'

const LIST = '/services'

/** A service: whose it is, who manages it, and how much of the register and the schedule is its own. */
export function servicePage(service: ServiceRow, mayEdit: boolean) {
  const of = queryString({ service: service.code })
  return {
    title: service.name,
    caption: service.code,
    trail: [{ text: 'Services', href: LIST }],
    actions: mayEdit ? [{ text: 'Change', href: `${LIST}/${service.code}/edit` }] : [],
    facts: [
      {
        key: 'Organisation',
        lines: [{ text: service.organisationName, href: `/organisations/${service.organisation}` }],
      },
      { key: 'Managers', lines: managers(service) },
      {
        key: 'Processing activities',
        lines: [
          linked(
            countOf(service.activities, 'activity', 'activities'),
            `/processing-activities${of}`,
            service.activities,
          ),
        ],
      },
      {
        key: 'Retention rules',
        lines: [linked(countOf(service.rules, 'rule'), `/retention-rules${of}`, service.rules)],
      },
    ],
  }
}

const managers = ({ managers: names }: ServiceRow): Line[] =>
  names.length === 0 ? [{ text: 'Nobody yet', muted: true }] : names.map((text) => ({ text }))

const linked = (text: string, href: string, count: number): Line => ({ text, href: count === 0 ? null : href })
