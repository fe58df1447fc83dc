import { type Insertable, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { AsAt } from '../../src/domain/as-at.ts'
import { idList, tableOf } from '../dialect.ts'
import type { Db, Schema } from '../schema.ts'

/** A day by which records are to be answered for, that day included, and how many. */
export type AnswerDay = { reviewBy: string; records: number }

/** The states of a record that is still to be decided in its review, or that waits there for a second approval. */
export const toAnswer: readonly string[] = ['due', 'approved']

/**
 * Keeps how many records of reviews are to be answered for by which day, in the transaction that has changed them, and with that by when each
 * review is; what that was until now (an instant), is kept. `changes`: how many more of a review and day, or fewer when negative.
 */
export async function addToAnswerDays(
  db: Db,
  changes: readonly (AnswerDay & { reviewId: number })[],
  now: string,
): Promise<void> {
  const sums = new Map<string, [number, string, number]>()
  for (const { reviewId, reviewBy, records } of changes) {
    const key = `${reviewId}/${reviewBy}`
    sums.set(key, [reviewId, reviewBy, (sums.get(key)?.[2] ?? 0) + records])
  }
  // In an order: two that did it in different orders might wait for each other.
  const rows = [...sums.values()]
    .filter(([, , records]) => records !== 0)
    .sort(([a, one], [b, other]) => a - b || (one < other ? -1 : 1))
  if (rows.length === 0) return
  await sql`
    insert into answer_days (review_id, review_by, records)
    select review_id, review_by, records
    from ${tableOf(db, 'change', { review_id: 'integer', review_by: 'text', records: 'integer' }, rows)} where true
    on conflict (review_id, review_by) do update set records = answer_days.records + excluded.records`.execute(db)
  await followDays(db, [...new Set(rows.map(([reviewId]) => reviewId))], now)
}

/**
 * A review is to be answered by the earliest day of what is left in it. One in which nothing is left, or that has been decided, keeps its day:
 * whether it was answered in time is asked later.
 */
async function followDays(db: Db, reviewIds: readonly number[], now: string): Promise<void> {
  const earliest = sql`(
    select review_id, min(review_by) as review_by from answer_days
    where review_id in ${idList(db, reviewIds)} and records > 0 group by review_id) as earliest`
  const moves = sql`earliest.review_id = review.id and review.state in ('open', 'awaiting second approval')
    and review.review_by <> earliest.review_by`
  await sql`
    insert into review_by_changes (review_id, changed_at, review_by)
    select review.id, ${now}, review.review_by from disposal_reviews as review join ${earliest} on ${moves} order by review.id`.execute(
    db,
  )
  await sql`
    update disposal_reviews as review set review_by = earliest.review_by from ${earliest} where ${moves}`.execute(db)
}

/** Keeps by when a review was to be answered until now. */
export async function addReviewByChange(
  tx: Db,
  change: Omit<Insertable<Schema['reviewByChanges']>, 'id'>,
): Promise<void> {
  await tx.insertInto('reviewByChanges').values(change).execute()
}

/** By when a review was to be answered at the end of a day, if it was open then. `review`: the name of its row. */
export const reviewByThen = (review: string, { before }: AsAt): RawBuilder<string> => sql`coalesce((
  select changed.review_by from review_by_changes as changed
  where changed.review_id = ${sql.ref(`${review}.id`)} and changed.changed_at >= ${before}
  order by changed.id limit 1), ${sql.ref(`${review}.review_by`)})`

/** Counts what is to be answered for in a review to another one, in the transaction that has moved its records there at an instant. */
export async function moveAnswerDays(db: Db, from: number, into: number, now: string): Promise<void> {
  const days = await answerDays(db, from)
  await addToAnswerDays(
    db,
    days.flatMap((day) => [
      { ...day, reviewId: from, records: -day.records },
      { ...day, reviewId: into },
    ]),
    now,
  )
}

/** How many records of a review are to be answered for by which day: one that comes into an open review has a whole review period. The earliest day first. */
export async function answerDays(db: Db, reviewId: number): Promise<AnswerDay[]> {
  return db
    .selectFrom('answerDays')
    .select(['reviewBy', 'records'])
    .where('reviewId', '=', reviewId)
    .where('records', '>', 0)
    .orderBy('reviewBy')
    .execute()
}

/**
 * That a review waits for an answer on a day and has records whose own day has passed: its day is the earliest of these, unless nothing is left
 * in it. `review`: the name of its row.
 */
export const isLate = (review: string, today: string): RawBuilder<SqlBool> => sql`(
  ${sql.ref(`${review}.review_by`)} < ${today} and ${isToAnswer(review)})`

/** That a review waits for an answer and has records that are still to be decided. `review`: the name of its row. */
export const isToAnswer = (review: string): RawBuilder<SqlBool> => sql`(
  ${sql.ref(`${review}.state`)} in ('open', 'awaiting second approval') and exists (
    select 1 from answer_days as day where day.review_id = ${sql.ref(`${review}.id`)} and day.records > 0))`

/** Where a day of a review is not what its records say, or a review that waits is not to be answered by the earliest of them. Reads every record in a review. */
export async function wrongAnswerDays(db: Db): Promise<{ reviewId: number; kept: number; found: number }[]> {
  const { rows } = await sql<{ reviewId: number; kept: number; found: number }>`
    select review_id, sum(kept) as kept, sum(found) as found from (
      select review_id, review_by, records as kept, 0 as found from answer_days
      union all
      select review_id, review_by, 0, count(*) from records
      where review_id is not null and state in ('due', 'approved') group by review_id, review_by
    ) as both_counts
    group by review_id, review_by having sum(kept) <> sum(found)
    union all
    select review.id, 0, 1 from disposal_reviews as review
    where review.state in ('open', 'awaiting second approval') and review.review_by <> (
      select min(day.review_by) from answer_days as day where day.review_id = review.id and day.records > 0)
    order by review_id`.execute(db)
  return rows
}
