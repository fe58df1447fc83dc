import { datingRules, putRecords } from '../../db/queries/record-placements.ts'
import { changeReview } from '../../db/queries/review-decisions.ts'
import {
  addExceptionChanges,
  addExceptions,
  type StandingException,
  standingExceptions,
} from '../../db/queries/review-exceptions.ts'
import { countReviewRecords, type Selection } from '../../db/queries/review-records.ts'
import { type Review, reviewById } from '../../db/queries/review-show.ts'
import type { Db } from '../../db/schema.ts'
import { countOf } from '../domain/list.ts'
import { reach } from '../domain/permission.ts'
import { type Checked, refused } from '../domain/problem.ts'
import { type Exception, mayDecide } from '../domain/review.ts'
import { checkException } from '../domain/review-answers.ts'
import { NotAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { type Actor, reviewSubject } from './review-actor.ts'
import { type Facts, placerFor } from './review-placing.ts'

/** Which records of a review an exception is for: those ticked, or all that a filter matched, with how many the person saw. */
export type Chosen = Selection & { seen?: number }

/** What an exception did: how many records it holds for, and how many of them left the review. */
export type ExceptionSet = { batchId: number; records: number; left: number }

/**
 * Sets an exception for records of an open review, at once: what is kept longer leaves it, and so does what a right date takes out.
 *
 * Refused: an exception that the rule does not allow, no record, a filter that matches another number of records than the
 * person saw, a review that has been decided since.
 */
export async function setException(
  db: Db,
  actor: Actor,
  reviewId: number,
  chosen: Chosen,
  input: unknown,
): Promise<Checked<ExceptionSet>> {
  return db.transaction().execute(async (tx) => {
    const review = await decidable(tx, actor, reviewId)
    const exception = checkException(input, review.rule, actor.clock.today())
    if (!exception.ok) return exception
    const problem = await chosenProblem(tx, review, chosen)
    if (problem) return problem
    const { ids, ...set } = await exceptRecords(tx, actor, review, chosen, exception.value)
    if (set.records === 0) return refused('records', 'Nothing to change: the records have that date already')
    await changeReview(tx, review, {})
    const { kind, date } = exception.value
    await recordEvent(tx, actor, {
      ...{ kind: 'exception set', subject: reviewSubject(reviewId), records: ids },
      facts: { exception: kind, batch: set.batchId, ...(kind === 'keep longer' ? { until: date } : {}) },
    })
    return { ok: true, value: set }
  })
}

/** The open review that a person may decide. Throws `NotAllowed` when they may not; a closed one counts as changed. */
async function decidable(db: Db, { who: user }: Actor, reviewId: number): Promise<Review> {
  const review = await reviewById(db, reviewId, reach(user))
  if (!review || !mayDecide(user, review)) throw new NotAllowed('The review is for others to decide')
  return review
}

async function chosenProblem(db: Db, review: Review, chosen: Chosen): Promise<ReturnType<typeof refused> | null> {
  if (review.state !== 'open') return refused('seen', 'This review has been decided since you opened it.')
  if ('ids' in chosen)
    return chosen.ids.length > 0 ? null : refused('records', 'Tick the records, or choose all that match')
  const records = await countReviewRecords(db, review.id, chosen.filter)
  if (records === 0) return refused('records', 'No record matches')
  if (chosen.seen === undefined || chosen.seen === records) return null
  return refused(
    'seen',
    `This review has changed since you opened it: ${countOf(records, 'record matches', 'records match')} now. Look at them again; what you entered is still here.`,
  )
}

/** Writes an exception for records of a review and puts them where it takes them; `ids`: which they are. No check is made here. */
export async function exceptRecords(
  db: Db,
  { who: user, clock }: Actor,
  review: Pick<Review, 'id'>,
  selection: Selection,
  exception: Exception,
): Promise<ExceptionSet & { ids: number[] }> {
  const now = clock.now()
  const { batchId, records } = await addExceptions(db, review.id, selection, exception, { ...user, now })
  const rows = await standingExceptions(db, batchId)
  const placeRecord = placerFor(await datingRules(db, new Set(rows.map((row) => row.ruleVersionId))), clock.today())
  const placed = rows.map((row) => placeRecord(factsUnder(row, exception), row))
  await putRecords(db, placed)
  await addExceptionChanges(db, batchId)
  const ids = rows.map(({ recordId }) => recordId)
  return { batchId, records, ids, left: placed.filter(({ review: stays }) => stays === null).length }
}

/** A corrected record remembers the date that its source sent first; corrected back to it, there is nothing to remember. */
function factsUnder(row: StandingException, { kind, date }: Exception): Facts {
  const { recordId: id, triggerOn, correctedFrom, keptUntil } = row
  if (kind === 'keep longer') return { id, triggerOn, correctedFrom, keptUntil: date }
  const sent = correctedFrom ?? triggerOn
  return { id, triggerOn: date, correctedFrom: sent === date ? null : sent, keptUntil }
}
