import { rm } from 'node:fs/promises'
import { type Feed, feedById, feedByKey, feedCount, forgetFeedKeys } from '../../db/queries/record-feeds.ts'
import type { Db } from '../../db/schema.ts'
import { addSeconds } from '../domain/calendar.ts'
import type { SourceSystemAgent } from '../domain/permission.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import type { Acting } from './acting.ts'
import { feedResult } from './feed-result.ts'
import { fingerprint } from './fingerprint.ts'
import { createFeed, SENT_BEFORE, type SentFeed } from './record-feeds.ts'

const KEYS_KEPT_SECONDS = 7 * 24 * 60 * 60
const MOST_WAITING = 20

/** A feed as a source system sends it by API. `hash`: of the file; `key`: under which it is loaded once, when there is one. */
export type ApiFeed = Pick<SentFeed, 'source' | 'fileName' | 'filePath' | 'mode' | 'correction' | 'dryRun'> & {
  hash: string
  key: string | undefined
}

/** `again`: this very feed was sent under its key before, and is the one returned. */
export type ApiFeedSent = { feed: Feed; again: boolean }

/**
 * Puts a feed that came by API into the queue, and keeps its file only when it is a new one.
 *
 * Refused under `SENT_BEFORE` when something else was sent under the same key within seven days: of two requests at once,
 * one makes the feed and the other is given it.
 */
export async function sendFeedByApi(
  db: Db,
  acting: Acting & { who: SourceSystemAgent },
  { hash, key, ...sent }: ApiFeed,
): Promise<Checked<ApiFeedSent>> {
  const { mode, correction, dryRun } = sent
  const requestHash = fingerprint({ mode, correction, dryRun, hash })
  if (key !== undefined) await forgetFeedKeys(db, addSeconds(acting.clock.now(), -KEYS_KEPT_SECONDS))
  const once = key === undefined ? {} : { once: { key, requestHash } }
  const made = await createFeed(db, acting, { ...sent, ...once, uploaded: true })
  if (made.ok) return accepted({ feed: await feedThatIs(db, made.value), again: false })
  await rm(sent.filePath, { force: true })
  const before = key === undefined ? undefined : await feedByKey(db, acting.who.sourceSystemId, key)
  if (!before) return made
  if (before.requestHash === requestHash) return accepted({ feed: before, again: true })
  return refused(
    SENT_BEFORE,
    'Another file, or the same one with other settings, was sent under this key. Use a new key.',
  )
}

/** A feed by its number when it is the source system's own, else undefined. */
export async function ownFeed(db: Db, { sourceSystemId }: SourceSystemAgent, id: number): Promise<Feed | undefined> {
  const feed = await feedById(db, id)
  return feed?.sourceSystemId === sourceSystemId ? feed : undefined
}

/** True when so many feeds of a source system wait that it must not send more yet. */
export const tooManyWait = async (db: Db, source: string): Promise<boolean> =>
  (await feedCount(db, { source, state: 'waiting' })) >= MOST_WAITING

/** A feed as its source system reads it: what the command says of it, how it was sent, and how far it is. */
export const apiFeed = (feed: Feed): Record<string, unknown> => ({
  ...feedResult(feed),
  file_name: feed.fileName,
  correction: feed.correction === 1,
  sent_by: feed.sentByName,
  sent_at: feed.sentAt,
  started_at: feed.startedAt,
  finished_at: feed.finishedAt,
  bytes_total: feed.bytesTotal,
  bytes_done: feed.bytesDone,
})

async function feedThatIs(db: Db, id: number): Promise<Feed> {
  const feed = await feedById(db, id)
  if (!feed) throw new Error(`There is no feed ${id}`)
  return feed
}
