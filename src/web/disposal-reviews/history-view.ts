import type { DecisionRow } from '../../../db/queries/review-decisions.ts'
import type { ConfirmationRow } from '../../../db/queries/review-disposals.ts'
import { dateInWords, type Instant, instantInWords } from '../../domain/calendar.ts'
import { disposedState } from '../../domain/disposal.ts'
import { countOf } from '../../domain/list.ts'
import type { TableView } from '../components.ts'
import { exceptionInWords } from './exception-view.ts'
import type { ReviewFacts } from './show.ts'
import { disposedVerbs } from './words.ts'

type Event = { at: Instant; when: string; what: string; who: string; records: string; why: string }

/** What happened to a review, the latest first: when, what, who, over how many records, why. */
export function historyTable({ review, decisions, exceptions, confirmation }: ReviewFacts): TableView {
  const opened: Event = {
    at: review.openedOn,
    when: dateInWords(review.openedOn),
    what: 'Review opened',
    who: 'Sweep',
    records: '',
    why: '',
  }
  const events = [
    opened,
    ...exceptions.map(
      (batch): Event => ({
        at: batch.decidedAt,
        when: instantInWords(batch.decidedAt),
        what: exceptionInWords(batch),
        who: batch.decidedByName,
        records: batch.records.toLocaleString('en-GB'),
        why: batch.reason,
      }),
    ),
    ...decisions.map(decided),
    ...(confirmation ? [confirmed(confirmation, review.rule.disposalAction)] : []),
  ]
  return {
    caption: 'History',
    head: [{ text: 'When' }, { text: 'What' }, { text: 'Who' }, { text: 'Records', numeric: true }, { text: 'Why' }],
    rows: events
      .toSorted((a, b) => (a.at < b.at ? 1 : -1))
      .map(({ when, what, who, records, why }) => [
        { text: when, header: true },
        { text: what },
        { text: who },
        { text: records, numeric: true },
        { text: why },
      ]),
    empty: '',
  }
}

const decided = (row: DecisionRow): Event => ({
  at: row.decidedAt,
  when: instantInWords(row.decidedAt),
  what: decisionInWords(row),
  who: row.decidedByName,
  records: row.recordCount.toLocaleString('en-GB'),
  why: row.reason,
})

function decisionInWords({ decision, keepUntil }: Pick<DecisionRow, 'decision' | 'keepUntil'>): string {
  if (decision === 'keep all longer') return keepUntil ? `All kept until ${dateInWords(keepUntil)}` : 'All kept longer'
  if (decision === 'send back') return 'Sent back to the manager'
  return decision === 'second approval' ? 'Disposal approved a second time' : 'Disposal approved'
}

const confirmed = (row: ConfirmationRow, action: ReviewFacts['review']['rule']['disposalAction']): Event => ({
  at: row.confirmedAt,
  when: instantInWords(row.confirmedAt),
  what: `Disposal confirmed: ${disposedVerbs[disposedState(action)]} on ${dateInWords(row.disposedOn)}`,
  who: row.confirmedByName,
  records: row.recordCount.toLocaleString('en-GB'),
  why: `${row.method.replace(/\.$/, '')}. ${row.statement}`,
})

/** The end of a review in one sentence. */
export function endInWords({ review, decisions, confirmation }: ReviewFacts): string | null {
  if (review.state !== 'closed') return null
  if (confirmation) return disposedInWords(confirmation, decisions, review.rule.disposalAction)
  const kept = decisions.find(({ decision }) => decision === 'keep all longer')
  if (kept?.keepUntil)
    return `${countOf(kept.recordCount, 'record')} kept until ${dateInWords(kept.keepUntil)}, decided by ${kept.decidedByName} on ${instantInWords(kept.decidedAt)}. They come back when that date has passed.`
  if (review.outcome === 'merged')
    return 'This review was sent back, and its records joined the review that had been opened since.'
  if (review.outcome === 'kept longer')
    return 'Closed: all records of this review are kept longer or have left it. Nothing was disposed of.'
  return 'Closed: no records were left in this review. Nothing was disposed of.'
}

function disposedInWords(
  row: ConfirmationRow,
  decisions: DecisionRow[],
  action: ReviewFacts['review']['rule']['disposalAction'],
): string {
  const approvals = decisions.filter(
    ({ decision }) => decision === 'approve disposal' || decision === 'second approval',
  )
  const [latest, before] = approvals
  const who =
    latest?.decision === 'second approval' && before
      ? `decided by ${before.decidedByName}, approved a second time by ${latest.decidedByName}`
      : `decided by ${latest?.decidedByName ?? 'nobody known'}`
  return `${countOf(row.recordCount, 'record')} ${disposedVerbs[disposedState(action)]} on ${dateInWords(row.disposedOn)}, ${who}, confirmed by ${row.confirmedByName}. What identified them has been erased here.`
}
