import type { Rejection } from '../../../db/queries/feed-rejections.ts'
import type { Feed } from '../../../db/queries/record-feeds.ts'
import type { Runner } from '../../actions/job-leases.ts'
import { type Instant, instantInWords } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import { paceOf, timeLeftInWords } from '../../domain/progress.ts'
import type { SummaryRow, TableView } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { countedInWords, orCutOff, type ProgressView, sinceWhen } from '../progress.ts'
import { queryString } from '../query.ts'
import { kindInWords, LIST, stateTags } from './view.ts'

export const REJECTIONS_SHOWN = 50

/** What a feed's page is made of. `runner`: whether anybody loads feeds; `maySee`: whether the reader may read records too. */
export type FeedFacts = { feed: Feed; runner: Runner; rejections: Rejection[]; maySend: boolean; maySee: boolean }

/** One feed: how far it is while it is loaded, and what came of it. */
export function feedPage({ feed, runner, rejections, maySend, maySee }: FeedFacts, now: Instant) {
  const here = `${LIST}/${feed.id}`
  const underWay = feed.state === 'waiting' || feed.state === 'running'
  return {
    title: `Feed ${feed.id} of ${feed.source}`,
    caption: feed.fileName,
    trail: [{ text: 'Record feeds', href: LIST }],
    tag: stateTags[feed.state],
    error: feed.error,
    underWay: underWay ? { progress: progress(feed, runner, now), refresh: here, waiting: WAITING } : null,
    cancellation: underWay && maySend ? `${here}/cancellation` : null,
    dryRun: feed.dryRun === 1 ? 'This is a dry run: it counts what the file would do, and changes nothing.' : null,
    notes: JSON.parse(feed.notes) as string[],
    counts: feed.rows === 0 && feed.state !== 'done' ? null : counts(feed, maySee),
    facts: facts(feed),
    rejections: feed.rejected === 0 ? null : rejectionsTable(feed, rejections),
    rejectionFiles: feed.rejected === 0 ? null : filesOf(`${here}/rejections`),
  }
}

const WAITING = 'Waiting for its turn. Feeds are loaded in the order sent.'

/** A full list is read first, and compared with the inventory then; a feed that was cut off waits with what it has done. */
function progress(feed: Feed, runner: Runner, now: Instant): ProgressView | null {
  const { rows, bytesDone, bytesTotal, compared, toCompare, doingFrom: from, doingSince } = feed
  const isRunning = feed.state === 'running'
  const since = isRunning ? sinceWhen(doingSince, runner) : null
  if (feed.state === 'waiting' && rows === 0) return null
  if (compared !== null && toCompare !== null) {
    const words = countedInWords({ done: compared, total: toCompare, from, since }, 'record', now)
    const label = 'Comparing with the inventory'
    return { label, done: compared, total: toCompare, words: isRunning ? orCutOff(words, runner) : words }
  }
  const pace = paceOf({ done: bytesDone, total: bytesTotal, from, since }, now)
  const perSecond = pace && Math.round((rows / bytesDone) * pace.perSecond).toLocaleString('en-GB')
  const words = [
    `${countOf(rows, 'row')} read, ${megabytes(bytesDone)} of ${megabytes(bytesTotal)}`,
    ...(pace ? [`about ${perSecond} rows a second, ${timeLeftInWords(pace.secondsLeft)}`] : []),
    ...(isRunning ? [] : [WAITING]),
  ].join('; ')
  const label = 'Reading the file'
  return { label, done: bytesDone, total: bytesTotal, words: isRunning ? orCutOff(words, runner) : words }
}

const megabytes = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1000).toLocaleString('en-GB')} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`

function counts(feed: Feed, maySee: boolean): SummaryRow[] {
  const row = (key: string, count: number, detail?: string, href?: string | null): SummaryRow => ({
    key,
    lines: [
      { text: count.toLocaleString('en-GB'), href: count > 0 && href ? href : null },
      ...(detail ? [{ text: detail, muted: true }] : []),
    ],
  })
  const missing = maySee ? `/records${queryString({ source: feed.source, missing: 'yes' })}` : null
  return [
    row('Rows', feed.rows, 'Blank lines and the header not counted'),
    row('Accepted', feed.accepted, 'New, updated and unchanged together'),
    row('New records', feed.created),
    row('Updated', feed.updated),
    row('Unchanged', feed.unchanged),
    row('Rejected', feed.rejected, feed.rejected > 0 ? 'The reasons are below' : undefined),
    ...(feed.mode === 'full'
      ? [
          row(
            'Missing at source',
            feed.missingAtSource,
            'Records that are held here and that the file did not list',
            missing,
          ),
        ]
      : []),
  ]
}

function facts(feed: Feed): SummaryRow[] {
  const said = (key: string, text: string, detail?: string): SummaryRow => ({
    key,
    lines: [{ text }, ...(detail ? [{ text: detail, muted: true }] : [])],
  })
  return [
    said('Source system', feed.sourceName, feed.source),
    said('File', feed.fileName, megabytes(feed.bytesTotal)),
    said('Lists', kindInWords(feed)),
    said('Sent', instantInWords(feed.sentAt), `By ${feed.sentByName}`),
    ...(feed.startedAt ? [said('Started', instantInWords(feed.startedAt))] : []),
    ...(feed.finishedAt ? [said('Ended', instantInWords(feed.finishedAt))] : []),
  ]
}

const rejectionsTable = (feed: Feed, rejections: Rejection[]): TableView => ({
  caption:
    feed.rejected > rejections.length
      ? `Rejected rows: the first ${rejections.length} of ${feed.rejected.toLocaleString('en-GB')}`
      : 'Rejected rows',
  head: [{ text: 'Line', numeric: true }, { text: 'Columns' }, { text: 'Reason' }],
  rows: rejections.map(({ line, columns, reason }) => [
    { text: String(line), numeric: true },
    { text: columns === '' ? 'Whole row' : columns },
    { text: reason },
  ]),
  empty: 'The rejected rows are not known any more.',
})
