import type { ExceptionBatch, recordsOfBatch } from '../../../db/queries/exception-batches.ts'
import type { Review } from '../../../db/queries/review-show.ts'
import { dateInWords, instantInWords } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import type { Problem } from '../../domain/problem.ts'
import type { Cell, TableView } from '../components.ts'
import { fieldError } from '../form.ts'
import { referenceInWords } from '../records/words.ts'
import { exceptionInWords, madeBy } from './exception-view.ts'
import { keepReasonInWords } from './words.ts'

export const RECORDS_OF_A_BATCH = 100

type BatchRecord = Awaited<ReturnType<typeof recordsOfBatch>>[number]

/** What the page of an exception is made of. `records`: one page of them, and one more when others follow. */
export type BatchFacts = {
  review: Review
  batch: ExceptionBatch
  records: BatchRecord[]
  mayUndo: boolean
  isFirst: boolean
  problems: Problem[]
}

/** The records that one exception was made for, with where each is now; whoever may undo it can tick them. */
export function batchPage({ review, batch, records, mayUndo, isFirst, problems }: BatchFacts) {
  const here = `/disposal-reviews/${review.id}/exceptions/${batch.batchId}`
  const shown = records.slice(0, RECORDS_OF_A_BATCH)
  const undoable = mayUndo && batch.standing > 0 && batch.kind !== 'already gone'
  const because = keepReasonInWords(batch.keepBecause)
  return {
    title: exceptionInWords(batch),
    caption: `Exception in disposal review ${review.id}`,
    trail: [
      { text: 'Disposal reviews', href: '/disposal-reviews' },
      { text: review.rule.recordSeries, href: `/disposal-reviews/${review.id}` },
    ],
    problems,
    stale: fieldError(problems, 'seen'),
    facts: [
      { key: 'Reason', lines: [...(because === null ? [] : [{ text: because }]), { text: batch.reason }] },
      {
        key: 'Made',
        lines: [{ text: instantInWords(batch.decidedAt) }, { text: madeBy(batch), muted: true }],
      },
      { key: 'Records', lines: [{ text: countOf(batch.records, 'record') }, ...standingLine(batch)] },
    ],
    undo: undoable
      ? {
          action: `${here}/undoing`,
          all: batch.standing === 1 ? 'Undo for the record' : `Undo for all ${countOf(batch.standing, 'record')}`,
        }
      : null,
    table: {
      caption: 'Records of this exception',
      captionHidden: true,
      head: [
        ...(undoable ? [{ text: 'Select' }] : []),
        { text: 'Record' },
        { text: 'Source system' },
        { text: 'Past its period from' },
        { text: 'Exception' },
      ],
      rows: shown.map((record) => tableRow(record, undoable)),
      empty: 'No records.',
    } satisfies TableView,
    pages: {
      previous: isFirst ? null : here,
      next: records.length > RECORDS_OF_A_BATCH ? `${here}?after=${shown.at(-1)?.id}` : null,
    },
  }
}

const standingLine = ({ records, standing }: ExceptionBatch) =>
  standing === records ? [] : [{ text: `Undone for ${countOf(records - standing, 'record')}`, muted: true }]

const tableRow = (record: BatchRecord, undoable: boolean): Cell[] => [
  ...(undoable ? [tick(record)] : []),
  { text: referenceInWords(record), href: `/records/${record.id}`, header: true },
  { text: record.source },
  { text: record.dueOn ? dateInWords(record.dueOn) : '' },
  record.undoneAt
    ? { text: 'Undone', detail: `By ${record.undoneByName ?? ''} on ${instantInWords(record.undoneAt)}` }
    : { text: 'Stands' },
]

const tick = (record: BatchRecord): Cell =>
  record.undoneAt
    ? { text: '' }
    : {
        text: `Select ${referenceInWords(record)}`,
        check: { name: 'record', value: String(record.id), checked: false },
      }
