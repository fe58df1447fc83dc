import { type RawBuilder, sql } from 'kysely'
import type { RecordState } from '../../src/domain/held-record.ts'
import { idList, tableOf } from '../dialect.ts'
import { inPartition } from '../partition.ts'
import type { Db } from '../schema.ts'
import { addToAnswerDays, moveAnswerDays, toAnswer, wrongAnswerDays } from './answer-days.ts'

/**
 * How many records of a rule and a service (null: none) are in a state, and in a review (null: none; left out of a change that leaves all of
 * them where they are) by which day they are to be answered for there; as a change, how many more, or fewer when negative.
 */
export type RecordCount = {
  ruleId: number
  serviceId: number | null
  state: RecordState
  reviewId?: number | null
  reviewBy?: string | null
  records: number
}

/** Records that are changed at an instant, by their ids. `organisationId`: of which all of them are, where that is known. */
type Changing = { ids: readonly number[]; now: string; organisationId?: number }

/**
 * Keeps the counts of records right while some of them are changed: counts these before and after. In the caller's transaction.
 *
 * Whatever changes a record's rule, service, state or review does it within this, or says by `addToCounts` what it changed.
 */
export async function keepingCounts<Result>(
  db: Db,
  { ids, now, organisationId }: Changing,
  change: () => Promise<Result>,
): Promise<Result> {
  if (ids.length === 0) return change()
  const before = await countsAmong(db, ids, organisationId)
  const result = await change()
  const after = await countsAmong(db, ids, organisationId)
  await addToCounts(db, [...before.map((count) => ({ ...count, records: -count.records })), ...after], now)
  return result
}

async function countsAmong(db: Db, ids: readonly number[], organisationId?: number): Promise<RecordCount[]> {
  const { rows } = await sql<RecordCount>`
    select rule_id, service_id, state, review_id, review_by, count(*) as records from records
    where id in ${idList(db, ids)} and ${inPartition(db, organisationId)}
    group by rule_id, service_id, state, review_id, review_by`.execute(db)
  return rows
}

/** Adds to the counts of records what a change has added at an instant, in the caller's transaction; changes of the same count are taken together. */
export async function addToCounts(db: Db, changes: readonly RecordCount[], now: string): Promise<void> {
  const sums = new Map<string, [number, number, string, number]>()
  const ofReviews = new Map<number, number>()
  for (const { ruleId, serviceId, state, reviewId, records } of changes) {
    if (typeof reviewId === 'number') ofReviews.set(reviewId, (ofReviews.get(reviewId) ?? 0) + records)
    const key = `${ruleId}/${serviceId}/${state}`
    const sum = sums.get(key) ?? [ruleId, serviceId ?? 0, state, 0]
    sum[3] += records
    sums.set(key, sum)
  }
  const rows = [...sums.values()].filter(([, , , records]) => records !== 0)
  await addToReviews(db, ofReviews)
  await addToAnswerDays(db, changes.flatMap(dayOf), now)
  if (rows.length === 0) return
  const columns = { rule_id: 'integer', service_id: 'integer', state: 'text', records: 'integer' } as const
  await sql`
    insert into record_counts (rule_id, service_id, state, records)
    select rule_id, service_id, state, records from ${tableOf(db, 'change', columns, rows)} where true
    on conflict (rule_id, service_id, state) do update set records = record_counts.records + excluded.records`.execute(
    db,
  )
}

/** What a change adds to what is to be answered for by a day in a review; nothing where its records are not in one, or not to be decided there. */
function dayOf({ reviewId, reviewBy, state, records }: RecordCount) {
  const isCounted = typeof reviewId === 'number' && typeof reviewBy === 'string' && toAnswer.includes(state)
  return isCounted ? [{ reviewId, reviewBy, records }] : []
}

/** Counts all records of a review to another, in the transaction that has moved them there at an instant. */
export async function moveCountOfReview(db: Db, from: number, into: number, now: string): Promise<void> {
  const row = await db.selectFrom('reviewCounts').select('records').where('reviewId', '=', from).executeTakeFirst()
  const moved = new Map([[from, -(row?.records ?? 0)]]).set(into, row?.records ?? 0)
  await addToReviews(db, moved)
  await moveAnswerDays(db, from, into, now)
}

/** In the order of their ids: two that did it in different orders might wait for each other. */
async function addToReviews(db: Db, sums: ReadonlyMap<number, number>): Promise<void> {
  const rows = [...sums].filter(([, records]) => records !== 0).sort(([a], [b]) => a - b)
  if (rows.length === 0) return
  const columns = { review_id: 'integer', records: 'integer' } as const
  await sql`
    insert into review_counts (review_id, records)
    select review_id, records from ${tableOf(db, 'change', columns, rows)} where true
    on conflict (review_id) do update set records = review_counts.records + excluded.records`.execute(db)
}

/** How many records a rule has in a state. */
export type StateCount = { ruleId: number; state: RecordState; count: number }

/** The records of rules by state, within a reach (null: all); of one rule, or of all. None is counted: the counts are kept. */
export async function recordCounts(db: Db, reach: number[] | null, ruleId?: number): Promise<StateCount[]> {
  return db
    .selectFrom('recordCounts')
    .$if(ruleId !== undefined, (query) => query.where('ruleId', '=', ruleId ?? 0))
    .$if(reach !== null, (query) => query.where('serviceId', 'in', reach ?? []))
    .select((eb) => ['ruleId', 'state', eb.fn.sum<number>('records').as('count')])
    .groupBy(['ruleId', 'state'])
    .having((eb) => eb.fn.sum<number>('records'), '>', 0)
    .execute()
}

/** How many records are in a state. */
export async function countInState(db: Db, state: RecordState): Promise<number> {
  const row = await db
    .selectFrom('recordCounts')
    .where('state', '=', state)
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('records'), eb.lit(0)).as('records'))
    .executeTakeFirstOrThrow()
  return row.records
}

/** Records by their rules and services (null among them: those of none; null for all: any), in these states. */
export type KeptRecords = {
  rules: readonly (number | null)[] | null
  services: readonly (number | null)[] | null
  states: readonly RecordState[]
}

/** How many such records there are in each state; states without any are left out. */
export async function countsOfKept(
  db: Db,
  { rules, services, states }: KeptRecords,
): Promise<{ state: RecordState; records: number }[]> {
  return db
    .selectFrom('recordCounts')
    .$if(rules !== null, (query) =>
      query.where(
        'ruleId',
        'in',
        (rules ?? []).filter((id) => id !== null),
      ),
    )
    .$if(services !== null, (query) =>
      query.where(
        'serviceId',
        'in',
        (services ?? []).map((id) => id ?? 0),
      ),
    )
    .where('state', 'in', [...states])
    .select((eb) => ['state', eb.fn.sum<number>('records').as('records')])
    .groupBy('state')
    .execute()
}

/** How many records stand in a review, in whatever state, as an expression. `review`: the name of its row in the statement. */
export const recordsIn = (review: string): RawBuilder<number> =>
  sql`coalesce((select counts.records from review_counts as counts where counts.review_id = ${sql.ref(`${review}.id`)}), 0)`

/** Counts that are not what the records say, with what was kept and what there is; none when all is right. Reads every record. */
export async function wrongCounts(db: Db): Promise<WrongCount[]> {
  const { rows } = await sql<WrongCount>`
    select rule_id, service_id, state, sum(kept) as kept, sum(found) as found from (
      select rule_id, service_id, state, records as kept, 0 as found from record_counts
      union all
      select rule_id, coalesce(service_id, 0), state, 0, count(*) from records group by rule_id, coalesce(service_id, 0), state
    ) as both_counts
    group by rule_id, service_id, state having sum(kept) <> sum(found) order by rule_id, service_id, state`.execute(db)
  const { rows: ofReviews } = await sql<WrongCount>`
    select review_id, sum(kept) as kept, sum(found) as found from (
      select review_id, records as kept, 0 as found from review_counts
      union all
      select review_id, 0, count(*) from records where review_id is not null group by review_id
    ) as both_counts
    group by review_id having sum(kept) <> sum(found) order by review_id`.execute(db)
  return [...rows, ...ofReviews, ...(await wrongAnswerDays(db))]
}

type WrongCount = ({ ruleId: number; serviceId: number; state: RecordState } | { reviewId: number }) & {
  kept: number
  found: number
}
