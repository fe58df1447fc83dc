import { createHash } from 'node:crypto'
import { countAskedFor } from '../../db/queries/extension-requests.ts'
import {
  addDecision,
  changeReview,
  type DecisionRow,
  listOfReview,
  moveRecords,
} from '../../db/queries/review-decisions.ts'
import type { Doer } from '../../db/queries/review-exceptions.ts'
import { idsMatching } from '../../db/queries/review-records.ts'
import type { Review, ReviewContents } from '../../db/queries/review-show.ts'
import { addReviewWork, hasMoreThan } from '../../db/queries/review-work.ts'
import type { Db } from '../../db/schema.ts'
import type { EventKind } from '../domain/audit-event.ts'
import { type Checked, type Problem, refused } from '../domain/problem.ts'
import { mayDecide, typedNumberProblem } from '../domain/review.ts'
import { checkDecision, type Decision } from '../domain/review-answers.ts'
import { NotAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { recordAsked, recordException } from './exception-events.ts'
import { exceptPiece } from './exception-piece.ts'
import { type Actor, doerOf, reviewAsSeen, reviewSubject } from './review-actor.ts'
import { toMake, writeDown } from './review-exceptions.ts'
import { AT_ONCE, type Frozen } from './review-freezing.ts'
import { manyAsSeen, stillTheSame } from './review-many.ts'

/** What a person submits with a decision: the number they typed to confirm it, and what the review’s page had for `seen`. */
export type Submitted = { answers: unknown; number: string; seen: string }

/**
 * What a decision left: the state of the review, or the open review that its records joined. `asked`: of how many records information governance is
 * asked first; `waiting`: of how many it had been asked before; `underWay`: they are so many that they follow in short transactions, the state of the
 * review last.
 */
export type Decided = {
  state: Review['state']
  records: number
  mergedInto: number | null
  asked: number
  waiting: number
  underWay: boolean
}

const atOnce = { mergedInto: null, asked: 0, waiting: 0, underWay: false }

/**
 * Decides what is left of an open review: its disposal is approved, or all of it is kept longer. At once, or for more than 1,000 records in
 * the short transactions that follow.
 *
 * The decision holds for the exact list that the person saw. Refused when the review is not that any more, when nothing is left,
 * when the rule does not allow it, and when the number of many records, or of those with special category data, was not typed right.
 */
export async function decideReview(db: Db, actor: Actor, id: number, submitted: Submitted): Promise<Checked<Decided>> {
  if (await hasMoreThan(db, id, AT_ONCE)) return decideMany(db, actor, id, submitted)
  return db.transaction().execute(async (tx) => {
    const at = await reviewAsSeen(tx, actor, id, { state: 'open', seen: submitted.seen })
    if (!at.ok) return at
    const { review, contents } = at.value
    const decision = await checkedDecision(tx, actor, review, contents, submitted)
    if (!decision.ok) return decision
    const list = { records: contents.records, hash: await listHashOf(tx, review.id) }
    return { ok: true, value: await carryOut(tx, actor, review, decision.value, list) }
  })
}

/** The decision is written down with the exact list in one short transaction, and the records follow. */
async function decideMany(db: Db, actor: Actor, id: number, submitted: Submitted): Promise<Checked<Decided>> {
  const at = await manyAsSeen(db, actor, id, { state: 'open', records: 'due', seen: submitted.seen })
  if (!at.ok) return at
  const { review, frozen } = at.value
  return db.transaction().execute(async (tx) => {
    const changed = await stillTheSame(tx, actor, at.value)
    if (changed) return changed
    const decision = await checkedDecision(tx, actor, review, frozen.contents, submitted)
    if (!decision.ok) return decision
    return { ok: true, value: await putOff(tx, actor, review, decision.value, frozen) }
  })
}

async function checkedDecision(
  tx: Db,
  actor: Actor,
  review: Review,
  contents: ReviewContents,
  submitted: Submitted,
): Promise<Checked<Decision>> {
  if (!mayDecide(actor.who, review)) throw new NotAllowed('The review is for others to decide')
  if (contents.records === 0) return refused('decision', 'No records are left to decide')
  const decision = checkDecision(submitted.answers, review.rule, actor.clock.today())
  const approves = decision.ok && decision.value.decision === 'approve disposal'
  const number = approves ? typedNumberProblem(contents, submitted.number) : null
  if (!decision.ok || number) return { ok: false, problems: problemsOf(decision, number) }
  const waiting = await countAskedFor(tx, review.id)
  if (approves && waiting > 0) return refused('decision', UNANSWERED)
  if (waiting === contents.records) return refused('decision', ALL_WAIT)
  return decision
}

const ALL_WAIT =
  'Nothing to change: information governance has yet to answer whether these records are kept longer once more. Wait for the answer, or withdraw the request on the review’s page.'

const UNANSWERED =
  'Information governance has yet to answer whether some of these records are kept longer once more. Wait for the answer, or withdraw the request on the review’s page.'

/** The problems of a check, and one more if there is one. */
export const problemsOf = (checked: Checked<unknown>, number: Problem | null): Problem[] => [
  ...(checked.ok ? [] : checked.problems),
  ...(number ? [number] : []),
]

async function carryOut(
  tx: Db,
  actor: Actor,
  review: Review,
  decision: Decision,
  list: { records: number; hash: string },
): Promise<Decided> {
  const { records } = list
  if (decision.decision === 'keep all longer') return keepAll(tx, actor, review, decision, list)
  await recordDecision(tx, actor, review, decision, list)
  const state = review.rule.approvals === 2 ? 'awaiting second approval' : 'approved'
  await moveRecords(tx, review.id, { from: 'due', to: 'approved', now: actor.clock.now() })
  await changeReview(tx, review, { state })
  return { ...atOnce, state, records }
}

/** The decision stands when all of them are kept. Otherwise it is an exception for those that are, and the review is still to be decided. */
async function keepAll(
  tx: Db,
  actor: Actor,
  review: Review,
  decision: KeepAll,
  list: { records: number; hash: string },
): Promise<Decided> {
  const making = await toMake(tx, actor, review, exceptionOf(decision))
  const { ids, asked } = await exceptPiece(tx, making, await idsMatching(tx, review.id, {}), actor.clock)
  const counts = { records: ids.length, asked: asked.length, waiting: list.records - ids.length - asked.length }
  if (ids.length === list.records) {
    await recordDecision(tx, actor, review, decision, list, making.by)
    await changeReview(tx, review, { state: 'closed', closedAt: actor.clock.now(), outcome: 'kept longer' })
    return { ...atOnce, ...counts, state: 'closed' }
  }
  if (ids.length > 0) await recordException(tx, actor, making, ids)
  if (asked.length > 0) await recordAsked(tx, actor, making, asked)
  await changeReview(tx, review, {})
  return { ...atOnce, ...counts, state: 'open' }
}

/**
 * Leaves the records to the job. No record joins a review that awaits its second approval, which is where one that needs none waits as well
 * until all of its records are approved.
 */
async function putOff(tx: Db, actor: Actor, review: Review, decision: Decision, frozen: Frozen): Promise<Decided> {
  const { records, parts } = frozen
  if (decision.decision === 'approve disposal') {
    await recordDecision(tx, actor, review, decision, frozen)
    const state = review.rule.approvals === 2 ? 'awaiting second approval' : 'approved'
    const work = {
      reviewId: review.id,
      kind: 'approve disposal' as const,
      facts: JSON.stringify({ state }),
      total: records,
    }
    await addReviewWork(tx, { ...work, by: doerOf(actor) }, parts)
    await changeReview(tx, review, { state: 'awaiting second approval' })
    return { ...atOnce, state, records, underWay: true }
  }
  const making = await toMake(tx, actor, review, exceptionOf(decision))
  await writeDown(tx, making, frozen, { listHash: frozen.hash, answerBy: review.reviewBy })
  await tellOfDecision(tx, actor, review, decision, frozen)
  await changeReview(tx, review, {})
  return { ...atOnce, state: 'closed', records, underWay: true }
}

type KeepAll = Extract<Decision, { decision: 'keep all longer' }>

const exceptionOf = ({ keepUntil, because, reason }: KeepAll) => ({
  ...{ kind: 'keep longer' as const, date: keepUntil, because, reason },
})

/** A decision as it is written down. */
export type Recorded = { decision: DecisionRow['decision']; keepUntil?: string; reason?: string }

/** Writes a decision down with the exact list that it is about. */
export async function recordDecision(
  db: Db,
  actor: Actor,
  review: Review,
  decision: Recorded,
  list: { records: number; hash: string },
  by: Doer = doerOf(actor),
): Promise<void> {
  await addDecision(db, { ...decision, reviewId: review.id, list, by })
  await tellOfDecision(db, actor, review, decision, list)
}

const tellOfDecision = (
  db: Db,
  actor: Actor,
  review: Review,
  { decision, keepUntil }: Recorded,
  { records: count, hash: listHash }: { records: number; hash: string },
) =>
  recordEvent(db, actor, {
    ...{ kind: eventOf[decision], subject: reviewSubject(review.id) },
    facts: keepUntil ? { until: keepUntil } : {},
    records: { count, listHash },
  })

const eventOf = {
  'approve disposal': 'disposal approved',
  'keep all longer': 'kept longer',
  'second approval': 'second approval given',
  'send back': 'sent back',
} as const satisfies Record<DecisionRow['decision'], EventKind>

/** The hash of the exact list that stands in a review: the same at its approval, at its second approval and at its confirmation. */
export async function listHashOf(db: Db, reviewId: number): Promise<string> {
  return createHash('sha256')
    .update(await listOfReview(db, reviewId))
    .digest('hex')
}

/** The first approval that a review awaits the second of: the latest one, from the latest decisions first. */
export const firstApproval = (decisions: DecisionRow[]): DecisionRow | undefined =>
  decisions.find((decision) => decision.decision === 'approve disposal')
