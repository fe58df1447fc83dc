import { type FeedTermsRead, feedTerms, scheduleMark } from '../../db/queries/feed-terms.ts'
import type { Feed } from '../../db/queries/record-feeds.ts'
import type { RuleInForce } from '../../db/queries/retention-rules.ts'
import type { Db } from '../../db/schema.ts'
import type { Clock, IsoDate } from '../domain/calendar.ts'
import type { ChangeTerms } from '../domain/feed-change.ts'
import { type FeedLayout, type FeedRow, feedRowReader } from '../domain/feed-row.ts'
import { type IdSet, idSet } from '../domain/id-set.ts'
import { rememberedPlaces } from '../domain/placement.ts'
import type { Checked } from '../domain/problem.ts'

/**
 * A feed while it is loaded: what its rows are read by, and what has come of them so far.
 *
 * `seen`: records that an accepted row listed; `listed`: these, and those that rejected rows may be about. `heldBack`:
 * rows whose date of last activity was earlier or blank; `unreadable`: rejected rows that no reference can be read from.
 */
export type FeedLoad = {
  feed: Feed
  layout: FeedLayout
  clock: Clock
  hashKey: string
  scheduleMark: string
  terms: FeedTermsRead
  read: (fields: readonly string[]) => Checked<FeedRow<RuleInForce>>
  measures: ChangeTerms
  seen: IdSet
  listed: IdSet
  heldBack: number
  unreadable: number
}

/** Makes ready to load a feed whose file has this layout. */
export async function newLoad(
  db: Db,
  feed: Feed,
  layout: FeedLayout,
  { clock, hashKey }: { clock: Clock; hashKey: string },
): Promise<FeedLoad> {
  const measured = await measuresNow(db, feed, layout, clock.today())
  return { feed, layout, clock, hashKey, ...measured, seen: idSet(), listed: idSet(), heldBack: 0, unreadable: 0 }
}

/** Reads the schedule again when a rule has been changed or retired meanwhile; called in the transaction that then writes dates. */
export async function keepUpWithRules(db: Db, load: FeedLoad): Promise<void> {
  if ((await scheduleMark(db)) === load.scheduleMark) return
  Object.assign(load, await measuresNow(db, load.feed, load.layout, load.clock.today()))
}

async function measuresNow(db: Db, feed: Feed, layout: FeedLayout, today: IsoDate) {
  const mark = await scheduleMark(db)
  const terms = await feedTerms(db, feed.sourceSystemId)
  const read = feedRowReader(layout, { ...terms, source: feed.source, today })
  const measures: ChangeTerms = {
    versions: terms.versions,
    placed: rememberedPlaces(),
    today,
    correction: feed.correction === 1,
  }
  return { scheduleMark: mark, terms, read, measures }
}
