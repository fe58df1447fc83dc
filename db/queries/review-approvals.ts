import { sql } from 'kysely'
import type { FrozenRecord } from '../../src/domain/frozen-list.ts'
import { idList, jsonList, ofFound, tableOf, thenJoin } from '../dialect.ts'
import type { Db } from '../schema.ts'
import { keepingCounts } from './record-counts.ts'
import { outOfPlace } from './review-withdrawals.ts'

/** Those of a frozen list, by ids in order, that still stand in a review as they were decided; `changed`: others of it that are due in it. */
export async function stillAsDecided(
  db: Db,
  reviewId: number,
  records: readonly FrozenRecord[],
  today: string,
): Promise<{ same: number[]; changed: number[] }> {
  const columns = { id: 'integer', due_on: 'text', rule_version_id: 'integer' } as const
  const frozen = tableOf(
    db,
    'frozen',
    columns,
    records.map(({ id, dueOn, ruleVersionId }) => [id, dueOn, ruleVersionId]),
  )
  const { rows } = await sql<{ id: number; same: 0 | 1 }>`
    select records.id, case when records.due_on = frozen.due_on and records.rule_version_id = frozen.rule_version_id
      and not ${await outOfPlace(db, today)} then 1 else 0 end as same
    from ${frozen}
    ${thenJoin(db)} records on records.id = frozen.id and records.review_id = ${reviewId} and records.state = 'due'
    ${thenJoin(db)} disposal_reviews as review on review.id = records.review_id order by records.id`.execute(db)
  return {
    same: rows.flatMap(({ id, same }) => (same === 1 ? [id] : [])),
    changed: rows.flatMap(({ id, same }) => (same === 1 ? [] : [id])),
  }
}

/** Moves records of a review from one state to the other at an instant; `into`: the review that they are in then. Returns their ids, in order. */
export async function moveSome(
  db: Db,
  ids: readonly number[],
  {
    reviewId,
    from,
    to,
    now,
    into = reviewId,
  }: { reviewId: number; from: 'due' | 'approved'; to: 'due' | 'approved'; now: string; into?: number },
): Promise<number[]> {
  // The plus keeps the database from looking through the whole review for these few.
  const { rows } = await keepingCounts(db, { ids, now }, () =>
    sql<{ id: number }>`
      update records set state = ${to}, review_id = ${into}
      where id in ${idList(db, ids)} and +review_id = ${reviewId} and ${ofFound(db, 'state')} = ${from} returning id`.execute(
      db,
    ),
  )
  return rows.map(({ id }) => id).sort((a, b) => a - b)
}

/** Some ids, in order, of records of a review that are due in it; the longest overdue first. */
export async function someDueIn(db: Db, reviewId: number, limit: number): Promise<number[]> {
  const { rows } = await sql<{ ids: string }>`
    select ${jsonList(db, sql`id`, sql`id`)} as ids from (
      select id from records where review_id = ${reviewId} and state = 'due' order by due_on limit ${limit}) as page`.execute(
    db,
  )
  return JSON.parse(rows[0]?.ids ?? '[]') as number[]
}
