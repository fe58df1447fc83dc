import type { ExceptionBatch } from '../../../db/queries/exception-batches.ts'
import { dateInWords, londonDate } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import type { TableView } from '../components.ts'
import { keepReasonInWords } from './words.ts'

/** The exceptions of a review, those made together on one line. */
export function exceptionsTable(reviewId: number, batches: ExceptionBatch[]): TableView {
  return {
    caption: 'Exceptions',
    head: [{ text: 'Exception' }, { text: 'Records', numeric: true }, { text: 'Reason' }, { text: 'Made' }],
    rows: batches.map((batch) => [
      {
        text: exceptionInWords(batch),
        href: `/disposal-reviews/${reviewId}/exceptions/${batch.batchId}`,
        tag: batch.standing === 0 ? { text: 'Undone', colour: 'grey' } : null,
        detail: undoneInWords(batch),
        header: true,
      },
      { text: batch.records.toLocaleString('en-GB'), numeric: true },
      { text: batch.reason, detail: keepReasonInWords(batch.keepBecause) },
      { text: dateInWords(londonDate(batch.decidedAt)), detail: madeBy(batch) },
    ]),
    empty: 'No exceptions have been made.',
  }
}

/** Who made an exception, and who agreed to it where somebody had to. */
export const madeBy = ({
  decidedByName,
  agreedByName,
}: Pick<ExceptionBatch, 'decidedByName' | 'agreedByName'>): string =>
  agreedByName === null ? `By ${decidedByName}` : `By ${decidedByName}, agreed to by ${agreedByName}`

type Said = Pick<ExceptionBatch, 'kind' | 'keepUntil' | 'correctedTriggerOn' | 'correctRule' | 'goneOn'>

/** An exception in words; the right dates of records that the inventory has forgotten are forgotten too. */
export function exceptionInWords({ kind, keepUntil, correctedTriggerOn, correctRule, goneOn }: Said): string {
  switch (kind) {
    case 'keep longer':
      return keepUntil ? `Kept until ${dateInWords(keepUntil)}` : 'Kept longer'
    case 'wrong date':
      return correctedTriggerOn ? `Date corrected to ${dateInWords(correctedTriggerOn)}` : 'Date corrected'
    case 'wrong rule':
      return correctRule ? `Placed under rule ${correctRule}` : 'Placed under another rule'
    case 'already gone':
      return goneOn ? `Gone already by ${dateInWords(goneOn)}` : 'Gone already'
  }
}

const undoneInWords = ({ records, standing }: ExceptionBatch): string | null =>
  standing > 0 && standing < records ? `Undone for ${countOf(records - standing, 'record')}` : null
