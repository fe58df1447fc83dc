import type { Feed } from '../../../db/queries/record-feeds.ts'
import { instantInWords } from '../../domain/calendar.ts'
import type { Cell, FilterBarView, PaginationView, TableView } from '../components.ts'
import { queryString } from '../query.ts'
import type { FeedQuery } from './routes.ts'
import { feedStates, feedTags, kindInWords } from './words.ts'

export const FEEDS_ON_A_PAGE = 50
const LIST = '/record-feeds'

export type SourceName = { code: string; name: string }

/** One feed more than a page shows says that there is a next page. */
export type FeedFacts = { query: FeedQuery; feeds: Feed[]; sources: SourceName[]; maySend: boolean }

/** The list of feeds, the latest first. */
export function feedsPage({ query, feeds, sources, maySend }: FeedFacts) {
  const shown = feeds.slice(0, FEEDS_ON_A_PAGE)
  const next = feeds.length > FEEDS_ON_A_PAGE ? shown.at(-1)?.id : undefined
  return {
    title: 'Record feeds',
    lead: 'What source systems have sent of the records they hold, and what became of it.',
    actions: maySend ? [{ text: 'Send a feed', href: `${LIST}/new` }] : [],
    filters: filterBar(query, sources),
    table: {
      caption: 'Record feeds',
      captionHidden: true,
      head: [
        { text: 'File' },
        { text: 'Sent' },
        { text: 'State' },
        { text: 'Rows', numeric: true },
        { text: 'New', numeric: true },
        { text: 'Updated', numeric: true },
        { text: 'Unchanged', numeric: true },
        { text: 'Rejected', numeric: true },
        { text: 'Missing', numeric: true },
      ],
      rows: shown.map(tableRow),
      empty: query.source || query.state ? 'No feed matches.' : 'No feed has been sent yet.',
    } satisfies TableView,
    pages: {
      previous: query.before === undefined ? null : `${LIST}${queryString({ ...query, before: undefined })}`,
      next: next === undefined ? null : `${LIST}${queryString({ ...query, before: next })}`,
    } satisfies PaginationView,
    csv: `${LIST}.csv${queryString({ ...query, before: undefined })}`,
  }
}

const tableRow = (feed: Feed): Cell[] => [
  {
    text: feed.fileName,
    href: `${LIST}/${feed.id}`,
    detail: `${feed.source}, ${kindInWords(feed).toLowerCase()}`,
    header: true,
  },
  { text: instantInWords(feed.sentAt), detail: feed.sentByName },
  { text: '', tag: feedTags[feed.state] },
  ...[feed.rows, feed.created, feed.updated, feed.unchanged, feed.rejected, feed.missingAtSource].map((count) => ({
    text: count.toLocaleString('en-GB'),
    numeric: true,
  })),
]

function filterBar(query: FeedQuery, sources: SourceName[]): FilterBarView {
  const any = { value: '', text: 'Any' }
  const without = (name: 'source' | 'state') =>
    `${LIST}${queryString({ ...query, before: undefined, [name]: undefined })}`
  return {
    action: LIST,
    fields: [
      {
        kind: 'select',
        name: 'source',
        label: 'Source system',
        value: query.source ?? '',
        options: [any, ...sources.map(({ code, name }) => ({ value: code, text: `${name} (${code})` }))],
      },
      {
        kind: 'select',
        name: 'state',
        label: 'State',
        value: query.state ?? '',
        options: [any, ...feedStates.map((state) => ({ value: state, text: feedTags[state].text }))],
      },
    ],
    applied: [
      ...(query.source ? [{ text: `Source system: ${query.source}`, href: without('source') }] : []),
      ...(query.state ? [{ text: `State: ${feedTags[query.state].text}`, href: without('state') }] : []),
    ],
    clear: LIST,
  }
}
