import {
  comparedInFull,
  countHeld,
  countOfSource,
  idsOfSource,
  markMissing,
  vanishing,
} from '../../db/queries/feed-missing.ts'
import { seenOn } from '../../db/queries/feed-records.ts'
import { changeFeed } from '../../db/queries/record-feeds.ts'
import type { Db } from '../../db/schema.ts'
import { countOf } from '../domain/list.ts'
import { inChunks } from './chunks.ts'
import { FeedCancelled } from './feed-chunk.ts'
import { foundInFeed } from './feed-incidents.ts'
import type { FeedLoad } from './feed-load.ts'
import type { Held } from './job-leases.ts'

const AT_ONCE = 20_000

/**
 * Compares the inventory of a source with a full feed that has been read to its end: what it does not list is missing.
 *
 * Nothing is marked when that is not certain: when a rejected row may have listed any record, or no row was accepted at all.
 * Returns what there is to say. Records that were listed unchanged are not written to: the day of the comparison stands for
 * them all, and only where there is none is the day written to each.
 */
export async function compareInFull(db: Db, load: FeedLoad, accepted: number, held: Held): Promise<string[]> {
  const today = load.clock.today()
  const doubt = reasonForDoubt(load, accepted)
  const dryRun = load.feed.dryRun === 1
  if (doubt === null) {
    const missing = await missingRecords(db, load, held, dryRun)
    if (!dryRun) await comparedInFull(db, load.feed.sourceSystemId, today)
    return missing === 0
      ? []
      : [`${countOf(missing, 'record')} of ${load.feed.source} are not in the file: missing at source.`]
  }
  if (!dryRun)
    for await (const ids of pagesOf(db, load))
      await inChunks(db, ids.filter(load.seen.has), held, (tx, chunk) =>
        seenOn(tx, load.feed.organisationId, chunk, today),
      )
  return [doubt]
}

function reasonForDoubt({ unreadable }: FeedLoad, accepted: number): string | null {
  const nothing = 'Nothing was marked as missing at source: '
  if (accepted === 0) return `${nothing}no row of the file was accepted.`
  if (unreadable === 0) return null
  return `${nothing}no reference could be read from ${countOf(unreadable, 'rejected row')}, and any record may have been meant.`
}

async function missingRecords(db: Db, load: FeedLoad, held: Held, dryRun: boolean): Promise<number> {
  const { feed, clock } = load
  let missing = 0
  let compared = 0
  await begin(db, load)
  for await (const ids of pagesOf(db, load)) {
    const unlisted = ids.filter((id) => !load.listed.has(id))
    const gone = unlisted.length === 0 ? 0 : await countHeld(db, feed.organisationId, unlisted)
    if (gone > 0 && !dryRun)
      await inChunks(db, unlisted, held, async (tx, chunk) => {
        await foundInFeed(tx, load, 'vanished', await vanishing(tx, feed.organisationId, chunk))
        await markMissing(tx, feed, chunk, clock.today(), clock.now())
      })
    missing += gone
    compared += ids.length
    const come = { missingAtSource: missing, compared }
    if (!(await changeFeed(db, feed.id, ['running'], come))) throw new FeedCancelled()
  }
  return missing
}

/** From here on its page tells how far the comparison is. */
async function begin(db: Db, { feed, clock }: FeedLoad): Promise<void> {
  const toCompare = await countOfSource(db, feed)
  const comparison = { compared: 0, toCompare, doingFrom: 0, doingSince: clock.now() }
  if (!(await changeFeed(db, feed.id, ['running'], comparison))) throw new FeedCancelled()
}

async function* pagesOf(db: Db, { feed }: FeedLoad): AsyncGenerator<number[]> {
  for (let page = await idsOfSource(db, feed, '', AT_ONCE); page; ) {
    yield page.ids
    page = await idsOfSource(db, feed, page.last, AT_ONCE)
  }
}
