import type { Db } from '../schema.ts'

/**
 * The feed to load next, by its id: the one sent first of those that wait, or undefined.
 *
 * Asked under the lease of the loader, a feed that is `running` is one whose loader has died, and counts as waiting.
 */
export async function nextFeedToLoad(db: Db): Promise<number | undefined> {
  const row = await db
    .selectFrom('recordFeeds')
    .select('id')
    .where('state', 'in', ['waiting', 'running'])
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

/** The files of the feeds that are still to be loaded, or are being loaded. */
export async function filesToLoad(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('recordFeeds')
    .select('filePath')
    .where('state', 'in', ['waiting', 'running'])
    .execute()
  return rows.map(({ filePath }) => filePath)
}

/** A feed that is being loaded, with the code of its source system, or undefined. */
export async function loadingFeed(db: Db): Promise<{ id: number; source: string } | undefined> {
  return db
    .selectFrom('recordFeeds as feed')
    .innerJoin('sourceSystems as system', 'system.id', 'feed.sourceSystemId')
    .select(['feed.id', 'system.code as source'])
    .where('feed.state', '=', 'running')
    .orderBy('feed.id')
    .executeTakeFirst()
}
