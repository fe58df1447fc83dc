import type { ExpressionBuilder, Insertable, Selectable, Updateable } from 'kysely'
import type { Db, Schema } from '../schema.ts'

/**
 * A feed with the code and name of its source, and the organisation whose records that holds, which stays while a feed is under way.
 *
 * `accepted` = created + updated + unchanged.
 */
export type Feed = Selectable<Schema['recordFeeds']> & {
  source: string
  sourceName: string
  organisationId: number
  accepted: number
}

export type FeedState = Feed['state']

/** What a feed's rows have come to. */
export type FeedCounts = Pick<Feed, 'rows' | 'created' | 'updated' | 'unchanged' | 'rejected'>

/** Puts a feed into the queue and returns its id, or null when the source system has sent one under its key. */
export async function addFeed(db: Db, feed: Insertable<Schema['recordFeeds']>): Promise<number | null> {
  const added = await db
    .insertInto('recordFeeds')
    .values(feed)
    .onConflict((conflict) =>
      conflict.columns(['sourceSystemId', 'idempotencyKey']).where('idempotencyKey', 'is not', null).doNothing(),
    )
    .returning('id')
    .executeTakeFirst()
  return added?.id ?? null
}

/** The feed that a source system sent under a key, or undefined. */
export async function feedByKey(db: Db, sourceSystemId: number, key: string): Promise<Feed | undefined> {
  return feeds(db)
    .where('feed.sourceSystemId', '=', sourceSystemId)
    .where('feed.idempotencyKey', '=', key)
    .executeTakeFirst()
}

/** Forgets the keys of the feeds that were sent before an instant. */
export async function forgetFeedKeys(db: Db, before: string): Promise<void> {
  await db
    .updateTable('recordFeeds')
    .set({ idempotencyKey: null, requestHash: null })
    .where('idempotencyKey', 'is not', null)
    .where('sentAt', '<', before)
    .execute()
}

/** One feed, or undefined. */
export async function feedById(db: Db, id: number): Promise<Feed | undefined> {
  return feeds(db).where('feed.id', '=', id).executeTakeFirst()
}

/** `to send again`: what `isToSendAgain` says. */
export type FeedFilters = { source?: string | undefined; state?: FeedState | 'to send again' | undefined }

/** Feeds, the latest first: a page of them, or those before an id. */
export async function feedList(
  db: Db,
  filters: FeedFilters,
  { limit, offset = 0, before }: { limit: number; offset?: number; before?: number | undefined },
): Promise<Feed[]> {
  return feeds(db)
    .where((eb) => eb.and(matching(eb, filters)))
    .$if(before !== undefined, (query) => query.where('feed.id', '<', before ?? 0))
    .orderBy('feed.id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
}

/** How many feeds there are. */
export async function feedCount(db: Db, filters: FeedFilters): Promise<number> {
  const row = await db
    .selectFrom('recordFeeds as feed')
    .innerJoin('sourceSystems as system', 'system.id', 'feed.sourceSystemId')
    .where((eb) => eb.and(matching(eb, filters)))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

type Joined = Schema & { feed: Schema['recordFeeds']; system: Schema['sourceSystems'] }

const matching = (eb: ExpressionBuilder<Joined, 'feed' | 'system'>, { source, state }: FeedFilters) => [
  ...(source === undefined ? [] : [eb('system.code', '=', source)]),
  ...(state === undefined ? [] : [state === 'to send again' ? isToSendAgain(eb) : eb('feed.state', '=', state)]),
]

/** That a feed did not end well, and is the latest of its source system. */
export const isToSendAgain = (eb: ExpressionBuilder<Joined, 'feed' | 'system'>) =>
  eb.and([
    eb('feed.state', 'in', ['refused', 'failed']),
    eb.not(
      eb.exists(
        eb
          .selectFrom('recordFeeds as later')
          .select('later.id')
          .whereRef('later.sourceSystemId', '=', 'feed.sourceSystemId')
          .whereRef('later.id', '>', 'feed.id'),
      ),
    ),
  ])

/** Marks a feed as running from now, or as running again; false when it is over, or was cancelled. */
export async function startFeed(db: Db, id: number, now: string): Promise<boolean> {
  const result = await db
    .updateTable('recordFeeds')
    .set((eb) => ({
      ...{ state: 'running', startedAt: eb.fn.coalesce('startedAt', eb.val(now)) },
      ...{ doingSince: now, doingFrom: eb.ref('bytesDone'), compared: null, toCompare: null },
    }))
    .where('id', '=', id)
    .where('state', 'in', ['waiting', 'running'])
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Adds what a chunk came to, and how far the file has been read; false when the feed is not running any more. */
export async function addToFeed(db: Db, id: number, counts: FeedCounts, bytesDone: number): Promise<boolean> {
  const result = await db
    .updateTable('recordFeeds')
    .set((eb) => ({
      rows: eb('rows', '+', counts.rows),
      created: eb('created', '+', counts.created),
      updated: eb('updated', '+', counts.updated),
      unchanged: eb('unchanged', '+', counts.unchanged),
      rejected: eb('rejected', '+', counts.rejected),
      bytesDone,
    }))
    .where('id', '=', id)
    .where('state', '=', 'running')
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Changes a feed that is in one of the states; false when it is in another by now. */
export async function changeFeed(
  db: Db,
  id: number,
  states: FeedState[],
  change: Updateable<Schema['recordFeeds']>,
): Promise<boolean> {
  const result = await db
    .updateTable('recordFeeds')
    .set(change)
    .where('id', '=', id)
    .where('state', 'in', states)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

const feeds = (db: Db) =>
  db
    .selectFrom('recordFeeds as feed')
    .innerJoin('sourceSystems as system', 'system.id', 'feed.sourceSystemId')
    .selectAll('feed')
    .select(['system.code as source', 'system.name as sourceName', 'system.organisationId'])
    .select((eb) => eb('feed.created', '+', eb('feed.updated', '+', eb.ref('feed.unchanged'))).as('accepted'))
