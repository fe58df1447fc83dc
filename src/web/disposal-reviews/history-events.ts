import type { Answerer } from '../../../db/queries/answerers.ts'
import type { Instruction } from '../../../db/queries/disposal-instructions.ts'
import type { ExceptionBatch } from '../../../db/queries/exception-batches.ts'
import type { ExtensionRequest } from '../../../db/queries/extension-requests.ts'
import type { DecisionRow } from '../../../db/queries/review-decisions.ts'
import type { ConfirmationRow } from '../../../db/queries/review-disposals.ts'
import { dateInWords, type Instant, instantInWords } from '../../domain/calendar.ts'
import { placeDecidedIn } from '../../domain/deputy.ts'
import { disposedState } from '../../domain/disposal.ts'
import { listInWords } from '../../domain/list.ts'
import { answersInWords } from '../disposal-instructions/words.ts'
import { exceptionInWords } from './exception-view.ts'
import type { ReviewFacts } from './show.ts'
import { disposedVerbs } from './words.ts'

/** Something that happened to a review. `records`: how many it was about, as people read it. */
type Event = { at: Instant; when: string; what: string; who: string; records: string; why: string }

/** What happened to a review, in no order. */
export function eventsOf(facts: ReviewFacts): Event[] {
  const { review, decisions, exceptions, requests, confirmation, instructions, answerers, deputies } = facts
  const ofDecisions = new Set(decisions.map((row) => keptBy(row, exceptions)))
  const opened: Event = {
    at: review.openedOn,
    when: dateInWords(review.openedOn),
    what: 'Review opened',
    who: 'Sweep',
    records: '',
    why: '',
  }
  return [
    opened,
    ...exceptions.filter((batch) => !ofDecisions.has(batch)).map(excepted),
    ...requests.flatMap(askedAndAnswered),
    ...decisions.map((row) => decided(row, exceptions, deputies)),
    ...instructions.flatMap((one) => toldAndClosed(one, answerers)),
    ...(confirmation ? [confirmed(confirmation, review.rule.disposalAction)] : []),
  ]
}

/** The exception by which a decision to keep all longer was carried out. */
export const keptBy = (row: DecisionRow, exceptions: ExceptionBatch[]): ExceptionBatch | undefined =>
  row.decision === 'keep all longer'
    ? exceptions.findLast(
        (batch) =>
          batch.kind === 'keep longer' &&
          batch.agreedByName === null &&
          batch.keepUntil === row.keepUntil &&
          batch.reason === row.reason &&
          batch.decidedByName === row.decidedByName &&
          batch.decidedAt >= row.decidedAt,
      )
    : undefined

/** The source system was told, and all has been answered: by it, or by people for it. */
const toldAndClosed = (one: Instruction, answerers: Answerer[]): Event[] => [
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
          what: `Answered in full for ${one.sourceName}: ${answersInWords(one)}`,
          who: whoAnswered(one, answerers),
          records: one.answeredCount.toLocaleString('en-GB'),
          why: one.statement,
        },
      ]),
]

/** The people who answered an instruction, and its source system where that did by itself. */
function whoAnswered({ id, sourceName }: Instruction, answerers: Answerer[]): string {
  const names = answerers
    .filter(({ instructionId }) => instructionId === id)
    .map(({ name, byToken }) => (byToken ? sourceName : name))
  return listInWords([...new Set(names)])
}

const excepted = (batch: ExceptionBatch): Event => ({
  at: batch.decidedAt,
  when: instantInWords(batch.decidedAt),
  what: exceptionInWords(batch),
  who: batch.decidedByName,
  records: batch.records.toLocaleString('en-GB'),
  why: batch.reason,
})

/** Information governance was asked to keep records longer once more, and has answered. */
function askedAndAnswered(request: ExtensionRequest): Event[] {
  const { askedAt, askedByName, answer, answeredAt, answeredByName, answerReason } = request
  const until = `keep longer once more, until ${dateInWords(request.keepUntil)}`
  const records = request.records.toLocaleString('en-GB')
  const event = (at: Instant, what: string, who: string, why: string): Event => ({
    ...{ at, when: instantInWords(at), what: `${what} ${until}`, who, records, why },
  })
  return [
    event(askedAt, 'Asked information governance to', askedByName, request.reason),
    ...(answer === null || answeredAt === null
      ? []
      : [event(answeredAt, answerWords[answer], answeredByName ?? '', answerReason ?? '')]),
  ]
}

const answerWords: Record<NonNullable<ExtensionRequest['answer']>, string> = {
  agreed: 'Agreed to',
  refused: 'Refused to',
  withdrawn: 'Withdrew the request to',
}

/** A decision to keep all longer tells how many were kept. */
function decided(row: DecisionRow, exceptions: ExceptionBatch[], deputies: ReviewFacts['deputies']): Event {
  const kept = keptBy(row, exceptions)
  const records = kept?.records ?? row.recordCount
  return {
    at: row.decidedAt,
    when: instantInWords(row.decidedAt),
    what: kept && records < row.recordCount ? exceptionInWords(kept) : decisionInWords(row),
    who: inWhosePlace(row, deputies),
    records: records.toLocaleString('en-GB'),
    why: row.reason,
  }
}

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
