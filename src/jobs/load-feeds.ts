import { nextFeedToLoad } from '../../db/queries/feeds-waiting.ts'
import { underLease } from '../actions/job-leases.ts'
import { IMPORT, loadFeed } from '../actions/record-feeds.ts'
import { countOf } from '../domain/list.ts'
import type { JobContext, Report } from './run.ts'

/** Loads the feeds that wait, the first sent first, until none is left; also those whose loader died half-way. */
export async function loadFeeds({ db, clock, config, signal }: JobContext): Promise<Report> {
  const loaded = await underLease(db, { job: IMPORT, clock, signal }, async (held) => {
    let count = 0
    let before: number | undefined
    for (let id = await nextFeedToLoad(db); id !== undefined; id = await nextFeedToLoad(db)) {
      if (id === before) throw new Error(`Feed ${id} did not come to an end`)
      held.signal.throwIfAborted()
      await loadFeed(db, id, { clock, hashKey: config.recordHashKey, ...held })
      before = id
      count += 1
    }
    return count
  })
  if (!loaded.ran) return { text: 'Another process is loading feeds.', again: true }
  return { text: `Loaded ${countOf(loaded.value, 'feed')}.`, again: false }
}
