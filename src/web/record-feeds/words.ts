import type { Feed } from '../../../db/queries/record-feeds.ts'
import type { Tag } from '../components.ts'

export const feedStates = ['waiting', 'running', 'done', 'refused', 'failed', 'cancelled'] as const

/** The states of a feed as people see them. */
export const feedTags: Record<Feed['state'], Tag> = {
  waiting: { text: 'Waiting', colour: 'grey' },
  running: { text: 'Loading', colour: 'blue' },
  done: { text: 'Done', colour: 'green' },
  refused: { text: 'Refused', colour: 'red' },
  failed: { text: 'Failed', colour: 'red' },
  cancelled: { text: 'Cancelled', colour: 'yellow' },
}

/** How a feed was sent: `Full`, `Changes, correction, dry run`. */
export function kindInWords(feed: Pick<Feed, 'mode' | 'correction' | 'dryRun'>): string {
  return [
    feed.mode === 'full' ? 'Full' : 'Changes',
    ...(feed.correction === 1 ? ['correction'] : []),
    ...(feed.dryRun === 1 ? ['dry run'] : []),
  ].join(', ')
}
