import { addToIncident, type IncidentKind } from '../../db/queries/disposal-incidents.ts'
import type { Db } from '../../db/schema.ts'
import { recordEvent } from './audit.ts'
import { loaderAt } from './feed-event.ts'
import type { FeedLoad } from './feed-load.ts'

/**
 * Writes down what a feed shows that should not be, in one incident of each kind however many pieces the feed is loaded in.
 *
 * Records that an open incident of that kind has already are not counted once more: a source that lists them every night is one thing to see to.
 */
export async function foundInFeed(
  tx: Db,
  { feed, clock }: Pick<FeedLoad, 'feed' | 'clock'>,
  kind: IncidentKind,
  ids: readonly number[],
): Promise<void> {
  if (ids.length === 0) return
  const found = { kind, sourceSystemId: feed.sourceSystemId, feedId: feed.id }
  const { opened } = await addToIncident(tx, { ...found, foundOn: clock.today(), foundAt: clock.now() }, ids)
  if (opened === null) return
  const subject = { kind: 'disposal incident', id: String(opened) } as const
  await recordEvent(tx, loaderAt(clock), {
    ...{ kind: 'incident found', subject, facts: { incident: kind, source: feed.source, feed: feed.id } },
  })
}
