import type { Disposal } from '../../../db/queries/disposal-register.ts'
import type { AsAt } from '../../domain/as-at.ts'
import { countOf } from '../../domain/list.ts'
import { asAtView } from '../as-at.ts'
import type { Cell, Link } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { pagesOf } from '../pages-view.ts'
import { queryString } from '../query.ts'
import type { ListQuery } from './filters.ts'
import { type Choices, filterBar } from './list-filters.ts'
import { daysInWords, decidersInWords, doneInWords } from './words.ts'

export const LIST = '/disposals'
export const ROWS_ON_A_PAGE = 50

/** What a list of disposals is made of. `total`: the disposals that match, of which `rows` are one page; `records`: how many those are of; `confirmed`: in instructions that are not closed yet. */
export type ListedDisposals = {
  query: ListQuery
  rows: Disposal[]
  total: number
  records: number
  confirmed: number
  choices: Choices
  asAt: AsAt | null
}

/** The register of what was disposed of. `links`: the parts of it that the reader may enter. */
export function disposalsPage(
  { query, rows, total, records, confirmed, choices, asAt }: ListedDisposals,
  links: Link[],
) {
  return {
    title: 'Disposals',
    lead: 'What was disposed of, when, under which authority and by whose decision. Nothing here is about any one record.',
    links,
    asAt: asAtView(LIST, query, asAt),
    filters: filterBar(LIST, query, choices, { asAt, proofs: true }),
    waiting: waiting(query, confirmed),
    summary: total === 0 ? null : `${countOf(records, 'record')} in ${countOf(total, 'disposal')}.`,
    table: {
      caption: countOf(total, 'disposal'),
      captionHidden: true,
      head: [
        { text: 'Record series' },
        { text: 'Service' },
        { text: 'Disposed of' },
        { text: 'Records', numeric: true },
        { text: 'Authority' },
        { text: 'Decided by' },
        { text: 'Proof' },
      ],
      rows: rows.map(tableRow),
      empty: isFiltered(query)
        ? 'No disposal matches. Remove a filter to see more.'
        : asAt === null
          ? 'Nothing has been disposed of yet.'
          : 'Nothing had been disposed of by then.',
    },
    pages: pagesOf(LIST, query, { total, rows: ROWS_ON_A_PAGE, one: 'disposal' }),
    files: filesOf(LIST, queryString({ ...query, page: undefined }), asAt !== null),
  }
}

/** What is confirmed and not listed yet, with the instructions that it is in. */
function waiting({ service, rule, source }: ListQuery, confirmed: number): (Link & { said: string }) | null {
  if (confirmed === 0) return null
  const [are, listed] = confirmed === 1 ? ['is', 'is listed'] : ['are', 'are listed']
  return {
    said: `${countOf(confirmed, 'record')} ${are} confirmed in instructions that still wait for other answers, and ${listed} once these are closed.`,
    text: 'See the open instructions',
    href: `/disposal-instructions${queryString({ service, rule, source, state: 'open' })}`,
  }
}

/** True when an address asks for some of a list of disposals only. */
export const isFiltered = ({ page: _, 'as-at': __, ...filters }: ListQuery): boolean =>
  Object.values(filters).some((value) => value !== undefined)

const tableRow = (row: Disposal): Cell[] => [
  { text: row.recordSeries, detail: `${row.ruleCode} version ${row.ruleVersions}`, header: true },
  { text: row.serviceName ?? 'Unassigned' },
  { text: daysInWords(row.disposedFrom, row.disposedTo), detail: doneInWords[row.action] },
  { text: row.records.toLocaleString('en-GB'), numeric: true },
  { text: row.authority },
  { text: decidersInWords(row.decidedBy) },
  row.number === null
    ? { text: 'Confirmed by a person', href: `/disposal-reviews/${row.reviewId}` }
    : { text: row.number, href: `/destruction-certificates/${row.number}`, detail: row.source },
]
