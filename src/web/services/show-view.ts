import type { DeputyRow } from '../../../db/queries/deputies.ts'
import type { ServiceRow } from '../../../db/queries/services.ts'
import type { IsoDate } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import type { Line } from '../components.ts'
import { LIST as DEPUTIES, deputyLines } from '../deputies/words.ts'
import { type Names, namesRows } from '../merges/names-view.ts'
import { queryString } from '../query.ts'

const LIST = '/services'

/** `left`: records of services that it took the place of, which have yet to move. */
type ShownService = {
  service: ServiceRow
  names: Names
  left: number
  mayEdit: boolean
  deputies: DeputyRow[]
  today: IsoDate
}

/** A service: whose it is, who manages it, and how much of the register and the schedule is its own. */
export function servicePage({ service, names, left, mayEdit, deputies, today }: ShownService) {
  const of = queryString({ service: service.code })
  return {
    title: service.name,
    caption: service.code,
    trail: [{ text: 'Services', href: LIST }],
    actions: mayEdit
      ? [
          { text: 'Change', href: `${LIST}/${service.code}/edit` },
          { text: 'Merge into another', href: `${LIST}/${service.code}/merge`, kind: 'secondary' as const },
        ]
      : [],
    facts: [
      {
        key: 'Organisation',
        lines: [{ text: service.organisationName, href: `/organisations/${service.organisation}` }],
      },
      { key: 'Managers', lines: managers(service) },
      ...(deputies.length > 0
        ? [
            {
              key: 'Deputies',
              lines: deputyLines(deputies, today, ({ deputyName, managerName }) => `${deputyName} for ${managerName}`),
              actions: [{ text: 'See', href: `${DEPUTIES}${of}`, hidden: 'deputies' }],
            },
          ]
        : []),
      {
        key: 'Processing activities',
        lines: [
          linked(
            countOf(service.activities, 'activity', 'activities'),
            `/processing-activities${queryString({ service: service.code, status: 'current' })}`,
            service.activities,
          ),
          ...(service.activities === 0
            ? []
            : [{ text: 'See where its data flows', href: `${LIST}/${service.code}/picture` }]),
        ],
      },
      {
        key: 'Retention rules',
        lines: [linked(countOf(service.rules, 'rule'), `/retention-rules${of}`, service.rules)],
      },
      ...(left > 0
        ? [
            {
              key: 'Still to follow',
              lines: [{ text: `${countOf(left, 'record')} of services that were merged into it` }],
            },
          ]
        : []),
      ...namesRows(names, LIST),
    ],
  }
}

/** A service that was merged away: what took its place. */
export const mergedServicePage = ({ code, name }: Pick<ServiceRow, 'code' | 'name'>, names: Names) => ({
  title: name,
  caption: code,
  trail: [{ text: 'Services', href: LIST }],
  actions: [],
  facts: namesRows(names, LIST),
})

const managers = ({ managers: names }: ServiceRow): Line[] =>
  names.length === 0 ? [{ text: 'Nobody yet', muted: true }] : names.map((text) => ({ text }))

const linked = (text: string, href: string, count: number): Line => ({ text, href: count === 0 ? null : href })
