import type { Disposal } from '../../../db/queries/disposal-register.ts'
import { dateInWords, londonDate } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import { asAtView, sameDay } from '../as-at.ts'
import type { Cell } from '../components.ts'
import { filterBar } from '../disposals/list-filters.ts'
import { isFiltered, type ListedDisposals, ROWS_ON_A_PAGE } from '../disposals/list-view.ts'
import { daysInWords, decidersInWords, doneInWords } from '../disposals/words.ts'
import { filesOf } from '../files-view.ts'
import { pagesOf } from '../pages-view.ts'
import { queryString } from '../query.ts'

export const LIST = '/destruction-certificates'

/** The list of destruction certificates, the latest first. */
export function certificatesPage({ query, rows, total, records, choices, asAt }: ListedDisposals) {
  return {
    title: 'Destruction certificates',
    lead: 'What proves that records are gone: one for each instruction to a source system that it answered. They never change.',
    trail: [{ text: 'Disposals', href: sameDay('/disposals', asAt) }],
    asAt: asAtView(LIST, query, asAt),
    filters: filterBar(LIST, query, choices, { asAt, proofs: false }),
    summary: total === 0 ? null : `${countOf(records, 'record')} in ${countOf(total, 'certificate')}.`,
    table: {
      caption: countOf(total, 'certificate'),
      captionHidden: true,
      head: [
        { text: 'Certificate' },
        { text: 'Record series' },
        { text: 'Service' },
        { text: 'Source system' },
        { text: 'Disposed of' },
        { text: 'Records', numeric: true },
        { text: 'Decided by' },
      ],
      rows: rows.map(tableRow),
      empty: isFiltered(query)
        ? 'No certificate matches. Remove a filter to see more.'
        : asAt !== null
          ? 'No certificate had been issued by then.'
          : 'No certificate has been issued yet. One is issued when a source system has answered all of an instruction.',
    },
    pages: pagesOf(LIST, query, { total, rows: ROWS_ON_A_PAGE, one: 'certificate' }),
    files: filesOf(LIST, queryString({ ...query, page: undefined }), asAt !== null),
  }
}

const tableRow = (row: Disposal): Cell[] => [
  {
    ...{ text: row.number ?? '', href: `${LIST}/${row.number}`, header: true },
    detail: `Issued on ${dateInWords(londonDate(row.provedAt))}`,
  },
  { text: row.recordSeries, detail: `${row.ruleCode} version ${row.ruleVersions}` },
  { text: row.serviceName ?? 'Unassigned' },
  { text: row.source ?? '' },
  { text: daysInWords(row.disposedFrom, row.disposedTo), detail: doneInWords[row.action] },
  { text: row.records.toLocaleString('en-GB'), numeric: true },
  { text: decidersInWords(row.decidedBy) },
]
