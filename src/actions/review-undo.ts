import { datingRules, putRecords } from '../../db/queries/record-placements.ts'
import { changeReview } from '../../db/queries/review-decisions.ts'
import {
  markUndone,
  type StandingException,
  standingExceptions,
  undoableExceptions,
} from '../../db/queries/review-exceptions.ts'
import { reviewById } from '../../db/queries/review-show.ts'
import type { Db } from '../../db/schema.ts'
import { countOf } from '../domain/list.ts'
import { reach } from '../domain/permission.ts'
import { type Checked, refused } from '../domain/problem.ts'
import { mayDecide } from '../domain/review.ts'
import { NotAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { type Actor, reviewSubject } from './review-actor.ts'
import { placerFor } from './review-placing.ts'

/** `back`: how many records are in the review again; `kept`: exceptions that stand because something else changed their records. */
export type Undone = { records: number; back: number; kept: number }

/**
 * Undoes the exceptions of a batch, or of some records in it, while their review is open; what is still past its period goes back into it.
 *
 * An exception whose record has changed since, by a feed or a later exception, stands.
 */
export async function undoException(
  db: Db,
  actor: Actor,
  reviewId: number,
  batchId: number,
  recordIds?: readonly number[],
): Promise<Checked<Undone>> {
  const { who: user, clock } = actor
  return db.transaction().execute(async (tx) => {
    const review = await reviewById(tx, reviewId, reach(user))
    if (!review || !mayDecide(user, review)) throw new NotAllowed('The review is for others to decide')
    if (review.state !== 'open')
      return refused('seen', 'The review is not open any more, so that its exceptions stand.')
    const standing = (await standingExceptions(tx, batchId, recordIds)).filter((row) => row.reviewId === reviewId)
    if (standing.length === 0) return refused('seen', 'The exception has been undone already.')
    const rows = (await undoableExceptions(tx, batchId, recordIds)).filter((row) => row.reviewId === reviewId)
    const kept = standing.length - rows.length
    if (rows.length === 0)
      return refused(
        'seen',
        `The exception stands: ${countOf(kept, 'record has', 'records have')} changed since it was made.`,
      )
    const rules = await datingRules(tx, new Set(rows.map((row) => row.ruleVersionId)))
    const placeRecord = placerFor(rules, clock.today())
    const placed = rows.map((row) => placeRecord(factsBefore(row), backIn(row)))
    await putRecords(tx, placed)
    const by = { name: user.name, now: clock.now() }
    await markUndone(
      tx,
      rows.map((row) => row.id),
      by,
    )
    await changeReview(tx, review, {})
    await recordEvent(tx, actor, {
      ...{ kind: 'exception undone', subject: reviewSubject(reviewId), facts: { batch: batchId } },
      records: rows.map(({ recordId }) => recordId),
    })
    return {
      ok: true,
      value: { records: rows.length, back: placed.filter((record) => record.review !== null).length, kept },
    }
  })
}

const factsBefore = (row: StandingException) => ({
  id: row.recordId,
  triggerOn: row.previousTriggerOn,
  correctedFrom: row.previousCorrectedFrom,
  keptUntil: row.previousKeptUntil,
})

const backIn = ({ reviewId, ruleVersionId, previousFlaggedOn, previousReviewBy }: StandingException) => ({
  reviewId,
  ruleVersionId,
  flaggedOn: previousFlaggedOn,
  reviewBy: previousReviewBy,
})
