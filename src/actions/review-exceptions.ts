import { datingRules, type Placed, putRecords } from '../../db/queries/record-placements.ts'
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
import type { IsoDate } from '../domain/calendar.ts'
import { countOf } from '../domain/list.ts'
import { reach } from '../domain/permission.ts'
import { type DatingRule, type Placement, place } from '../domain/placement.ts'
import { type Checked, refused } from '../domain/problem.ts'
import { type Exception, mayDecide } from '../domain/review.ts'
import { checkException } from '../domain/review-answers.ts'
import { type Actor, NotAllowed } from './review-actor.ts'

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
    const set = await exceptRecords(tx, actor, review, chosen, exception.value)
    if (set.records === 0) return refused('records', 'Nothing to change: the records have that date already')
    await changeReview(tx, review, {})
    return { ok: true, value: set }
  })
}

/** The open review that a person may decide. Throws `NotAllowed` when they may not; a closed one counts as changed. */
async function decidable(db: Db, { user }: Actor, reviewId: number): Promise<Review> {
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

/** Writes an exception for records of a review and puts them where it takes them. No check is made here. */
export async function exceptRecords(
  db: Db,
  { user, clock }: Actor,
  review: Pick<Review, 'id'>,
  selection: Selection,
  exception: Exception,
): Promise<ExceptionSet> {
  const now = clock.now()
  const { batchId, records } = await addExceptions(db, review.id, selection, exception, { ...user, now })
  const rows = await standingExceptions(db, batchId)
  const rules = await datingRules(db, new Set(rows.map((row) => row.ruleVersionId)))
  const placed = rows.map((row) => excepted(row, exception, rules, clock.today()))
  await putRecords(db, placed)
  await addExceptionChanges(db, batchId)
  return { batchId, records, left: placed.filter(({ review: stays }) => stays === null).length }
}

/** A corrected record remembers the date that its source sent first; corrected back to it, there is nothing to remember. */
function excepted(
  row: StandingException,
  { kind, date }: Exception,
  rules: Map<number, DatingRule>,
  today: IsoDate,
): Placed {
  const sent = row.correctedFrom ?? row.triggerOn
  const facts =
    kind === 'keep longer'
      ? { triggerOn: row.triggerOn, correctedFrom: row.correctedFrom, keptUntil: date }
      : { triggerOn: date, correctedFrom: sent === date ? null : sent, keptUntil: row.keptUntil }
  const { reviewId, flaggedOn, reviewBy } = row
  return placedIn({ id: row.recordId, ...facts }, rules.get(row.ruleVersionId), today, {
    id: reviewId,
    flaggedOn,
    reviewBy,
  })
}

type Facts = Pick<Placed, 'id' | 'triggerOn' | 'correctedFrom' | 'keptUntil'>
type Within = { id: number; flaggedOn: string | null; reviewBy: string | null }

/** Where a record belongs by its facts: in the review when it is past its period today, else out of it. */
export function placedIn(facts: Facts, rule: DatingRule | undefined, today: IsoDate, review: Within): Placed {
  if (!rule) throw new Error(`Record ${facts.id} has a version of a rule that does not exist`)
  const placement: Placement = place(rule, facts.triggerOn, facts.keptUntil)
  const isDue = placement.dueOn !== null && placement.dueOn <= today
  if (!isDue) return { ...facts, ...placement, review: null }
  const within = { id: review.id, flaggedOn: review.flaggedOn ?? today, reviewBy: review.reviewBy ?? today }
  return { ...facts, ...placement, state: 'due', review: within }
}
