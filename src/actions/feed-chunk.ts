import { addFeedChanges, type FeedHistory } from '../../db/queries/feed-changes.ts'
import { dryRunReferences } from '../../db/queries/feed-dry-run.ts'
import { listAgain } from '../../db/queries/feed-missing.ts'
import {
  addRecords,
  changeRecords,
  lastRecordId,
  type NewRecord,
  type RecordOfSource,
  recordsByReference,
  seenOn,
  touchReviews,
} from '../../db/queries/feed-records.ts'
import { addRejections, type Rejection } from '../../db/queries/feed-rejections.ts'
import { addToFeed } from '../../db/queries/record-feeds.ts'
import type { Db } from '../../db/schema.ts'
import { type ChangedRecord, feedChange } from '../domain/feed-change.ts'
import { underCorrectedRules } from './feed-corrected-rules.ts'
import { endsOf, type ListedThoughGone } from './feed-ended.ts'
import { historyOf } from './feed-history.ts'
import { foundInFeed } from './feed-incidents.ts'
import type { FeedPiece } from './feed-lines.ts'
import { type FeedLoad, keepUpWithRules } from './feed-load.ts'
import { type ListedRow, readLines } from './feed-reading.ts'

/** The feed was cancelled while a piece was being loaded: nothing of the piece is kept. */
export class FeedCancelled extends Error {}

/** What the rows of a piece come to. `touched`: the unchanged ones that were last seen on another day. */
type Plan = {
  added: NewRecord[]
  changed: ChangedRecord[]
  unchanged: number
  touched: number[]
  rejected: Rejection[]
}

/**
 * Loads a piece of a feed: everything about it, the counts of the feed included, in the caller's transaction.
 *
 * Throws `FeedCancelled` when the feed is not running any more.
 */
export async function loadPiece(db: Db, load: FeedLoad, { lines, bytes }: FeedPiece): Promise<void> {
  const { feed } = load
  await keepUpWithRules(db, load)
  const { rows: read, rejected, listedAgain } = await readLines(db, load, lines)
  if (feed.dryRun === 0) await listAgain(db, feed, listedAgain, load.clock.now())
  const known = await recordsByReference(
    db,
    feed,
    read.map(({ row }) => row.reference),
  )
  const rows = await underCorrectedRules(db, load, read, known)
  const ended = await endsOf(db, load, rows, known)
  const refuse = await refusals(db, load, rows, known, ended)
  const plan = planOf(load, rows, known, refuse, await lastRecordId(db))
  const counts = { created: plan.added.length, updated: plan.changed.length, unchanged: plan.unchanged }
  const allRejected = [...rejected, ...plan.rejected]
  await addRejections(db, feed.id, allRejected)
  if (feed.dryRun === 0) await write(db, load, plan)
  if (feed.dryRun === 0) await foundGone(db, load, [...ended.values()])
  const running = await addToFeed(db, feed.id, { ...counts, rows: lines.length, rejected: allRejected.length }, bytes)
  if (!running) throw new FeedCancelled()
}

type Refuse = (row: ListedRow, known: RecordOfSource | undefined) => string | null

/** Why rows that are well formed are refused all the same: their records have ended, or an earlier row listed them. */
async function refusals(
  db: Db,
  load: FeedLoad,
  rows: ListedRow[],
  known: Map<string, RecordOfSource>,
  ended: Map<string, ListedThoughGone>,
): Promise<Refuse> {
  const unknown = rows.map(({ row }) => row.reference).filter((reference) => !known.has(reference))
  const earlier = load.feed.dryRun === 1 ? await dryRunReferences(db, unknown) : new Set<string>()
  const listed = new Set<string>()
  return ({ row: { reference } }, before) => {
    const end = ended.get(reference)
    if (end !== undefined) return end.text
    if (listed.has(reference) || earlier.has(reference) || (before && load.seen.has(before.id))) return LISTED_BEFORE
    listed.add(reference)
    return null
  }
}

const LISTED_BEFORE = 'An earlier row of the file has this reference already: the first row counts.'

async function foundGone(db: Db, load: FeedLoad, gone: ListedThoughGone[]): Promise<void> {
  for (const [kind, of] of Map.groupBy(gone, (one) => one.kind))
    await foundInFeed(
      db,
      load,
      kind,
      of.map(({ id }) => id),
    )
}

function planOf(
  load: FeedLoad,
  rows: ListedRow[],
  known: Map<string, RecordOfSource>,
  refuse: Refuse,
  lastId: number,
): Plan {
  const plan: Plan = { added: [], changed: [], unchanged: 0, touched: [], rejected: [] }
  for (const listed of rows) {
    const before = known.get(listed.row.reference)
    const reason = refuse(listed, before)
    if (reason !== null) plan.rejected.push({ line: listed.line, columns: 'reference', reason })
    else if (before) planKnown(load, plan, before, listed)
    else plan.added.push(newRecord(load, listed, lastId + plan.added.length + 1))
  }
  return plan
}

function planKnown(load: FeedLoad, plan: Plan, before: RecordOfSource, { row }: ListedRow): void {
  const { changed, heldBack } = feedChange(before, row, load.measures)
  load.seen.add(before.id)
  load.listed.add(before.id)
  if (heldBack) load.heldBack += 1
  if (changed) plan.changed.push(changed)
  else plan.unchanged += 1
  const derived = load.feed.mode === 'full'
  if (!changed && !derived && before.lastSeenOn !== load.measures.today) plan.touched.push(before.id)
}

/** Each field by itself: to spread objects for each of millions of rows takes a fiftieth of a load. */
function newRecord({ measures }: FeedLoad, { row }: ListedRow, id: number): NewRecord {
  const { rule, triggerOn } = row
  const { state, retainUntil, dueOn } = measures.placed(rule, triggerOn)
  return {
    id,
    reference: row.reference,
    ruleId: rule.ruleId,
    ruleVersionId: rule.versionId,
    serviceId: row.serviceId,
    triggerOn,
    retainUntil,
    dueOn,
    state,
    title: row.title ?? '',
    quantity: row.quantity ?? 1,
    location: row.location ?? '',
  }
}

async function write(db: Db, load: FeedLoad, { added, changed, touched }: Plan): Promise<void> {
  const { feed, measures, clock } = load
  const at = { today: measures.today, now: clock.now() }
  await addRecords(db, feed, at, added)
  for (const { id } of added) {
    load.seen.add(id)
    load.listed.add(id)
  }
  const history: FeedHistory[] = changed.flatMap((record) => historyOf(load, record))
  await addFeedChanges(db, feed.organisationId, history, at.now, feed.sentByName)
  await changeRecords(db, feed.organisationId, at, changed)
  await touchReviews(
    db,
    changed.flatMap(({ leavesReview }) => leavesReview ?? []),
  )
  await seenOn(db, feed.organisationId, touched, at.today)
}
