import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { byIndex, idList, jsonList, ofFound, thenJoin } from '../dialect.ts'
import { reviewLeft } from '../review-left.ts'
import type { Db } from '../schema.ts'
import { isAnythingHeld, isCaught, isHeld, isHeldNow, isOfAnother } from './held.ts'
import { keepingCounts } from './record-counts.ts'

/** When and for which day records are taken out of reviews, and who does it; `reason`: where the records themselves tell none. */
export type Withdrawal = { today: string; now: string; byName: string; reason?: string }

/**
 * The ids, in order, of records that may no longer stand in the review that they are in: they are not past their period any more, or their
 * source no longer lists them, or they are of another service or rule by now, or they are under a hold. What is approved stays when its
 * source no longer lists it: it may have been disposed of as approved.
 */
export async function idsOutOfPlace(db: Db, today: string, reviewId: number): Promise<number[]> {
  const { rows } = await sql<{ ids: string }>`
    select ${jsonList(db, sql`records.id`, sql`records.id`)} as ids
    from disposal_reviews as review ${thenJoin(db)} records on records.review_id = review.id
    where review.id = ${reviewId} and ${underWay} and records.state in ('due', 'approved') and ${await outOfPlace(db, today)}`.execute(
    db,
  )
  return JSON.parse(rows[0]?.ids ?? '[]') as number[]
}

/** That a record may no longer stand in its review, as a condition on rows of `records` and `review`; see `idsOutOfPlace`. */
export const outOfPlace = async (db: Db, today: string): Promise<RawBuilder<SqlBool>> => sql`(
  records.due_on > ${today}
  or (records.state = 'due' and records.missing_since is not null)
  or ${isOfAnother('records', 'review')}
  or ${await isHeldNow(db)})`

/**
 * The ids, in order, of records in any review that are not past their period any more, that their source no longer lists, or that are under
 * a hold; see `idsOutOfPlace`. Indexes lead to just these, however many records are in reviews, unless something is held: then each record in
 * a review is asked about. (Whatever gives a record another service or rule takes it out of its review itself.)
 */
export async function idsOutOfPlaceInAll(db: Db, today: string): Promise<number[]> {
  const { rows } = await sql<{ ids: string }>`
    select ${jsonList(db, sql`id`, sql`id`)} as ids from (
      select records.id from disposal_reviews as review
      ${thenJoin(db)} records on records.review_id = review.id and records.due_on > ${today}
      where ${underWay} and records.state in ('due', 'approved')
      union
      select records.id from source_systems as source
      ${thenJoin(db)} records ${byIndex(db, 'records_missing')} on records.source_system_id = source.id
      where records.missing_since is not null and records.state = 'due'
      ${(await isAnythingHeld(db)) ? heldInReviews : sql``}
    ) as found`.execute(db)
  return JSON.parse(rows[0]?.ids ?? '[]') as number[]
}

const heldInReviews = sql`
  union
  select id from records where state in ('due', 'approved') and due_on is not null and ${isHeld()}`

const underWay = sql`review.state in ('open', 'awaiting second approval', 'approved')`

/** Takes records out of their reviews, with the reason in their histories, and returns the ids, in order, of those that left. */
export async function withdrawFromReviews(
  db: Db,
  ids: readonly number[],
  { today, now, byName, reason }: Withdrawal,
): Promise<number[]> {
  await sql`
    insert into record_changes (organisation_id, record_id, changed_at, what, before, after, reason, by_name)
    select organisation_id, id, ${now}, 'review', ${reviewLeft}, null, ${reasonOf(today, reason)}, ${byName} from records
    where id in ${idList(db, ids)} and ${ofFound(db, 'state')} in ('due', 'approved')`.execute(db)
  const { rows } = await keepingCounts(db, { ids, now }, () =>
    sql<{ id: number }>`
      update records set state = 'retained', review_id = null, flagged_on = null, review_by = null
      where id in ${idList(db, ids)} and ${ofFound(db, 'state')} in ('due', 'approved')
      returning id`.execute(db),
  )
  return rows.map(({ id }) => id).sort((a, b) => a - b)
}

const reasonOf = (today: string, otherwise = 'Its service or its rule has changed') => sql`case
  when due_on > ${today} then 'It is no longer past its period'
  when missing_since is not null then 'Its source system no longer lists it'
  when ${isHeld()} then 'Disposal hold ' || (
    select min(hold.id) from disposal_holds as hold where hold.lifted_on is null and ${isCaught('records', sql`= hold.id`)}) || ' keeps it'
  else cast(${otherwise} as text) end`
