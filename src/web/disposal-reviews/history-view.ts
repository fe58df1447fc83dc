import type { Instruction } from '../../../db/queries/disposal-instructions.ts'
import type { DecisionRow } from '../../../db/queries/review-decisions.ts'
import type { ConfirmationRow } from '../../../db/queries/review-disposals.ts'
import { dateInWords, instantInWords } from '../../domain/calendar.ts'
import { disposedState } from '../../domain/disposal.ts'
import { countOf } from '../../domain/list.ts'
import type { TableView } from '../components.ts'
import { eventsOf, keptBy } from './history-events.ts'
import type { ReviewFacts } from './show.ts'
import { disposedVerbs } from './words.ts'

/** What happened to a review, the latest first: when, what, who, over how many records, why. */
export function historyTable(facts: ReviewFacts): TableView {
  return {
    caption: 'History',
    head: [{ text: 'When' }, { text: 'What' }, { text: 'Who' }, { text: 'Records', numeric: true }, { text: 'Why' }],
    rows: eventsOf(facts)
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

/** The end of a review in one sentence. */
export function endInWords({ review, decisions, exceptions, confirmation, instructions }: ReviewFacts): string | null {
  if (review.state !== 'closed') return null
  if (review.outcome === 'disposed' && instructions.length > 0)
    return disposedByInstructions(instructions, decisions, review.rule.disposalAction)
  if (confirmation) return disposedInWords(confirmation, decisions, review.rule.disposalAction)
  const kept = decisions.find((row) => keptBy(row, exceptions)?.standing === row.recordCount)
  if (kept?.keepUntil)
    return `${countOf(kept.recordCount, 'record')} kept until ${dateInWords(kept.keepUntil)}, decided by ${kept.decidedByName} on ${instantInWords(kept.decidedAt)}. They come back when that date has passed.`
  if (review.outcome === 'merged')
    return 'This review was sent back, and its records joined the review that had been opened since.'
  if (review.outcome === 'kept longer')
    return 'Closed: all records of this review are kept longer or have left it. Nothing was disposed of.'
  return 'Closed: no records were left in this review. Nothing was disposed of.'
}

type Action = ReviewFacts['review']['rule']['disposalAction']

function disposedByInstructions(instructions: Instruction[], decisions: DecisionRow[], action: Action): string {
  const done = instructions.reduce((sum, one) => sum + one.doneCount, 0)
  const last = instructions
    .flatMap(({ lastDoneOn }) => lastDoneOn ?? [])
    .sort()
    .at(-1)
  const on = last === undefined ? '' : `, the last on ${dateInWords(last)}`
  return `${countOf(done, 'record')} ${disposedVerbs[disposedState(action)]}${on}, ${decidersInWords(decisions)}. What identified them has been erased here.`
}

function disposedInWords(row: ConfirmationRow, decisions: DecisionRow[], action: Action): string {
  return `${countOf(row.recordCount, 'record')} ${disposedVerbs[disposedState(action)]} on ${dateInWords(row.disposedOn)}, ${decidersInWords(decisions)}, confirmed by ${row.confirmedByName}. What identified them has been erased here.`
}

function decidersInWords(decisions: DecisionRow[]): string {
  const approvals = decisions.filter(
    ({ decision }) => decision === 'approve disposal' || decision === 'second approval',
  )
  const [latest, before] = approvals
  return latest?.decision === 'second approval' && before
    ? `decided by ${before.decidedByName}, approved a second time by ${latest.decidedByName}`
    : `decided by ${latest?.decidedByName ?? 'nobody known'}`
}
