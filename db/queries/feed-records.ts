import { sql } from 'kysely'
import type { ChangedRecord, KnownRecord } from '../../src/domain/feed-change.ts'
import { FORGOTTEN } from '../../src/domain/forgotten.ts'
import type { Placement } from '../../src/domain/placement.ts'
import { addRows } from '../add-rows.ts'
import { changeRows } from '../change-rows.ts'
import { idList, textTable, thenJoin, zeroOrOne } from '../dialect.ts'
import { keepIdsAhead } from '../ids.ts'
import { inPartition, type OfSource } from '../partition.ts'
import type { Db } from '../schema.ts'
import { addToCounts, keepingCounts, type RecordCount } from './record-counts.ts'
import type { Feed } from './record-feeds.ts'

export type RecordOfSource = KnownRecord & { reference: string; lastSeenOn: string }

/** A record that a feed brings for the first time. */
export type NewRecord = Omit<Placement, 'dueOn'> & {
  id: number
  reference: string
  ruleId: number
  ruleVersionId: number
  serviceId: number | null
  triggerOn: string | null
  dueOn: string | null
  title: string
  quantity: number
  location: string
}

/** The records of a source with these references, by reference. */
export async function recordsByReference(
  db: Db,
  { sourceSystemId, organisationId }: OfSource,
  references: readonly string[],
): Promise<Map<string, RecordOfSource>> {
  const { rows } = await sql<RecordOfSource>`
    select record.id, record.reference, record.state, record.rule_id, record.rule_version_id, record.service_id,
      record.trigger_on, record.corrected_from, record.kept_until, record.title, record.quantity, record.location,
      record.review_id, record.missing_since, record.last_seen_on
    from ${textTable(db, 'sent', references)}
    ${thenJoin(db)} records as record on record.source_system_id = ${sourceSystemId} and record.reference = sent.value
    where ${inPartition(db, organisationId, 'record')}`.execute(db)
  return new Map(rows.map((row) => [row.reference, row]))
}

/** The last id given to a record; 0 when there is none. */
export async function lastRecordId(db: Db): Promise<number> {
  const row = await db.selectFrom('records').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst()
  return row?.id ?? 0
}

/** Adds records that a feed brought, on a day and at an instant. */
export async function addRecords(
  db: Db,
  feed: Pick<Feed, 'id' | 'sourceSystemId' | 'organisationId'>,
  { today, now }: { today: string; now: string },
  records: readonly NewRecord[],
): Promise<void> {
  const { id, sourceSystemId, organisationId } = feed
  const origin = { source_system_id: sourceSystemId, organisation_id: organisationId, first_feed_id: id }
  const seen = { first_seen_on: today, last_seen_on: today }
  await addRows(db, 'records', newRecordColumns, records.map(newRecordValues), { ...origin, ...seen })
  await addToCounts(db, countsOf(records), now)
  await keepIdsAhead(db, 'records', records.at(-1)?.id ?? 0)
}

/** How many records each rule and service has in each state. */
function countsOf(records: readonly NewRecord[]): RecordCount[] {
  const counts: RecordCount[] = []
  const known = new Map<number, RecordCount[]>()
  for (const { ruleId, serviceId, state } of records) {
    const ofRule = known.get(ruleId) ?? []
    const count = ofRule.find((one) => one.serviceId === serviceId && one.state === state)
    if (count) count.records += 1
    else {
      const first = { ruleId, serviceId, state, records: 1 }
      ofRule.push(first)
      known.set(ruleId, ofRule)
      counts.push(first)
    }
  }
  return counts
}

const ownColumns = [
  'id',
  'reference',
  'rule_id',
  'rule_version_id',
  'service_id',
  'trigger_on',
  'retain_until',
  'due_on',
]
const newRecordColumns = [...ownColumns, 'state', 'title', 'quantity', 'location']
/** Written out, as it is done for each of millions. */
const newRecordValues = (r: NewRecord) => [
  r.id,
  r.reference,
  r.ruleId,
  r.ruleVersionId,
  r.serviceId,
  r.triggerOn,
  r.retainUntil,
  r.dueOn,
  r.state,
  r.title,
  r.quantity,
  r.location,
]

/** Gives records of an organisation the facts that a feed changed; one that left its review has no dates of it left. */
export async function changeRecords(
  db: Db,
  organisationId: number,
  { today, now }: { today: string; now: string },
  records: readonly ChangedRecord[],
): Promise<void> {
  if (records.length === 0) return
  const changes = {
    table: 'records',
    columns: changedColumns,
    rows: records.map(
      (r) =>
        [
          ...([
            r.id,
            r.ruleId,
            r.ruleVersionId,
            r.serviceId,
            r.triggerOn,
            r.correctedFrom,
            r.retainUntil,
            r.dueOn,
          ] as const),
          ...[r.state, r.title, r.quantity, r.location, r.reviewId],
        ] as const,
    ),
    also: sql`missing_since = null, last_seen_on = ${today}`,
    within: inPartition(db, organisationId),
  }
  const ids = records.map(({ id }) => id)
  await keepingCounts(db, { ids, now, organisationId }, () => changeRows(db, changes))
  const left = records.flatMap(({ id, reviewId }) => (reviewId === null ? [id] : []))
  if (left.length > 0)
    await sql`
      update records set flagged_on = null, review_by = null
      where id in ${idList(db, left)} and flagged_on is not null and ${inPartition(db, organisationId)}`.execute(db)
}

const changedColumns = {
  ...({ rule_id: 'integer', rule_version_id: 'integer', service_id: 'integer', trigger_on: 'text' } as const),
  ...({ corrected_from: 'text', retain_until: 'text', due_on: 'text', state: 'text', title: 'text' } as const),
  ...({ quantity: 'integer', location: 'text', review_id: 'integer' } as const),
}

/** Writes down that a source listed records of an organisation today. */
export async function seenOn(db: Db, organisationId: number, ids: readonly number[], today: string): Promise<void> {
  if (ids.length === 0) return
  await sql`
    update records set last_seen_on = ${today}
    where id in ${idList(db, ids)} and ${inPartition(db, organisationId)}`.execute(db)
}

/** Reviews that lost records have changed since anybody opened them. */
export async function touchReviews(db: Db, reviewIds: readonly number[]): Promise<void> {
  if (reviewIds.length === 0) return
  await db
    .updateTable('disposalReviews')
    .set((eb) => ({ lockVersion: eb('lockVersion', '+', 1) }))
    .where('id', 'in', [...new Set(reviewIds)])
    .execute()
}

/** True when the inventory has forgotten any record of a source. */
export async function hasForgotten(db: Db, { sourceSystemId, organisationId }: OfSource): Promise<boolean> {
  const row = await db
    .selectFrom('records')
    .select('id')
    .where('sourceSystemId', '=', sourceSystemId)
    .where('reference', '>=', FORGOTTEN)
    .where('reference', '<', AFTER_FORGOTTEN)
    .where(inPartition(db, organisationId))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The text right after every reference that has been forgotten: `;` follows `:`. */
export const AFTER_FORGOTTEN = FORGOTTEN.replace(':', ';')

/** How a record ended. `disposedOn` null: not confirmed with a date. `comparedSince`: a full feed did not list it after that. */
export type EndOfListed = { id: number; state: KnownRecord['state']; disposedOn: string | null; comparedSince: 0 | 1 }

/** How records ended, by what stands in place of their references. */
export async function endsByHash(
  db: Db,
  { sourceSystemId, organisationId }: OfSource,
  hashes: readonly string[],
): Promise<Map<string, EndOfListed>> {
  const disposedOn = sql`coalesce(
    (select max(done_on) from instruction_items where record_id = record.id and state = 'done'), confirmation.disposed_on)`
  const comparedSince = sql`source.last_full_feed_on > ${disposedOn} and not exists (
    select 1 from incident_records as of join disposal_incidents as incident on incident.id = of.incident_id
    where of.record_id = record.id and incident.kind = 'still at source')`
  const { rows } = await sql<EndOfListed & { reference: string }>`
    select record.reference, record.id, record.state, ${disposedOn} as disposed_on, ${zeroOrOne(comparedSince)} as compared_since
    from ${textTable(db, 'hash', hashes)}
    ${thenJoin(db)} records as record on record.source_system_id = ${sourceSystemId} and record.reference = hash.value
    join source_systems as source on source.id = record.source_system_id
    left join disposal_confirmations as confirmation on confirmation.review_id = record.review_id
    where ${inPartition(db, organisationId, 'record')}`.execute(db)
  return new Map(rows.map(({ reference, ...end }) => [reference, end]))
}
