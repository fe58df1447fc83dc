import { type RawBuilder, sql } from 'kysely'
import { changeRows } from '../change-rows.ts'
import {
  byIndex,
  daysAfter,
  idList,
  isPostgres,
  jsonList,
  jsonPair,
  notIndexed,
  tableOf,
  thenJoin,
  zeroOrOne,
} from '../dialect.ts'
import type { Db } from '../schema.ts'
import { isKeptFromFlagging } from './held.ts'

/** Where a search for records that are past their period goes on: after this due date and id. */
export type After = { dueOn: string; id: number }

/**
 * The ids, in order, of the next records that are past their period on a day and in no review yet, those missing at their source too.
 * They are found in the order of their due dates, after a place in it; null when there are no more.
 *
 * An index alone answers, and in one text: a row object for each would cost more than the sweep itself. The state stands in the
 * statement, not beside it: an index of only some rows is used for no parameter.
 */
export async function nextPastPeriod(
  db: Db,
  asOf: string,
  limit: number,
  after: After = { dueOn: '', id: 0 },
): Promise<{ ids: number[]; last: After } | null> {
  const { rows } = await sql<{ ids: string }>`
    select ${jsonList(db, jsonPair(db, sql`id`, sql`due_on`))} as ids from (
      select id, due_on from records
      where state = 'retained' and due_on <= ${asOf} and (due_on, id) > (${after.dueOn}, ${after.id})
      order by due_on, id limit ${limit}
    ) as next`.execute(db)
  const places = JSON.parse(rows[0]?.ids ?? '[]') as [number, string][]
  const last = places.at(-1)
  return last ? { ids: places.map(([id]) => id).sort((a, b) => a - b), last: { id: last[0], dueOn: last[1] } } : null
}

/**
 * How many records are past their period on a day and in no review, without those missing at their source, of which there are few. Those
 * that holds keep are counted too: where there are any, `countToFlag` says how many are to be flagged.
 */
export async function countPastPeriod(db: Db, asOf: string): Promise<number> {
  const past = sql`state = 'retained' and due_on <= ${asOf}`
  const missing = sql`
    from source_systems as source
    ${thenJoin(db)} records ${byIndex(db, 'records_missing')} on records.source_system_id = source.id
    where missing_since is not null`
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from records where ${past}) - (select count(*) ${missing} and ${past}) as count`.execute(db)
  return rows[0]?.count ?? 0
}

/**
 * How many of the next records that are past their period on a day and in no review are to be flagged: without those missing at their source,
 * and those that holds keep, of which each is asked. `last`: the place to go on after, or null at the end.
 */
export async function countToFlag(
  db: Db,
  asOf: string,
  limit: number,
  after: After = { dueOn: '', id: 0 },
): Promise<{ count: number; last: After | null }> {
  const following = sql`state = 'retained' and due_on <= ${asOf} and (due_on, id) > (${after.dueOn}, ${after.id})`
  const { rows: places } = await sql<After>`
    select due_on, id from records where ${following} order by due_on, id limit 1 offset ${limit - 1}`.execute(db)
  const [last = null] = places
  const upTo = last ? sql`and (due_on, id) <= (${last.dueOn}, ${last.id})` : sql``
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from records
    where ${following} ${upTo} and missing_since is null and not ${await isKeptFromFlagging(db, asOf)}`.execute(db)
  return { count: rows[0]?.count ?? 0, last }
}

/** Records of one service and rule. */
export type Batch = { ruleId: number; serviceId: number | null; ids: number[] }

/**
 * Those of some records that are past their period on a day and in no review, by service and rule in the order of these; those missing at
 * their source and those that holds keep are left out. Asked again in each piece of work: a feed or a person may have changed a record, or
 * placed a hold on it, since its id was read.
 *
 * In the caller's transaction, which claims them: what another has claimed is left to that.
 */
export async function claimPastPeriod(tx: Db, ids: readonly number[], asOf: string): Promise<Batch[]> {
  const kept = await isKeptFromFlagging(tx, asOf, isPostgres(tx) ? 'claimed' : 'records')
  const past = sql`state = 'retained' and due_on <= ${asOf} and missing_since is null and not ${kept}`
  const { rows } = await sql<Omit<Batch, 'ids'> & { ids: string }>`
    select rule_id, service_id, ${jsonList(tx, sql`id`)} as ids
    from ${isPostgres(tx) ? claimedOnPostgres(ids, past) : sql`records ${notIndexed(tx)} where id in ${idList(tx, ids)} and ${past}`}
    group by rule_id, service_id order by rule_id, service_id`.execute(tx)
  return rows.map(({ ids: list, ...batch }) => ({ ...batch, ids: JSON.parse(list) as number[] }))
}

/** Record by record, by its id (`offset 0` keeps the rest out, as `not indexed` does on the other): a plan for all of them at once may start from whatever is past its period, which may be millions, in each piece. */
const claimedOnPostgres = (ids: readonly number[], past: RawBuilder<unknown>) => sql`
  unnest(${ids}::bigint[]) as given (record_id) cross join lateral (
    select id, rule_id, service_id, source_system_id, reference, trigger_on, state, due_on, missing_since from records
    where id = given.record_id offset 0 for update skip locked
  ) as claimed
  where ${past}`

/** The review that is open for a service and rule, and how many days its records have to be reviewed. */
export type OpenReview = { id: number; ruleId: number; serviceId: number | null; reviewDays: number }

/** The reviews that are open, with the review period of their rule now. */
export async function openReviews(db: Db): Promise<OpenReview[]> {
  const { rows } = await sql<OpenReview>`
    select review.id, review.rule_id, review.service_id, version.review_days
    from disposal_reviews as review
    join retention_rules as rule on rule.id = review.rule_id
    join retention_rule_versions as version on version.id = rule.current_version_id
    where review.state = 'open'`.execute(db)
  return rows
}

/** Opens a review for each service and rule that has none open, in the order given: two that did it in different orders might wait for each other. `runId`: the run that does it. */
export async function openReviewsFor(
  db: Db,
  batches: readonly Pick<Batch, 'ruleId' | 'serviceId'>[],
  { asOf, runId }: { asOf: string; runId: number },
): Promise<void> {
  const columns = { service_id: 'integer', rule_id: 'integer' } as const
  const pairs = batches.map(({ serviceId, ruleId }) => [serviceId, ruleId] as const)
  await sql`
    insert into disposal_reviews (service_id, rule_id, state, opened_on, opened_by_run_id, review_by)
    select batch.service_id, batch.rule_id, 'open', ${asOf}, ${runId}, ${daysAfter(db, asOf, sql`version.review_days`)}
    from ${tableOf(db, 'batch', columns, pairs)}
    join retention_rules as rule on rule.id = batch.rule_id
    join retention_rule_versions as version on version.id = rule.current_version_id
    where true order by batch.rule_id, batch.service_id
    on conflict do nothing`.execute(db)
}

/** A record that becomes due: in which review, and by when it is to be reviewed. */
export type DueRecord = { id: number; reviewId: number; reviewBy: string }

/** Makes records due. `backlog`: it was past its period when it was first seen. */
export async function makeDue(db: Db, records: readonly DueRecord[], asOf: string): Promise<void> {
  await changeRows(db, {
    table: 'records',
    columns: { review_id: 'integer', review_by: 'text' },
    rows: records.map(({ id, reviewId, reviewBy }) => [id, reviewId, reviewBy]),
    also: sql`state = 'due', flagged_on = ${asOf}, backlog = ${zeroOrOne(sql`due_on <= first_seen_on`)}`,
  })
}

/** How many records have had no trigger date since a day or longer, and how many since an earlier day; neither is counted further than the limit. */
export async function countOpenSince(
  db: Db,
  day: string,
  earlier: string,
  limit: number,
): Promise<{ long: number; longer: number }> {
  const { rows } = await sql<{ long: number; longer: number }>`
    select count(*) as long, count(case when first_seen_on <= ${earlier} then 1 end) as longer from (
      select first_seen_on from records where state = 'open' and first_seen_on <= ${day} order by first_seen_on limit ${limit}
    ) as counted`.execute(db)
  return rows[0] ?? { long: 0, longer: 0 }
}
