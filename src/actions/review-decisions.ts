import { createHash } from 'node:crypto'
import { isAskedFor } from '../../db/queries/extension-requests.ts'
import {
  addDecision,
  changeReview,
  type DecisionRow,
  listOfReview,
  moveRecords,
} from '../../db/queries/review-decisions.ts'
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
import { recordAsked } from './exception-events.ts'
import { exceptPiece } from './exception-piece.ts'
import { type Actor, doerOf, reviewAsSeen, reviewSubject } from './review-actor.ts'
import { toMake, writeDown } from './review-exceptions.ts'
import { AT_ONCE, type Frozen } from './review-freezing.ts'
import { manyAsSeen, stillTheSame } from './review-many.ts'

/** What a person submits with a decision: the number they typed to confirm it, and what the review’s page had for `seen`. */
export type Submitted = { answers: unknown; number: string; seen: string }

/**
 * What a decision left: the state of the review, or the open review that its records joined. `asked`: of how many records information governance is
 * asked first; `underWay`: they are so many that they follow in short transactions, the state of the review last.
 */
export type Decided = {
  state: Review['state']
  records: number
  mergedInto: number | null
  asked: number
  underWay: boolean
}

const atOnce = { mergedInto: null, asked: 0, underWay: false }

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
    const frozen = { records: contents.records, hash: await listHashOf(tx, review.id) }
    await recordDecision(tx, actor, review, decision.value, frozen)
    return { ok: true, value: await carryOut(tx, actor, review, decision.value, contents.records) }
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
    await recordDecision(tx, actor, review, decision.value, frozen)
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
  if (approves && (await isAskedFor(tx, review.id))) return refused('decision', UNANSWERED)
  return decision
}

const UNANSWERED =
  'Information governance has yet to answer whether some of these records are kept longer once more. Wait for the answer, or withdraw the request on the review’s page.'

/** The problems of a check, and one more if there is one. */
export const problemsOf = (checked: Checked<unknown>, number: Problem | null): Problem[] => [
  ...(checked.ok ? [] : checked.problems),
  ...(number ? [number] : []),
]

async function carryOut(db: Db, actor: Actor, review: Review, decision: Decision, records: number): Promise<Decided> {
  if (decision.decision === 'approve disposal') {
    const state = review.rule.approvals === 2 ? 'awaiting second approval' : 'approved'
    await moveRecords(db, review.id, 'due', 'approved')
    await changeReview(db, review, { state })
    return { ...atOnce, state, records }
  }
  const making = await toMake(db, actor, review, exceptionOf(decision))
  const made = await exceptPiece(db, making, await idsMatching(db, review.id, {}), actor.clock.today())
  if (made.asked.length > 0) await recordAsked(db, actor, making, made.asked)
  const isOver = made.ids.length === records
  await changeReview(db, review, isOver ? { state: 'closed', closedAt: actor.clock.now(), outcome: 'kept longer' } : {})
  return { ...atOnce, state: isOver ? 'closed' : 'open', records: made.ids.length, asked: made.asked.length }
}

/**
 * Leaves the records to the job. No record joins a review that awaits its second approval, which is where one that needs none waits as well
 * until all of its records are approved.
 */
async function putOff(tx: Db, actor: Actor, review: Review, decision: Decision, frozen: Frozen): Promise<Decided> {
  const { records, parts } = frozen
  if (decision.decision === 'approve disposal') {
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
  await writeDown(tx, await toMake(tx, actor, review, exceptionOf(decision)), frozen, 'close')
  await changeReview(tx, review, {})
  return { ...atOnce, state: 'closed', records, underWay: true }
}

const exceptionOf = ({ keepUntil, because, reason }: Extract<Decision, { decision: 'keep all longer' }>) => ({
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
  { records: recordCount, hash: listHash }: { records: number; hash: string },
): Promise<void> {
  const { who: user, clock } = actor
  await addDecision(db, {
    reviewId: review.id,
    decision: decision.decision,
    keepUntil: decision.keepUntil ?? null,
    reason: decision.reason ?? '',
    recordCount,
    listHash,
    decidedById: user.id,
    decidedByName: user.name,
    decidedAt: clock.now(),
  })
  await recordEvent(db, actor, {
    ...{ kind: eventOf[decision.decision], subject: reviewSubject(review.id) },
    facts: decision.keepUntil ? { until: decision.keepUntil } : {},
    records: { count: recordCount, listHash },
  })
}

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
