import { type Rejection, rejectionsAfter } from '../../db/queries/feed-rejections.ts'
import { type Feed, type FeedFilters, feedList } from '../../db/queries/record-feeds.ts'
import type { CsvExport } from './csv-export.ts'

const AT_ONCE = 5000

const yesOrNo = (flag: 0 | 1): string => (flag === 1 ? 'yes' : 'no')

/** The feeds as CSV, the latest first. */
export const recordFeedsExport: CsvExport<Feed, FeedFilters> = {
  name: 'record-feeds',
  columns: [
    { name: 'id', value: (feed) => feed.id },
    { name: 'source_system', value: (feed) => feed.source },
    { name: 'file_name', value: (feed) => feed.fileName },
    { name: 'mode', value: (feed) => feed.mode },
    { name: 'correction', value: (feed) => yesOrNo(feed.correction) },
    { name: 'dry_run', value: (feed) => yesOrNo(feed.dryRun) },
    { name: 'state', value: (feed) => feed.state },
    { name: 'sent_by', value: (feed) => feed.sentByName },
    { name: 'sent_at', value: (feed) => feed.sentAt },
    { name: 'started_at', value: (feed) => feed.startedAt },
    { name: 'finished_at', value: (feed) => feed.finishedAt },
    { name: 'rows', value: (feed) => feed.rows },
    { name: 'accepted', value: (feed) => feed.accepted },
    { name: 'created', value: (feed) => feed.created },
    { name: 'updated', value: (feed) => feed.updated },
    { name: 'unchanged', value: (feed) => feed.unchanged },
    { name: 'rejected', value: (feed) => feed.rejected },
    { name: 'missing_at_source', value: (feed) => feed.missingAtSource },
    { name: 'notes', value: (feed) => JSON.parse(feed.notes) as string[] },
    { name: 'error', value: (feed) => feed.error },
  ],
  async *rows(db, filters) {
    let before: number | undefined
    do {
      const feeds = await feedList(db, filters, { limit: AT_ONCE, before })
      yield feeds
      before = feeds.length === AT_ONCE ? feeds.at(-1)?.id : undefined
    } while (before !== undefined)
  },
}

/** The rejected rows of a feed as CSV, in the order of its file; `column` is blank where the row as a whole is at fault. */
export const feedRejectionsExport = (feed: number): CsvExport<Rejection, object> => ({
  name: `record-feeds/${feed}/rejections`,
  fileName: `rejected-rows-of-feed-${feed}`,
  columns: [
    { name: 'line', value: ({ line }) => line },
    { name: 'column', value: ({ columns }) => columns },
    { name: 'reason', value: ({ reason }) => reason },
  ],
  async *rows(db) {
    let after: number | undefined = 0
    while (after !== undefined) {
      const rejections: Rejection[] = await rejectionsAfter(db, feed, after, AT_ONCE)
      yield rejections
      after = rejections.length === AT_ONCE ? rejections.at(-1)?.line : undefined
    }
  },
})
