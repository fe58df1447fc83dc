import type { Feed } from '../../db/queries/record-feeds.ts'
import { countOf } from '../domain/list.ts'

/** What came of a feed, as machines read it; the names never change meaning. `error`: why it was refused or broke off. */
export function feedResult(feed: Feed): Record<string, unknown> {
  return {
    feed: feed.id,
    source: feed.source,
    mode: feed.mode,
    dry_run: feed.dryRun === 1,
    state: feed.state,
    rows: feed.rows,
    accepted: feed.accepted,
    created: feed.created,
    updated: feed.updated,
    unchanged: feed.unchanged,
    rejected: feed.rejected,
    missing_at_source: feed.missingAtSource,
    notes: JSON.parse(feed.notes),
    ...(feed.error === null ? {} : { error: feed.error }),
  }
}

/** What came of a feed in sentences. */
export function feedInWords(feed: Feed): string {
  if (feed.state === 'refused') return `Refused: ${feed.error}`
  const counts = `${countOf(feed.created, 'new record')}, ${feed.updated.toLocaleString('en-GB')} updated, ${feed.unchanged.toLocaleString('en-GB')} unchanged`
  const reasons = feed.rejected === 0 ? '' : ` (the reasons are on the page /record-feeds/${feed.id})`
  const rows = `${countOf(feed.rows, 'row')}: ${counts}; ${countOf(feed.rejected, 'row')} rejected${reasons}.`
  const notes = (JSON.parse(feed.notes) as string[]).join(' ')
  const dry = feed.dryRun === 1 ? 'This was a dry run: nothing was changed.' : ''
  return [rows, notes, feed.error ?? '', dry].filter((text) => text !== '').join(' ')
}
