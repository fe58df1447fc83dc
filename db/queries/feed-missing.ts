import { sql } from 'kysely'
import { FORGOTTEN } from '../../src/domain/forgotten.ts'
import { idList, jsonList, later } from '../dialect.ts'
import { inPartition, type OfSource } from '../partition.ts'
import { reviewLeft } from '../review-left.ts'
import type { Db } from '../schema.ts'
import { ended } from './ended.ts'
import { AFTER_FORGOTTEN } from './feed-records.ts'
import { keepingCounts } from './record-counts.ts'
import type { Feed } from './record-feeds.ts'

type FeedNamed = Pick<Feed, 'id' | 'sourceSystemId' | 'organisationId' | 'sentByName' | 'source'>

/** The ids of a source's records after a reference, in the order of references; null when there are no more. Forgotten ones are left out. */
export async function idsOfSource(
  db: Db,
  { sourceSystemId, organisationId }: OfSource,
  after: string,
  limit: number,
): Promise<{ ids: number[]; last: string } | null> {
  const { rows } = await sql<{ ids: string; last: string | null }>`
    select ${jsonList(db, sql`id`)} as ids, max(reference) as last from (
      select id, reference from records
      where source_system_id = ${sourceSystemId} and reference > ${after}
        and not (reference >= ${FORGOTTEN} and reference < ${AFTER_FORGOTTEN}) and ${inPartition(db, organisationId)}
      order by reference limit ${limit}
    ) as page`.execute(db)
  const page = rows[0]
  return page?.last ? { ids: JSON.parse(page.ids) as number[], last: page.last } : null
}

/** How many records a source has; forgotten ones too, which are a few. */
export async function countOfSource(db: Db, { sourceSystemId, organisationId }: OfSource): Promise<number> {
  const row = await db
    .selectFrom('records')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('sourceSystemId', '=', sourceSystemId)
    .where(inPartition(db, organisationId))
    .executeTakeFirstOrThrow()
  return row.count
}

/** How many records of an organisation are still held: those whose data is gone cannot be missing. */
export async function countHeld(db: Db, organisationId: number, ids: readonly number[]): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from records
    where id in ${idList(db, ids)} and state not in ${ended} and ${inPartition(db, organisationId)}`.execute(db)
  return rows[0]?.count ?? 0
}

/**
 * Marks records that a full feed does not list as missing at their source, and takes the due ones out of their reviews.
 *
 * What is approved stays approved: its source may have disposed of it already. Records that were missing before stay as
 * they are.
 */
export async function markMissing(
  db: Db,
  feed: FeedNamed,
  ids: readonly number[],
  today: string,
  now: string,
): Promise<void> {
  const newly = sql`id in ${idList(db, ids)} and missing_since is null and state not in ${ended}
    and ${inPartition(db, feed.organisationId)}`
  const by = `Feed ${feed.id} of ${feed.source} does not list it`
  await sql`
    insert into record_changes (organisation_id, record_id, changed_at, what, before, after, reason, by_name)
    select organisation_id, id, ${now}, 'missing at source', null, ${today}, ${by}, ${feed.sentByName} from records where ${newly}
    union all
    select organisation_id, id, ${now}, 'review', ${reviewLeft}, null, ${by}, ${feed.sentByName} from records
    where ${newly} and state = 'due'`.execute(db)
  await sql`
    update disposal_reviews set lock_version = lock_version + 1
    where id in (select review_id from records where ${newly} and state = 'due')`.execute(db)
  const mark = sql`
    update records set missing_since = ${today},
      last_seen_on = ${later(
        db,
        sql`last_seen_on`,
        sql`coalesce((
        select last_full_feed_on from source_systems where id = ${feed.sourceSystemId}), last_seen_on)`,
      )},
      review_id = case when state <> 'due' then review_id end,
      flagged_on = case when state <> 'due' then flagged_on end,
      review_by = case when state <> 'due' then review_by end,
      state = case when state = 'due' then 'retained' else state end
    where ${newly}`
  await keepingCounts(db, { ids, now, organisationId: feed.organisationId }, () => mark.execute(db))
}

/** Those of some records that `markMissing` would newly mark, and that nobody has instructed their source to dispose of. */
export async function vanishing(db: Db, organisationId: number, ids: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ ids: string }>`
    select ${jsonList(db, sql`id`, sql`id`)} as ids from records
    where id in ${idList(db, ids)} and missing_since is null and state not in ${ended}
      and state not in ('instructed', 'failed') and ${inPartition(db, organisationId)}`.execute(db)
  return JSON.parse(rows[0]?.ids ?? '[]') as number[]
}

/** Takes the mark from records that a feed lists in rows that it had to reject: they are not missing any more. */
export async function listAgain(db: Db, feed: FeedNamed, ids: readonly number[], now: string): Promise<void> {
  if (ids.length === 0) return
  const again = sql`id in ${idList(db, ids)} and missing_since is not null and ${inPartition(db, feed.organisationId)}`
  await sql`
    insert into record_changes (organisation_id, record_id, changed_at, what, before, after, reason, by_name)
    select organisation_id, id, ${now}, 'missing at source', missing_since, null,
      ${`Listed again by feed ${feed.id} of ${feed.source}, in a row that was rejected`}, ${feed.sentByName}
    from records where ${again}`.execute(db)
  await sql`update records set missing_since = null where ${again}`.execute(db)
}

/** Writes down that a source's full list was compared with the inventory: whatever is not missing was seen that day. */
export async function comparedInFull(db: Db, sourceSystemId: number, today: string): Promise<void> {
  await db.updateTable('sourceSystems').set({ lastFullFeedOn: today }).where('id', '=', sourceSystemId).execute()
}
