import type { HoldNamed } from '../../../db/queries/held.ts'
import type { ReviewRecord } from '../../../db/queries/review-records.ts'
import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import { explain } from '../../domain/explanation.ts'
import { countOf } from '../../domain/list.ts'
import { KEPT_ALONE } from '../../domain/review.ts'
import type { Cell, FilterBarView, HeadCell, PaginationView, TableView } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { queryString } from '../query.ts'
import { referenceInWords } from '../records/words.ts'
import { DUE_BEFORE, type RecordsQuery } from './filters.ts'
import { timesInWords } from './request-view.ts'
import type { ReviewFacts } from './show.ts'

export const RECORDS_ON_A_PAGE = 50

/** The records of a review, fifty at a time, each with the reason why it is due; with boxes to tick for who may except them. */
export function recordsSection(
  { review, query, records, holds, timesKept, matching, more, sources, answers }: ReviewFacts,
  mayExcept: boolean,
  today: IsoDate,
) {
  const here = `/disposal-reviews/${review.id}`
  return {
    filters: filterBar(here, query, sources),
    table: {
      caption: 'Records in this review',
      captionHidden: true,
      head: head(mayExcept),
      rows: records.map((record) =>
        tableRow(record, holds.get(record.id) ?? [], {
          mayExcept,
          ticked: answers.records,
          today,
          times: timesKept.get(record.id) ?? 0,
        }),
      ),
      empty: isFiltered(query)
        ? 'No record of this review matches. Remove a filter to see more.'
        : 'No records are in this review.',
    } satisfies TableView,
    pages: pages(here, query, records, more, matching),
    files: filesOf('/records', queryString({ review: review.id })),
  }
}

/** True when a filter narrows the records. */
export const isFiltered = ({ source, reference, due_before }: RecordsQuery): boolean =>
  [source, reference, due_before].some((value) => value !== undefined)

const head = (mayExcept: boolean): HeadCell[] => [
  ...(mayExcept ? [{ text: 'Select' }] : []),
  { text: 'Record' },
  { text: 'Past its period since' },
  { text: 'Why' },
  { text: 'Items', numeric: true },
]

function tableRow(
  record: ReviewRecord,
  holds: HoldNamed[],
  { mayExcept, ticked, today, times }: { mayExcept: boolean; ticked: number[]; today: IsoDate; times: number },
): Cell[] {
  const check = { name: 'record', value: String(record.id), checked: ticked.includes(record.id) }
  const about = [record.source, record.title, record.location].filter((text) => text !== '').join(', ')
  return [
    ...(mayExcept ? [{ text: `Select ${referenceInWords(record)}`, check }] : []),
    { text: referenceInWords(record), href: `/records/${record.id}`, detail: about, header: true },
    {
      text: record.dueOn ? dateInWords(record.dueOn) : '',
      tag: record.backlog === 1 ? { text: 'Backlog', colour: 'grey' } : null,
    },
    { text: explain(record, record, today, holds), detail: keptBefore(times) },
    { text: record.quantity.toLocaleString('en-GB'), numeric: true },
  ]
}

/** How often a record was kept longer; the next time is not for its manager alone. */
function keptBefore(times: number): string | null {
  if (times === 0) return null
  const next = times >= KEPT_ALONE ? ': once more only if information governance agrees' : ''
  return `Kept longer ${timesInWords(times).toLowerCase()} already${next}`
}

function pages(
  here: string,
  query: RecordsQuery,
  records: ReviewRecord[],
  more: ReviewFacts['more'],
  matching: number,
): PaginationView {
  const to = (place: 'after' | 'before', record: ReviewRecord | undefined) =>
    `${here}${queryString({ ...query, after: undefined, before: undefined, [place]: `${record?.dueOn}.${record?.id}` })}#list`
  return {
    previous: more.before ? to('before', records[0]) : null,
    next: more.after ? to('after', records.at(-1)) : null,
    words:
      matching === 0
        ? null
        : `${records.length.toLocaleString('en-GB')} of ${countOf(matching, 'record')}, the longest overdue first`,
  }
}

function filterBar(here: string, query: RecordsQuery, sources: ReviewFacts['sources']): FilterBarView {
  const without = (name: keyof RecordsQuery) =>
    `${here}${queryString({ ...query, after: undefined, before: undefined, [name]: undefined })}#list`
  const named = sources.find(({ code }) => code === query.source)
  return {
    action: here,
    fields: [
      {
        kind: 'select',
        name: 'source',
        label: 'Source system',
        value: query.source ?? '',
        options: [
          { value: '', text: 'Any' },
          ...sources.map(({ code, name, records }) => ({
            value: code,
            text: records === null ? `${code} ${name}` : `${code} ${name} (${records.toLocaleString('en-GB')})`,
          })),
        ],
      },
      { kind: 'input', name: 'reference', label: 'Reference starts with', value: query.reference ?? '' },
      { kind: 'date-input', name: 'due_before', label: DUE_BEFORE, value: query.due_before ?? '' },
    ],
    applied: [
      ...(query.source ? [{ text: `Source system: ${named?.name ?? query.source}`, href: without('source') }] : []),
      ...(query.reference ? [{ text: `Reference starts with ${query.reference}`, href: without('reference') }] : []),
      ...(query.due_before ? [{ text: `Before ${dateInWords(query.due_before)}`, href: without('due_before') }] : []),
    ],
    clear: `${here}#list`,
  }
}
