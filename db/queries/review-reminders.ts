import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { LAST_REMINDER, type ReminderDays } from '../../src/domain/review-reminder.ts'
import type { Db } from '../schema.ts'
import { isLate, isToAnswer } from './answer-days.ts'

/** A review past its day to answer by. `reminded`: the latest reminder that was made since that day passed. */
export type LateReview = { id: number; reviewBy: string; reminded: ReminderDays | null }

/** The reviews that are not decided in full, and of whose records some are past their day to be answered for. */
export async function lateReviews(db: Db, today: string): Promise<LateReview[]> {
  return db
    .selectFrom('disposalReviews as review')
    .select(['review.id', 'review.reviewBy', latestReminder('review').as('reminded')])
    .where(isLate('review', today))
    .orderBy('review.id')
    .execute()
}

/** Writes a reminder down; false when it was made before. */
export async function addReminder(
  db: Db,
  reminder: { reviewId: number; reviewBy: string; days: ReminderDays; madeAt: string },
): Promise<boolean> {
  const added = await db
    .insertInto('reviewReminders')
    .values(reminder)
    .onConflict((conflict) => conflict.columns(['reviewId', 'reviewBy', 'days']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return added !== undefined
}

/** The reminders made after one instant and until another, inclusive, of reviews that are still to be answered by the day that had passed. */
export async function remindersBetween(
  db: Db,
  after: string,
  until: string,
): Promise<{ reviewId: number; days: ReminderDays }[]> {
  return db
    .selectFrom('reviewReminders as reminder')
    .innerJoin('disposalReviews as review', (join) =>
      join.onRef('review.id', '=', 'reminder.reviewId').onRef('review.reviewBy', '=', 'reminder.reviewBy'),
    )
    .select(['reminder.reviewId', 'reminder.days'])
    .where(isToAnswer('review'))
    .where('reminder.madeAt', '>', after)
    .where('reminder.madeAt', '<=', until)
    .orderBy('reminder.reviewId')
    .orderBy('reminder.days')
    .execute()
}

/** How many reviews have come to information governance, as nobody answered them after the last reminder. */
export async function escalatedCount(db: Db): Promise<number> {
  const row = await db
    .selectFrom('disposalReviews as review')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where(isEscalated('review'))
    .executeTakeFirstOrThrow()
  return row.count
}

/** That a review has come to information governance. `review`: the name of its row. */
export const isEscalated = (review: string): RawBuilder<SqlBool> => sql`(
  ${isToAnswer(review)} and exists (
    select 1 from review_reminders as reminder where reminder.review_id = ${sql.ref(`${review}.id`)}
      and reminder.review_by = ${sql.ref(`${review}.review_by`)} and reminder.days = ${sql.lit(LAST_REMINDER)}))`

/** The latest reminder of a review since its day to answer by passed, or null. `review`: the name of its row. */
export const latestReminder = (review: string): RawBuilder<ReminderDays | null> => sql`(
  select max(reminder.days) from review_reminders as reminder
  where reminder.review_id = ${sql.ref(`${review}.id`)} and reminder.review_by = ${sql.ref(`${review}.review_by`)})`
