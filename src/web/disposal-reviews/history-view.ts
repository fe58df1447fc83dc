import type { Instruction } from '../../../db/queries/disposal-instructions.ts'
import type { DecisionRow } from '../../../db/queries/review-decisions.ts'
import type { ConfirmationRow } from '../../../db/queries/review-disposals.ts'
import { dateInWords, type Instant, instantInWords } from '../../domain/calendar.ts'
import { placeDecidedIn } from '../../domain/deputy.ts'
import { disposedState } from '../../domain/disposal.ts'
import { countOf } from '../../domain/list.ts'
import type { TableView } from '../components.ts'
import { answersInWords } from '../disposal-instructions/words.ts'
import { exceptionInWords } from './exception-view.ts'
import type { ReviewFacts } from './show.ts'
import { disposedVerbs } from './words.ts'

type Event = { at: Instant; when: string; what: string; who: string; records: string; why: string }

/** What happened to a review, the latest first: when, what, who, over how many records, why. */
export function historyTable(facts: ReviewFacts): TableView {
  const { review, decisions, exceptions, confirmation, instructions, deputies } = facts
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
    ...decisions.map((row) => decided(row, deputies)),
    ...instructions.flatMap(toldAndClosed),
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

/** The source system was told, and has answered in full. */
const toldAndClosed = (one: Instruction): Event[] => [
  {
    at: one.instructedAt,
    when: instantInWords(one.instructedAt),
    what: `Disposal instructed: ${one.sourceName}`,
    who: 'Instructing',
    records: one.recordCount.toLocaleString('en-GB'),
    why: '',
  },
  ...(one.closedAt === null
    ? []
    : [
        {
          at: one.closedAt,
          when: instantInWords(one.closedAt),
          what: `Answered in full by ${one.sourceName}: ${answersInWords(one)}`,
          who: one.sourceName,
          records: one.answeredCount.toLocaleString('en-GB'),
          why: one.statement,
        },
      ]),
]

const decided = (row: DecisionRow, deputies: ReviewFacts['deputies']): Event => ({
  at: row.decidedAt,
  when: instantInWords(row.decidedAt),
  what: decisionInWords(row),
  who: inWhosePlace(row, deputies),
  records: row.recordCount.toLocaleString('en-GB'),
  why: row.reason,
})

/** Who decided, and in whose place when they were a deputy. */
function inWhosePlace(row: DecisionRow, deputies: ReviewFacts['deputies']): string {
  const manager = placeDecidedIn(deputies, row)
  return manager === null ? row.decidedByName : `${row.decidedByName}, in the place of ${manager}`
}

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
export function endInWords({ review, decisions, confirmation, instructions }: ReviewFacts): string | null {
  if (review.state !== 'closed') return null
  if (review.outcome === 'disposed' && instructions.length > 0)
    return disposedByInstructions(instructions, decisions, review.rule.disposalAction)
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
