import { changeReview, decisionsOn, mergeReview, moveRecords, openReviewOf } from '../../db/queries/review-decisions.ts'
import type { Review } from '../../db/queries/review-show.ts'
import type { Db } from '../../db/schema.ts'
import type { Checked } from '../domain/problem.ts'
import { mayApproveSecond, typedNumberProblem } from '../domain/review.ts'
import { checkSecondAnswer } from '../domain/review-answers.ts'
import { NotAllowed } from './acting.ts'
import { type Actor, reviewAsSeen } from './review-actor.ts'
import { type Decided, firstApproval, problemsOf, recordDecision, type Submitted } from './review-decisions.ts'

/**
 * Gives the second approval that a rule asks for, or sends the review back to its manager with the reason.
 *
 * Throws `NotAllowed` for the person who gave the first. What is sent back joins the open review of the same service and rule
 * when there is one by now.
 */
export async function answerFirstApproval(
  db: Db,
  actor: Actor,
  id: number,
  submitted: Submitted,
): Promise<Checked<Decided>> {
  return db.transaction().execute(async (tx) => {
    const at = await reviewAsSeen(tx, actor, id, { state: 'awaiting second approval', seen: submitted.seen })
    if (!at.ok) return at
    const { review, contents } = at.value
    const first = firstApproval(await decisionsOn(tx, id))
    if (!first || !mayApproveSecond(actor.who, first.decidedById))
      throw new NotAllowed('Another person gives the second approval')
    const answer = checkSecondAnswer(submitted.answers)
    const approves = answer.ok && answer.value.answer === 'second approval'
    const number = approves ? typedNumberProblem(contents.records, submitted.number) : null
    if (!answer.ok || number) return { ok: false, problems: problemsOf(answer, number) }
    const reason = answer.value.answer === 'send back' ? answer.value.reason : ''
    await recordDecision(tx, actor, review, { decision: answer.value.answer, reason }, contents.records)
    if (!approves) return { ok: true, value: await sendBack(tx, actor, review, contents.records) }
    await changeReview(tx, review, { state: 'approved' })
    return { ok: true, value: { state: 'approved', records: contents.records, mergedInto: null } }
  })
}

async function sendBack(db: Db, { clock }: Actor, review: Review, records: number): Promise<Decided> {
  await moveRecords(db, review.id, 'approved', 'due')
  const open = await openReviewOf(db, review)
  if (!open) {
    await changeReview(db, review, { state: 'open' })
    return { state: 'open', records, mergedInto: null }
  }
  await mergeReview(db, review.id, open.id)
  await changeReview(db, review, { state: 'closed', closedAt: clock.now(), outcome: 'merged', mergedIntoId: open.id })
  await changeReview(db, open, {})
  return { state: 'closed', records, mergedInto: open.id }
}
