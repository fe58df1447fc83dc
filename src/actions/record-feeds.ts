import { rm, stat } from 'node:fs/promises'
import { keepForSure } from '../../db/keep-for-sure.ts'
import { onOneConnection } from '../../db/one-connection.ts'
import { isPassingFault } from '../../db/passing-fault.ts'
import { sourceSystemId } from '../../db/queries/feed-terms.ts'
import { addFeed, changeFeed, type Feed, feedById, startFeed } from '../../db/queries/record-feeds.ts'
import type { Db } from '../../db/schema.ts'
import type { Clock } from '../domain/calendar.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { closeEmptied } from './empty-reviews.ts'
import { FeedCancelled } from './feed-chunk.ts'
import { feedSubject, loaderAt } from './feed-event.ts'
import { readFeed } from './feed-run.ts'
import { type Held, LeaseLost } from './job-leases.ts'

/** The lease under which feeds are loaded. */
export const IMPORT = 'import-records'

/** A feed as it is sent. `source`: the code of a source system; `uploaded`: the file is ours, to be removed once it is loaded. */
export type SentFeed = {
  source: string
  fileName: string
  filePath: string
  uploaded: boolean
  mode: Feed['mode']
  correction: boolean
  dryRun: boolean
  once?: SentOnce
}

/** Under which key a source system sends a feed that is to be loaded once however often it comes, and the hash of what it sends. */
export type SentOnce = { key: string; requestHash: string }

/** The field of the problem that says that a feed was sent under this key before. */
export const SENT_BEFORE = 'idempotency_key'

/** How a feed is loaded. `renew` keeps the lease of whoever loads it; a stop by `signal` is between two transactions. */
export type Loading = { clock: Clock; hashKey: string; signal?: AbortSignal; renew?: Held['renew'] }

/** Puts a feed into the queue, to be loaded in the order sent, and returns its id. */
export async function createFeed(db: Db, acting: Acting, sent: SentFeed): Promise<Checked<number>> {
  const { source, ...feed } = sent
  const systemId = await sourceSystemId(db, source)
  if (systemId === undefined) return refused('source', 'Choose the source system that the file comes from')
  mustBeAllowed(acting, 'import records', { sourceSystemId: systemId })
  const { size } = await stat(sent.filePath)
  return db.transaction().execute(async (tx) => {
    const id = await addFeed(tx, {
      ...{ fileName: feed.fileName, filePath: feed.filePath, mode: feed.mode, sourceSystemId: systemId },
      ...{ uploaded: feed.uploaded ? 1 : 0, correction: feed.correction ? 1 : 0, dryRun: feed.dryRun ? 1 : 0 },
      ...{ state: 'waiting', sentByName: acting.who.name, sentAt: acting.clock.now(), bytesTotal: size },
      ...{ idempotencyKey: sent.once?.key ?? null, requestHash: sent.once?.requestHash ?? null },
    })
    if (id === null) return refused(SENT_BEFORE, 'A feed was sent under this key before')
    const facts = { source, mode: feed.mode, correction: feed.correction, 'dry run': feed.dryRun, bytes: size }
    await recordEvent(tx, acting, { kind: 'feed sent', subject: feedSubject(id), facts })
    return accepted(id)
  })
}

/** Cancels a feed that waits or runs; what was loaded until then stays. False when it is over already. */
export async function cancelFeed(db: Db, acting: Acting, id: number): Promise<boolean> {
  mustBeAllowed(acting, 'import records')
  const cancelled = await db.transaction().execute(async (tx) => {
    const error = `Cancelled by ${acting.who.name}. ${stays(await feedById(tx, id))}`
    const change = { state: 'cancelled', finishedAt: acting.clock.now(), error } as const
    const done = await changeFeed(tx, id, ['waiting', 'running'], change)
    if (done) await recordEvent(tx, acting, { kind: 'feed cancelled', ...(await loadedUntilThen(tx, id)) })
    return done
  })
  const feed = cancelled ? await feedById(db, id) : undefined
  if (feed) await removeUpload(db, feed)
  return cancelled
}

/**
 * Loads a feed and returns it as it then is: done, refused as a whole, cancelled, or failed because its file is gone.
 *
 * One that was cut off goes on where its last transaction ended, so that its counts and what it leaves are those of a run
 * without a break. A feed that is over stays as it is. When stopped, or after a fault of the database that passes, the feed waits again and
 * the reason is thrown; what was not foreseen fails the feed and is thrown.
 */
export async function loadFeed(db: Db, id: number, loading: Loading): Promise<Feed> {
  const { clock, hashKey, signal = new AbortController().signal, renew = async () => {} } = loading
  const started = await startFeed(db, id, clock.now())
  const feed = await feedById(db, id)
  if (!feed) throw new Error(`There is no feed ${id}`)
  if (!started) return feed
  try {
    const read = (on: Db) => readFeed(on, feed, { clock, hashKey }, { signal, renew })
    await (feed.dryRun === 1 ? onOneConnection(db, read) : read(db))
  } catch (error) {
    await settle(db, feed, error, signal, clock)
  }
  const loaded = (await feedById(db, id)) ?? feed
  if (loaded.state !== 'waiting') {
    await keepForSure(db)
    await removeUpload(db, loaded)
  }
  signal.throwIfAborted()
  return loaded
}

/** Leaves a feed that did not come to its end in a state that says so. Throws what nobody has foreseen. */
async function settle(db: Db, feed: Feed, error: unknown, signal: AbortSignal, clock: Clock): Promise<void> {
  const { id } = feed
  if (error instanceof FeedCancelled) return closeEmptied(db, loaderAt(clock))
  if (error instanceof LeaseLost || signal.reason instanceof LeaseLost) throw error
  if (signal.aborted) {
    await changeFeed(db, id, ['running'], { state: 'waiting' })
    return
  }
  if (isPassingFault(error)) {
    // Where even that fails, it is found running without a runner, which is as good as waiting.
    await changeFeed(db, id, ['running'], { state: 'waiting' }).catch(() => {})
    throw error
  }
  const gone = error instanceof Error && 'code' in error && ['ENOENT', 'EACCES', 'EISDIR'].includes(String(error.code))
  const text = gone
    ? `The file cannot be read any more. Send it again${feed.dryRun === 1 ? '.' : ': rows that were loaded already count as unchanged.'}`
    : `Loading broke off because of a fault, which is in the log. ${stays(feed)} Send the file again.`
  await db.transaction().execute(async (tx) => {
    const failed = { state: 'failed', finishedAt: clock.now(), error: text } as const
    if (await changeFeed(tx, id, ['running'], failed))
      await recordEvent(tx, loaderAt(clock), { kind: 'feed failed', ...(await loadedUntilThen(tx, id)) })
  })
  if (!gone) throw error
}

/** What is left of a feed that did not come to its end. */
const stays = (feed: Feed | undefined): string =>
  feed?.dryRun === 1 ? 'It was a dry run: nothing has changed.' : 'What had been loaded until then stays.'

/** A feed as the subject of an event, with what had been loaded of it. */
async function loadedUntilThen(tx: Db, id: number) {
  const feed = await feedById(tx, id)
  const { rows = 0, created = 0, updated = 0, unchanged = 0, rejected = 0 } = feed ?? {}
  return { subject: feedSubject(id), facts: { rows, created, updated, unchanged, rejected } }
}

/** An uploaded file may hold personal data: it goes as soon as it is not needed. Only what was uploaded is ours to remove. */
async function removeUpload(db: Db, feed: Feed): Promise<void> {
  if (feed.uploaded === 0 || feed.filePath === '') return
  await rm(feed.filePath, { force: true })
  await changeFeed(db, feed.id, ['done', 'refused', 'failed', 'cancelled'], { filePath: '' })
}
