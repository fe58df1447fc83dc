import type { Feed } from '../../../db/queries/record-feeds.ts'
import { instantInWords } from '../../domain/calendar.ts'
import type { Cell, FilterBarView, TableView, Tag } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { pagesOf } from '../pages-view.ts'
import { queryString } from '../query.ts'
import type { FeedQuery } from './routes.ts'

export const FEEDS_ON_A_PAGE = 50
const feedStates = ['waiting', 'running', 'done', 'refused', 'failed', 'cancelled'] as const
/** The states by which the list is filtered. `to send again`: failed or refused, and the latest of its source system. */
export const feedFilters = ['to send again', ...feedStates] as const
export const LIST = '/record-feeds'

export const stateTags: Record<Feed['state'], Tag> = {
  waiting: { text: 'Waiting', colour: 'yellow' },
  running: { text: 'Being loaded', colour: 'blue' },
  done: { text: 'Loaded', colour: 'green' },
  refused: { text: 'Refused', colour: 'red' },
  failed: { text: 'Failed', colour: 'red' },
  cancelled: { text: 'Cancelled', colour: 'grey' },
}

const filterInWords = (state: (typeof feedFilters)[number]): string =>
  state === 'to send again' ? 'To send again: failed or refused, and none came later' : stateTags[state].text

/** What the list is made of. `total`: the feeds that match, of which `feeds` are one page. */
export type FeedListFacts = {
  query: FeedQuery
  feeds: Feed[]
  total: number
  systems: { code: string; name: string }[]
  maySend: boolean
}

/** The list of feeds, the latest first. */
export function feedsPage({ query, feeds, total, systems, maySend }: FeedListFacts) {
  const filtered = query.source !== undefined || query.state !== undefined
  return {
    title: 'Record feeds',
    lead: 'The lists of records that source systems have sent, and what came of each.',
    actions: maySend ? [{ text: 'Send a feed', href: `${LIST}/new` }] : [],
    filters: filterBar(query, systems),
    table: {
      caption: 'Record feeds',
      captionHidden: true,
      head: [
        { text: 'Feed' },
        { text: 'Sent' },
        { text: 'Kind' },
        { text: 'Result' },
        { text: 'Rows', numeric: true },
        { text: 'New', numeric: true },
        { text: 'Updated', numeric: true },
        { text: 'Rejected', numeric: true },
      ],
      rows: feeds.map(tableRow),
      empty: filtered ? 'No feed matches. Remove a filter to see more.' : 'No feed has been sent yet.',
    } satisfies TableView,
    pages: pagesOf(LIST, query, { total, rows: FEEDS_ON_A_PAGE, one: 'feed' }),
    files: filesOf(LIST, queryString({ ...query, page: undefined })),
  }
}

/** How a feed was sent, in words: `Changes`, `Full list, dry run`. */
export function kindInWords({ mode, correction, dryRun }: Feed): string {
  const words = [mode === 'full' ? 'Full list' : 'Changes']
  if (correction === 1) words.push('correction')
  if (dryRun === 1) words.push('dry run')
  return words.join(', ')
}

const tableRow = (feed: Feed): Cell[] => [
  { text: `${feed.source} feed ${feed.id}`, href: `${LIST}/${feed.id}`, detail: feed.fileName, header: true },
  { text: instantInWords(feed.sentAt), detail: `By ${feed.sentByName}` },
  { text: kindInWords(feed) },
  { text: '', tag: stateTags[feed.state], detail: feed.error },
  ...[feed.rows, feed.created, feed.updated, feed.rejected].map((count) => ({
    text: count.toLocaleString('en-GB'),
    numeric: true,
  })),
]

function filterBar(query: FeedQuery, systems: FeedListFacts['systems']): FilterBarView {
  const without = (name: keyof FeedQuery) => `${LIST}${queryString({ ...query, page: undefined, [name]: undefined })}`
  const system = systems.find(({ code }) => code === query.source)
  return {
    action: LIST,
    fields: [
      {
        kind: 'select',
        name: 'source',
        label: 'Source system',
        value: query.source ?? '',
        options: [
          { value: '', text: 'Any' },
          ...systems.map(({ code, name }) => ({ value: code, text: `${code} ${name}` })),
        ],
      },
      {
        kind: 'select',
        name: 'state',
        label: 'Result',
        value: query.state ?? '',
        options: [
          { value: '', text: 'Any' },
          ...feedFilters.map((state) => ({ value: state, text: filterInWords(state) })),
        ],
      },
    ],
    applied: [
      ...(query.source ? [{ text: `Source system: ${system?.name ?? query.source}`, href: without('source') }] : []),
      ...(query.state ? [{ text: `Result: ${filterInWords(query.state)}`, href: without('state') }] : []),
    ],
    clear: LIST,
  }
}
