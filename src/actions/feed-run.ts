import { alone } from '../../db/beside-others.ts'
import { endDryRun, startDryRun } from '../../db/queries/feed-dry-run.ts'
import { removeRejections } from '../../db/queries/feed-rejections.ts'
import { changeFeed, type Feed, feedById } from '../../db/queries/record-feeds.ts'
import type { Db } from '../../db/schema.ts'
import type { Clock } from '../domain/calendar.ts'
import { countOf } from '../domain/list.ts'
import { recordEvent } from './audit.ts'
import { letOthersWrite, nextSize, piecesTogether } from './chunks.ts'
import { closeEmptied } from './empty-reviews.ts'
import { FeedCancelled, loadPiece } from './feed-chunk.ts'
import { feedSubject, loaderAt } from './feed-event.ts'
import { openFeedFile } from './feed-file.ts'
import { type FeedPiece, inPieces } from './feed-lines.ts'
import { type FeedLoad, newLoad } from './feed-load.ts'
import { compareInFull } from './feed-missing.ts'
import { replay } from './feed-replay.ts'
import type { Held } from './job-leases.ts'

/** Larger pieces write the same pages of the indexes less often, but of 5,000 rows that were known before, what is left for the collector took 20 MiB more. */
const MOST_ROWS = 3_500
/** The first piece shows how long rows take. */
const FIRST_ROWS = 250
const ONLY_A_HEADER =
  'The file has a header and no rows. A full feed of nothing would mark every record of the source as missing, so it is refused.'

/** Reads the file of a feed that is running to its end, and leaves the feed done or refused. Throws when it is cut off. */
export async function readFeed(db: Db, feed: Feed, by: { clock: Clock; hashKey: string }, held: Held): Promise<void> {
  const file = await openFeedFile(feed.filePath, held.signal)
  if (!file.ok) return refuse(db, feed, file.text, by.clock)
  try {
    const load = await newLoad(db, await fromTheStart(db, feed), file.layout, by)
    await loadPieces(db, load, file.batches, held)
    const loaded = (await feedById(db, feed.id)) ?? feed
    if (feed.mode === 'full' && loaded.rows === 0) return await refuse(db, feed, ONLY_A_HEADER, by.clock)
    const missing = feed.mode === 'full' ? await compareInFull(db, load, loaded.accepted, held) : []
    const notes = [...file.notes, ...heldBack(load), ...missing]
    await finish(db, feed, { notes, hash: file.hash }, by.clock)
  } finally {
    await file.close()
    if (feed.dryRun === 1) await endDryRun(db)
  }
}

/** A dry run leaves nothing to go on from: one that was cut off starts again from nothing. */
async function fromTheStart(db: Db, feed: Feed): Promise<Feed> {
  if (feed.dryRun === 0) return feed
  await startDryRun(db)
  await removeRejections(db, feed.id)
  const nothing = { rows: 0, created: 0, updated: 0, unchanged: 0, rejected: 0, missingAtSource: 0, bytesDone: 0 }
  await changeFeed(db, feed.id, ['running'], nothing)
  return { ...feed, ...nothing }
}

async function loadPieces(db: Db, load: FeedLoad, batches: Parameters<typeof inPieces>[0], held: Held): Promise<void> {
  const workBegan = performance.now()
  let size = FIRST_ROWS
  const sizeAfter = (rows: number, ms: number) => Math.min(MOST_ROWS, nextSize(rows, ms))
  const cut = inPieces(batches, () => size)
  const coming = yetToLoad(db, load, cut)
  const nextPiece = async () => (await coming.next()).value ?? null
  let piece = await nextPiece()
  while (piece) {
    held.signal.throwIfAborted()
    let rows = 0
    const { next, pieces, ms } = await piecesTogether(
      db,
      { transact: alone, workBegan },
      piece,
      async (transaction, loading) => {
        const began = performance.now()
        await held.renew(transaction)
        await loadPiece(transaction, load, loading)
        rows = loading.lines.length
        size = sizeAfter(rows, performance.now() - began)
        return nextPiece()
      },
    )
    if (pieces === 1) size = sizeAfter(rows, ms)
    piece = next
    await letOthersWrite()
  }
}

/** Leaves out the rows that were loaded before the loader was cut off, but for what it knew by heart of them. */
async function* yetToLoad(
  db: Db,
  load: FeedLoad,
  pieces: AsyncIterable<FeedPiece>,
): AsyncGenerator<FeedPiece, undefined> {
  let row = 0
  for await (const { lines, bytes } of pieces) {
    const loadedBefore = Math.max(0, load.feed.rows - row)
    row += lines.length
    if (loadedBefore > 0) await replay(db, load, lines.slice(0, loadedBefore))
    if (loadedBefore < lines.length) yield { lines: lines.slice(loadedBefore), bytes }
  }
}

const heldBack = ({ heldBack: count }: FeedLoad): string[] =>
  count === 0
    ? []
    : [
        `${countOf(count, 'row')} had an earlier or blank date of last activity: the later date stands. Only a correction moves it back.`,
      ]

async function refuse(db: Db, feed: Feed, error: string, clock: Clock): Promise<void> {
  const change = { state: 'refused', finishedAt: clock.now(), error } as const
  await db.transaction().execute(async (tx) => {
    if (!(await changeFeed(tx, feed.id, ['running'], change))) throw new FeedCancelled()
    await recordEvent(tx, loaderAt(clock), { kind: 'feed refused', subject: feedSubject(feed.id) })
  })
}

async function finish(db: Db, feed: Feed, file: { notes: string[]; hash: string }, clock: Clock): Promise<void> {
  if (feed.dryRun === 0) await closeEmptied(db, loaderAt(clock))
  const done = {
    state: 'done',
    finishedAt: clock.now(),
    bytesDone: feed.bytesTotal,
    notes: JSON.stringify(file.notes),
  } as const
  await db.transaction().execute(async (tx) => {
    if (!(await changeFeed(tx, feed.id, ['running'], done))) throw new FeedCancelled()
    await recordLoaded(tx, (await feedById(tx, feed.id)) ?? feed, file.hash, clock)
  })
}

/** The list of the records that a feed brought is its file, so that the hash of that stands for it. */
async function recordLoaded(tx: Db, feed: Feed, listHash: string, clock: Clock): Promise<void> {
  const { source, rows, created, updated, unchanged, rejected, missingAtSource } = feed
  await recordEvent(tx, loaderAt(clock), {
    ...{ kind: 'feed loaded', subject: feedSubject(feed.id), records: { count: feed.accepted, listHash } },
    facts: {
      source,
      'dry run': feed.dryRun === 1,
      rows,
      created,
      updated,
      unchanged,
      rejected,
      'missing at source': missingAtSource,
    },
  })
}
