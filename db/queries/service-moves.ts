import { sql } from 'kysely'
import { idList } from '../dialect.ts'
import { inPlaceOf } from '../in-place-of.ts'
import type { Db } from '../schema.ts'
import { addToCounts, keepingCounts, recordsIn } from './record-counts.ts'

/** A service that was merged away, and the one in its place. */
type Moving = { fromId: number; from: string; intoId: number; into: string }

/** Records that still stand with a service that was merged away, up to a limit; their ids in order. */
export type LeftBehind = Moving & { ids: number[] }

/** The first service that was merged away and still has records, with some of these; undefined when none has any. */
export async function nextLeftBehind(db: Db, limit: number): Promise<LeftBehind | undefined> {
  const moving = await db
    .selectFrom('services as gone')
    .innerJoin('services as survivor', 'survivor.id', 'gone.mergedIntoId')
    .select(['gone.id as fromId', 'gone.code as from', 'survivor.id as intoId', 'survivor.code as into'])
    .where(({ exists, selectFrom }) =>
      exists(selectFrom('records').select('records.id').whereRef('records.serviceId', '=', 'gone.id')),
    )
    .orderBy('gone.id')
    .executeTakeFirst()
  if (!moving) return undefined
  const rows = await db.selectFrom('records').select('id').where('serviceId', '=', moving.fromId).limit(limit).execute()
  return { ...moving, ids: rows.map(({ id }) => id).sort((a, b) => a - b) }
}

/** Gives records the service that stands in the place of theirs, at an instant, in the caller's transaction. */
export async function moveToSurvivor(tx: Db, ids: readonly number[], intoId: number, now: string): Promise<void> {
  await keepingCounts(tx, { ids, now }, () =>
    sql`update records set service_id = ${intoId} where id in ${idList(tx, ids)}`.execute(tx),
  )
}

/** How many records still stand with services that were merged into one. */
export async function countLeftBehind(db: Db, intoId: number): Promise<number> {
  const row = await db
    .selectFrom('recordCounts as kept')
    .innerJoin('services as gone', 'gone.id', 'kept.serviceId')
    .where('gone.mergedIntoId', '=', intoId)
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('kept.records'), eb.lit(0)).as('records'))
    .executeTakeFirstOrThrow()
  return row.records
}

/** True while a record, or a review under way, stands with a service that was merged away. */
export async function areLeftBehind(db: Db): Promise<boolean> {
  const { rows } = await sql`
    select 1 as one from services as gone where gone.merged_into_id is not null and (
      exists (select 1 from record_counts as kept where kept.service_id = gone.id and kept.records > 0)
      or exists (select 1 from disposal_reviews as review where review.service_id = gone.id and review.state <> 'closed')) limit 1`.execute(
    db,
  )
  return rows.length > 0
}

/**
 * A review under way of a service that was merged away, and the open review that stands already for the service in its place, if any. `records`:
 * how many stand in it.
 */
export type ReviewToSettle = {
  id: number
  lockVersion: number
  state: 'open' | 'awaiting second approval' | 'approved'
  records: number
  fromId: number
  from: string
  intoId: number
  into: string
  openId: number | null
  openLockVersion: number | null
}

/**
 * The first review under way of a service that was merged away; undefined when there is none. `joining`: only such as join an open review, else all.
 *
 * One whose records still follow a decision waits until they have: what was decided is about that review, and so does one that would join such a
 * review. Left out as well is one that joins another with more records than a number.
 */
export async function nextReviewToSettle(
  db: Db,
  { joining, most }: { joining: boolean; most: number },
): Promise<ReviewToSettle | undefined> {
  const joins = sql`(review.state = 'open' and already.id is not null)`
  const { rows } = await sql<ReviewToSettle>`
    select review.id, review.lock_version, review.state, ${recordsIn('review')} as records, gone.id as from_id, gone.code as "from",
      survivor.id as into_id, survivor.code as "into", already.id as open_id, already.lock_version as open_lock_version
    from disposal_reviews as review
    join services as gone on gone.id = review.service_id and gone.merged_into_id is not null
    join services as survivor on survivor.id = gone.merged_into_id
    left join disposal_reviews as already
      on already.state = 'open' and already.rule_id = review.rule_id and already.service_id = gone.merged_into_id
    where review.state in ('open', 'awaiting second approval', 'approved')
      and ${joining ? joins : sql`(not ${joins} or ${recordsIn('review')} <= ${most})`}
      and not exists (
        select 1 from review_work as work where work.finished_at is null
          and (work.review_id in (review.id, already.id) or work.into_id in (review.id, already.id)))
    order by review.id limit 1`.execute(db)
  return rows[0]
}

/** True while an open review of a service that was merged away joins the open one of the service in its place, for either of the two. */
export async function isJoining(db: Db, reviewId: number): Promise<boolean> {
  const { rows } = await sql`
    select 1 as one from disposal_reviews as review
    join services as gone on gone.id = review.service_id and gone.merged_into_id is not null
    join disposal_reviews as already
      on already.state = 'open' and already.rule_id = review.rule_id and already.service_id = gone.merged_into_id
    where review.state = 'open' and ${reviewId} in (review.id, already.id) limit 1`.execute(db)
  return rows.length > 0
}

/** True while records of a review of some services still follow a decision. */
export async function isDecisionUnderWay(db: Db, serviceIds: readonly number[]): Promise<boolean> {
  const { rows } = await sql`
    select 1 as one from review_work as work
    join disposal_reviews as review on review.id = work.review_id or review.id = work.into_id
    where work.finished_at is null and review.service_id in ${idList(db, serviceIds)} limit 1`.execute(db)
  return rows.length > 0
}

/** Gives the records of a review the service in the place of theirs, at an instant. */
export async function moveRecordsOfReview(tx: Db, review: ReviewToSettle, now: string): Promise<void> {
  const { id, fromId, intoId } = review
  const counts = await tx
    .selectFrom('records')
    .select((eb) => ['ruleId', 'state', eb.fn.countAll<number>().as('records')])
    .where('reviewId', '=', id)
    .where('serviceId', '=', fromId)
    .groupBy(['ruleId', 'state'])
    .execute()
  await addToCounts(
    tx,
    counts.flatMap((count) => [
      { ...count, serviceId: fromId, records: -count.records },
      { ...count, serviceId: intoId },
    ]),
    now,
  )
  await tx
    .updateTable('records')
    .set({ serviceId: intoId })
    .where('reviewId', '=', id)
    .where('serviceId', '=', fromId)
    .execute()
}

/** Moves records of a review into the one that it joins, no more than a limit, in the caller's transaction; returns their ids, in order. */
export async function joinSome(
  tx: Db,
  { id, intoId, openId }: Pick<ReviewToSettle, 'id' | 'intoId' | 'openId'>,
  { limit, now }: { limit: number; now: string },
): Promise<number[]> {
  const rows = await tx.selectFrom('records').select('id').where('reviewId', '=', id).limit(limit).execute()
  const ids = rows.map((row) => row.id).sort((a, b) => a - b)
  await keepingCounts(tx, { ids, now }, () =>
    sql`update records set review_id = ${openId}, service_id = ${intoId} where id in ${idList(tx, ids)}`.execute(tx),
  )
  return ids
}

/**
 * Hands over what belongs to a service that was merged away and is of the present: its managers, source systems and notices. Returns the codes of
 * the notices.
 */
export async function handOver(tx: Db, fromId: number, intoId: number): Promise<string[]> {
  await sql`
    insert into user_services (user_id, service_id) select user_id, ${intoId} from user_services where service_id = ${fromId}
    on conflict do nothing`.execute(tx)
  await tx.deleteFrom('userServices').where('serviceId', '=', fromId).execute()
  await sql`
    insert into source_system_services (source_system_id, service_id)
    select source_system_id, ${intoId} from source_system_services where service_id = ${fromId}
    on conflict do nothing`.execute(tx)
  await tx.deleteFrom('sourceSystemServices').where('serviceId', '=', fromId).execute()
  const intoIt = { defaultServiceId: intoId }
  await tx.updateTable('sourceSystems').set(intoIt).where('defaultServiceId', '=', fromId).execute()
  const notices = await tx
    .updateTable('privacyNotices')
    .set({ serviceId: intoId })
    .where('serviceId', '=', fromId)
    .returning('code')
    .execute()
  return notices.map(({ code }) => code).sort()
}

/** What goes from a service to the one in its place, in numbers. */
export type ServiceHolds = {
  activities: number
  records: number
  reviews: number
  managers: number
  rules: number
  systems: number
  notices: number
}

/** What would go from a service to another. `activities`: those that name it now; the versions that say so stay as they are. */
export async function serviceHolds(db: Db, id: number): Promise<ServiceHolds> {
  const { rows } = await sql<ServiceHolds>`
    select
      (select count(*) from processing_activities as activity
        join activity_versions as version on version.id = activity.shown_version_id
        join services as said on said.id = version.service_id
        where ${inPlaceOf('said')} = ${id} and activity.status not in ('retired', 'withdrawn')) as activities,
      (select coalesce(sum(records), 0) from record_counts where service_id = ${id}) as records,
      (select count(*) from disposal_reviews where service_id = ${id} and state <> 'closed') as reviews,
      (select count(*) from user_services where service_id = ${id}) as managers,
      (select count(*) from retention_rules as rule
        join retention_rule_versions as version on version.id = rule.current_version_id
        join services as said on said.id = version.service_id
        where ${inPlaceOf('said')} = ${id}) as rules,
      (select count(*) from source_systems as system where default_service_id = ${id}
        or exists (select 1 from source_system_services where source_system_id = system.id and service_id = ${id})) as systems,
      (select count(*) from privacy_notices where service_id = ${id}) as notices`.execute(db)
  return rows[0] as ServiceHolds
}
