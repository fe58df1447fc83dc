import type { DueSoon } from '../../../db/queries/review-due-soon.ts'
import { dateInWords } from '../../domain/calendar.ts'
import type { Cell, TableView } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { queryString } from '../query.ts'
import { serviceName } from './words.ts'

/** What soon falls due under rules that say how long records may be kept at most. */
export function dueSoonPage(rows: DueSoon[]) {
  return {
    title: 'Due soon',
    lead: 'Records under rules that say how long they may be kept at most, which fall due within the days their rule allows for a review. They are in no disposal review yet.',
    trail: [{ text: 'Disposal reviews', href: '/disposal-reviews' }],
    table: {
      caption: 'Records due soon',
      captionHidden: true,
      head: [
        { text: 'Record series' },
        { text: 'Service' },
        { text: 'Records', numeric: true },
        { text: 'First past its period from' },
        { text: 'Last' },
      ],
      rows: rows.map(tableRow),
      empty: 'Nothing falls due soon under a rule that is a maximum.',
    } satisfies TableView,
    files: filesOf('/disposal-reviews/due-soon'),
  }
}

const tableRow = (row: DueSoon): Cell[] => [
  { text: row.recordSeries, href: recordsOf(row), detail: row.ruleCode, header: true },
  { text: serviceName(row.serviceName) },
  { text: row.records.toLocaleString('en-GB'), numeric: true },
  { text: dateInWords(row.from) },
  { text: dateInWords(row.to) },
]

const recordsOf = ({ serviceCode, ruleCode, from, to }: DueSoon): string =>
  `/records${queryString({ rule: ruleCode, service: serviceCode, state: 'retained', due_from: from, due_to: to })}`
