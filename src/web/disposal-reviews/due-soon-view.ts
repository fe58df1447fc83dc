import type { z } from 'zod'
import type { Service } from '../../../db/queries/services.ts'
import type { DueSoon, DueSoonAsked } from '../../actions/due-soon.ts'
import { dateInWords } from '../../domain/calendar.ts'
import { horizons, USUAL_HORIZON } from '../../domain/due-soon.ts'
import { countOf } from '../../domain/list.ts'
import { choiceFilters } from '../choice-filters.ts'
import type { Cell, FilterField, TableView, Tag } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { queryChoice, queryString, queryText } from '../query.ts'
import { serviceName } from './words.ts'

const LIST = '/disposal-reviews/due-soon'

/** What the address of the list can carry. */
export const dueSoonQuery = {
  days: queryChoice(horizons),
  service: queryText,
  constraint: queryChoice(['maximum']),
}
export type DueSoonQuery = z.output<z.ZodObject<typeof dueSoonQuery>>

/** What is asked for by an address. */
export const askedBy = ({ days = USUAL_HORIZON, service, constraint }: DueSoonQuery): DueSoonAsked => ({
  ...{ horizon: days, service, constraint },
})

/** What soon falls due. */
export function dueSoonPage(rows: DueSoon[], query: DueSoonQuery, services: Service[]) {
  const days = query.days ?? USUAL_HORIZON
  const records = rows.reduce((sum, row) => sum + row.records, 0)
  const held = rows.reduce((sum, row) => sum + row.held, 0)
  return {
    title: 'Due soon',
    lead: 'Records that will soon be past their period. They are in no disposal review yet: the nightly sweep gathers them on their day.',
    total: `${countOf(records, 'record')} within ${days} days${rows.length > 1 ? `, of ${countOf(rows.length, 'service and rule', 'services and rules')}` : ''}.${keptInWords(held)}`,
    trail: [{ text: 'Disposal reviews', href: '/disposal-reviews' }],
    filters: filters(query, services),
    table: {
      caption: 'Records due soon',
      captionHidden: true,
      head: [
        { text: 'Record series' },
        { text: 'Service' },
        { text: 'Records', numeric: true },
        { text: 'Under a hold', numeric: true },
        { text: 'First past its period from' },
        { text: 'Last' },
      ],
      rows: rows.map(tableRow),
      empty:
        (query.service ?? query.constraint)
          ? 'Nothing that matches falls due soon. Remove a filter to see more.'
          : `Nothing falls due within ${days} days.`,
    } satisfies TableView,
    files: filesOf(LIST, queryString(query)),
  }
}

function filters(query: DueSoonQuery, services: Service[]) {
  const { days, ...others } = query
  const chosen = choiceFilters<'service' | 'constraint'>(LIST, others, [
    { name: 'service', label: 'Service', options: services.map(({ code, name }) => ({ value: code, text: name })) },
    { name: 'constraint', label: 'Rules', options: [{ value: 'maximum', text: 'Only those that are a maximum' }] },
  ])
  const horizon: FilterField = {
    kind: 'select',
    ...{ name: 'days', label: 'How far ahead', value: days ?? USUAL_HORIZON },
    options: horizons.map((value) => ({ value, text: `${value} days` })),
  }
  const applied = chosen.applied.map(({ text, href }) => ({ text, href: days ? withDays(href, days) : href }))
  return { action: LIST, fields: [horizon, ...chosen.fields], applied, clear: LIST }
}

const withDays = (href: string, days: string): string => `${href}${href.includes('?') ? '&' : '?'}days=${days}`

/** What a hold keeps is not flagged on its day: nobody should wait for it. */
const keptInWords = (held: number): string =>
  held === 0 ? '' : ` ${countOf(held, 'of them is', 'of them are')} under a disposal hold and will not be flagged.`

const maximumTag: Tag = { text: 'Maximum', colour: 'orange' }

const tableRow = (row: DueSoon): Cell[] => [
  {
    text: row.recordSeries,
    href: recordsOf(row),
    detail: row.ruleCode,
    tag: row.constraint === 'maximum' ? maximumTag : null,
    header: true,
  },
  { text: serviceName(row.serviceName) },
  { text: row.records.toLocaleString('en-GB'), numeric: true },
  {
    text: row.held.toLocaleString('en-GB'),
    numeric: true,
    ...(row.held > 0 ? { href: recordsOf(row, 'yes') } : {}),
  },
  { text: dateInWords(row.from) },
  { text: dateInWords(row.to) },
]

const recordsOf = ({ serviceCode, ruleCode, from, to }: DueSoon, held?: 'yes'): string =>
  `/records${queryString({ rule: ruleCode, service: serviceCode, state: 'retained', due_from: from, due_to: to, held })}`
