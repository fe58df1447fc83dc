import { changeReview, decisionsOn, mergeReview, moveRecords, openReviewOf } from '../../db/queries/review-decisions.ts'
import type { Review, ReviewContents } from '../../db/queries/review-show.ts'
import { addReviewWork, hasMoreThan } from '../../db/queries/review-work.ts'
import type { Db } from '../../db/schema.ts'
import type { Checked } from '../domain/problem.ts'
import { mayApproveSecond, typedNumberProblem } from '../domain/review.ts'
import { checkSecondAnswer, type SecondAnswer } from '../domain/review-answers.ts'
import { NotAllowed } from './acting.ts'
import { type Actor, doerOf, reviewAsSeen } from './review-actor.ts'
import {
  type Decided,
  firstApproval,
  listHashOf,
  problemsOf,
  recordDecision,
  type Submitted,
} from './review-decisions.ts'
import { AT_ONCE, type Frozen } from './review-freezing.ts'
import { manyAsSeen, stillTheSame } from './review-many.ts'

const STATE = 'awaiting second approval'
const atOnce = { mergedInto: null, asked: 0, waiting: 0, underWay: false }

/**
 * Gives the second approval that a rule asks for, or sends the review back to its manager with the reason.
 *
 * Throws `NotAllowed` for the person who gave the first. What is sent back joins the open review of the same service and rule
 * when there is one by now; more than 1,000 records follow in short transactions.
 */
export async function answerFirstApproval(
  db: Db,
  actor: Actor,
  id: number,
  submitted: Submitted,
): Promise<Checked<Decided>> {
  if (await hasMoreThan(db, id, AT_ONCE)) return answerForMany(db, actor, id, submitted)
  return db.transaction().execute(async (tx) => {
    const at = await reviewAsSeen(tx, actor, id, { state: STATE, seen: submitted.seen })
    if (!at.ok) return at
    const { review, contents } = at.value
    const answer = await checkedAnswer(tx, actor, review, contents, submitted)
    if (!answer.ok) return answer
    const { records } = contents
    await writeAnswer(tx, actor, review, answer.value, { records, hash: await listHashOf(tx, id) })
    if (answer.value.answer === 'send back') return { ok: true, value: await sendBack(tx, actor, review, records) }
    await changeReview(tx, review, { state: 'approved' })
    return { ok: true, value: { ...atOnce, state: 'approved', records } }
  })
}

async function answerForMany(db: Db, actor: Actor, id: number, submitted: Submitted): Promise<Checked<Decided>> {
  const at = await manyAsSeen(db, actor, id, { state: STATE, records: 'approved', seen: submitted.seen })
  if (!at.ok) return at
  const { review, frozen } = at.value
  return db.transaction().execute(async (tx) => {
    const changed = await stillTheSame(tx, actor, at.value)
    if (changed) return changed
    const answer = await checkedAnswer(tx, actor, review, frozen.contents, submitted)
    if (!answer.ok) return answer
    await writeAnswer(tx, actor, review, answer.value, frozen)
    if (answer.value.answer === 'send back') return { ok: true, value: await sendManyBack(tx, actor, review, frozen) }
    await changeReview(tx, review, { state: 'approved' })
    return { ok: true, value: { ...atOnce, state: 'approved', records: frozen.records } }
  })
}

async function checkedAnswer(
  tx: Db,
  actor: Actor,
  review: Review,
  contents: ReviewContents,
  submitted: Submitted,
): Promise<Checked<SecondAnswer>> {
  const first = firstApproval(await decisionsOn(tx, review.id))
  if (!first || !mayApproveSecond(actor.who, first.decidedById))
    throw new NotAllowed('Another person gives the second approval')
  const answer = checkSecondAnswer(submitted.answers)
  const approves = answer.ok && answer.value.answer === 'second approval'
  const number = approves ? typedNumberProblem(contents, submitted.number) : null
  if (!answer.ok || number) return { ok: false, problems: problemsOf(answer, number) }
  return answer
}

const writeAnswer = (
  tx: Db,
  actor: Actor,
  review: Review,
  answer: SecondAnswer,
  frozen: { records: number; hash: string },
): Promise<void> =>
  recordDecision(
    tx,
    actor,
    review,
    { decision: answer.answer, reason: answer.answer === 'send back' ? answer.reason : '' },
    frozen,
  )

async function sendBack(db: Db, { clock }: Actor, review: Review, records: number): Promise<Decided> {
  await moveRecords(db, review.id, { from: 'approved', to: 'due', now: clock.now() })
  const open = await openReviewOf(db, review)
  if (!open) {
    await changeReview(db, review, { state: 'open' })
    return { ...atOnce, state: 'open', records }
  }
  await mergeReview(db, review.id, open.id, clock.now())
  await changeReview(db, review, { state: 'closed', closedAt: clock.now(), outcome: 'merged', mergedIntoId: open.id })
  await changeReview(db, open, {})
  return { ...atOnce, state: 'closed', records, mergedInto: open.id }
}

/** The review is open again at once, so that what falls due meanwhile joins it, unless another one is open, which its records join. */
async function sendManyBack(tx: Db, actor: Actor, review: Review, { records, parts }: Frozen): Promise<Decided> {
  const open = await openReviewOf(tx, review)
  const work = {
    reviewId: review.id,
    intoId: open?.id ?? null,
    kind: 'send back' as const,
    facts: '{}',
    total: records,
  }
  await addReviewWork(tx, { ...work, by: doerOf(actor) }, parts)
  await changeReview(tx, review, open ? {} : { state: 'open' })
  if (open) await changeReview(tx, open, {})
  return { ...atOnce, state: open ? 'closed' : 'open', records, mergedInto: open?.id ?? null, underWay: true }
}
