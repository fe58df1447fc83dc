import { type RawBuilder, sql } from 'kysely'
import type { DisposalAction } from '../../src/domain/retention-rule.ts'
import { idList, idTable, isPostgres, jsonList, tableOf, thenJoin } from '../dialect.ts'
import { reviewLeft } from '../review-left.ts'
import type { Db } from '../schema.ts'
import { isHeld, isOfAnother } from './held.ts'
import { keepingCounts } from './record-counts.ts'

/**
 * A review whose disposal is approved and that has records to instruct. `approvedAt`: the instant of its last approval; `approvedAction`: what its
 * rule said then, and `disposalAction`: what it says now.
 */
export type ReviewToInstruct = {
  id: number
  disposalAction: DisposalAction
  approvedAction: DisposalAction | null
  coolingOffDays: number
  approvedAt: string
}

/**
 * The approved reviews that have approved records, in the order of their ids, or one of them.
 *
 * Left out is one whose records still follow its decision, and one whose rule has changed so that its records have yet to be given their dates:
 * what is due, and whether an approval stands, is known only then.
 */
export async function reviewsToInstruct(db: Db, id?: number): Promise<ReviewToInstruct[]> {
  const { rows } = await sql<ReviewToInstruct>`
    select review.id, review.disposal_action, review.cooling_off_days, review.approved_at,
      (select version.disposal_action from retention_rule_versions as version
        where version.rule_id = review.rule_id and version.created_at <= review.approved_at
        order by version.version desc limit 1) as approved_action
    from (${approvedReviews(id)}) as review
    where review.approved_at is not null order by review.id`.execute(db)
  return rows
}

const approvedReviews = (id: number | undefined): RawBuilder<unknown> => sql`
  select review.id, review.rule_id, version.disposal_action, version.cooling_off_days,
    ${approvedAt} as approved_at
  from disposal_reviews as review
  join retention_rules as rule on rule.id = review.rule_id
  join retention_rule_versions as version on version.id = rule.current_version_id
  where review.state = 'approved' and ${id === undefined ? sql`true` : sql`review.id = ${id}`}
    and not exists (select 1 from review_work where review_id = review.id and finished_at is null)
    and not exists (select 1 from retention_rule_versions as waiting where waiting.rule_id = rule.id and waiting.recomputed_at is null)
    and exists (select 1 from records where review_id = review.id and state = 'approved')`

/** The instant of the last approval of a row of `disposal_reviews` by the name `review`; null when nobody has approved it. */
export const approvedAt: RawBuilder<string | null> = sql`(
  select max(decided_at) from review_decisions
  where review_id = review.id and decision in ('approve disposal', 'second approval'))`

/** The ids, in order, of the records that are approved in a review. */
export async function approvedIds(db: Db, reviewId: number): Promise<number[]> {
  const { rows } = await sql<{ ids: string }>`
    select ${jsonList(db, sql`id`, sql`id`)} as ids from records
    where review_id = ${reviewId} and state = 'approved'`.execute(db)
  return JSON.parse(rows[0]?.ids ?? '[]') as number[]
}

/** A record that is still approved in a review. `reason`: why it may not be instructed; null: it may. */
export type Approved = { id: number; sourceSystemId: number; dueOn: string; reason: string | null }

/**
 * Those of some records that are approved in a review, each with why it may not be instructed, in the transaction that instructs them. All are
 * compared with what the review and its rule say now.
 */
export async function approvedAmong(
  tx: Db,
  { id, disposalAction, approvedAction }: ReviewToInstruct,
  ids: readonly number[],
  today: string,
): Promise<Approved[]> {
  const changed = disposalAction === approvedAction ? sql`false` : sql`true`
  const { rows } = await sql<Approved>`
    select records.id, records.source_system_id, records.due_on, case
        when ${isHeld()} then 'A disposal hold keeps it'
        when due_on > ${today} then 'It is no longer past its period'
        when missing_since is not null then 'Its source system no longer lists it'
        when ${isOfAnother('records', 'review')} or version.rule_id <> review.rule_id then 'Its service or its rule has changed'
        when ${changed} then 'Its rule asks for another disposal than the one that was approved'
      end as reason
    from ${idTable(tx, 'asked', ids)} ${eachById(tx)}
    join disposal_reviews as review on review.id = records.review_id
    join retention_rule_versions as version on version.id = records.rule_version_id
    where records.review_id = ${id} and records.state = 'approved' order by records.id`.execute(tx)
  return rows
}

/**
 * Record by record: PostgreSQL would plan by what it knew before the approval, when none was approved, and go through all that are, which may
 * be a million, in each piece.
 */
const eachById = (tx: Db): RawBuilder<unknown> =>
  isPostgres(tx)
    ? sql`cross join lateral (select * from records where id = asked.value offset 0) as records`
    : sql`${thenJoin(tx)} records on records.id = asked.value`

/** Takes records out of their approval, each with its reason in its history. */
export async function leaveApproval(
  tx: Db,
  leaving: readonly { id: number; reason: string | null }[],
  { now, byName }: { now: string; byName: string },
): Promise<void> {
  if (leaving.length === 0) return
  const ids = leaving.map(({ id }) => id)
  const rows = leaving.map(({ id, reason }) => [id, reason])
  await sql`
    insert into record_changes (organisation_id, record_id, changed_at, what, before, after, reason, by_name)
    select organisation_id, records.id, ${now}, 'review', ${reviewLeft}, null, given.reason, ${byName}
    from ${tableOf(tx, 'given', { id: 'integer', reason: 'text' }, rows)} ${thenJoin(tx)} records on records.id = given.id`.execute(
    tx,
  )
  const leave = sql`
    update records set state = 'retained', review_id = null, flagged_on = null, review_by = null where id in ${idList(tx, ids)}`
  await keepingCounts(tx, { ids, now }, () => leave.execute(tx))
}

/** An instruction to be filled, for a source system. `fetchKey`: its own, should it have to be made. */
export type InstructionToFill = {
  sourceSystemId: number
  fetchKey: string
  records: number
  oldest: string
  newest: string
}

/**
 * Makes the instructions of a review that are not there yet, opens closed ones for another round, and counts what is about to be put
 * in. Returns the id of each by its source system.
 */
export async function fillInstructions(
  tx: Db,
  { reviewId, action, today, now }: { reviewId: number; action: string; today: string; now: string },
  filling: readonly InstructionToFill[],
): Promise<Map<number, number>> {
  const columns = {
    ...({
      source_system_id: 'integer',
      fetch_key: 'text',
      records: 'integer',
      oldest: 'text',
      newest: 'text',
    } as const),
  }
  const rows = filling.map((one) => [one.sourceSystemId, one.fetchKey, one.records, one.oldest, one.newest])
  const { rows: filled } = await sql<{ id: number; sourceSystemId: number }>`
    insert into disposal_instructions (review_id, source_system_id, action, state, fetch_key, instructed_on, instructed_at, told_on,
      record_count, oldest_due_on, newest_due_on)
    select ${reviewId}, source_system_id, ${action}, 'preparing', fetch_key, ${today}, ${now}, ${today}, records, oldest, newest
    from ${tableOf(tx, 'given', columns, rows)} where true
    on conflict (review_id, source_system_id) do update set
      round = disposal_instructions.round + case when disposal_instructions.state = 'closed' then 1 else 0 end,
      state = case when disposal_instructions.state = 'closed' then 'preparing' else disposal_instructions.state end,
      closed_at = null, told_on = excluded.told_on, chased_on = null,
      record_count = disposal_instructions.record_count + excluded.record_count,
      oldest_due_on = case when excluded.oldest_due_on < disposal_instructions.oldest_due_on then excluded.oldest_due_on
        else disposal_instructions.oldest_due_on end,
      newest_due_on = case when excluded.newest_due_on > disposal_instructions.newest_due_on then excluded.newest_due_on
        else disposal_instructions.newest_due_on end
    returning id, source_system_id`.execute(tx)
  return new Map(filled.map(({ id, sourceSystemId }) => [sourceSystemId, id]))
}

/** Instructs approved records at an instant: each becomes an item of the instruction of its review and source system. */
export async function instructRecords(tx: Db, reviewId: number, ids: readonly number[], now: string): Promise<void> {
  if (ids.length === 0) return
  await sql`
    insert into instruction_items (organisation_id, instruction_id, record_id, state, round)
    select records.organisation_id, instruction.id, records.id, 'instructed', instruction.round
    from ${idTable(tx, 'asked', ids)} ${thenJoin(tx)} records on records.id = asked.value
    join disposal_instructions as instruction
      on instruction.review_id = ${reviewId} and instruction.source_system_id = records.source_system_id
    order by records.id`.execute(tx)
  const instruct = sql`update records set state = 'instructed' where id in ${idList(tx, ids)}`
  await keepingCounts(tx, { ids, now }, () => instruct.execute(tx))
}

/** Opens the instructions of a review that are whole, and returns them. */
export async function openPrepared(tx: Db, reviewId: number): Promise<{ id: number; recordCount: number }[]> {
  return tx
    .updateTable('disposalInstructions')
    .set({ state: 'open' })
    .where('reviewId', '=', reviewId)
    .where('state', '=', 'preparing')
    .returning(['id', 'recordCount'])
    .execute()
}

/** The reviews with instructions that were being prepared when the work was cut off. */
export async function reviewsBeingPrepared(db: Db): Promise<number[]> {
  const rows = await db
    .selectFrom('disposalInstructions')
    .select('reviewId')
    .distinct()
    .where('state', '=', 'preparing')
    .orderBy('reviewId')
    .execute()
  return rows.map(({ reviewId }) => reviewId)
}
