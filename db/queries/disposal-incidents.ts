import { type ExpressionBuilder, type Selectable, sql } from 'kysely'
import type { AsAt } from '../../src/domain/as-at.ts'
import { idTable, jsonList } from '../dialect.ts'
import type { Db, Schema } from '../schema.ts'

export type IncidentKind = Schema['disposalIncidents']['kind']

/** Which incidents are asked for. `owner`: the id of a user, or nobody. `asAt`: as they stood at the end of a day. */
export type IncidentFilters = {
  kind?: IncidentKind | undefined
  source?: string | undefined
  state?: 'open' | 'closed' | undefined
  owner?: number | 'none' | undefined
  asAt?: AsAt | null
}

/** An incident with its source system and its owner by name. */
export type Incident = Selectable<Schema['disposalIncidents']> & {
  source: string
  sourceName: string
  ownerName: string | null
}

/** Incidents that match, the open ones first, and of those the latest. */
export async function incidentList(
  db: Db,
  filters: IncidentFilters,
  { limit, offset }: { limit: number; offset: number },
): Promise<Incident[]> {
  return rows(db)
    .where((eb) => eb.and(conditions(eb, filters)))
    .orderBy((eb) => eb.case().when(isOpen(eb, filters.asAt)).then(0).else(1).end())
    .orderBy('incident.id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
}

/** How many incidents match. */
export async function incidentCount(db: Db, filters: IncidentFilters): Promise<number> {
  const row = await db
    .selectFrom('disposalIncidents as incident')
    .innerJoin('sourceSystems as source', 'source.id', 'incident.sourceSystemId')
    .where((eb) => eb.and(conditions(eb, filters)))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

/** One incident, or undefined. */
export const incidentById = (db: Db, id: number): Promise<Incident | undefined> =>
  rows(db).where('incident.id', '=', id).executeTakeFirst()

const rows = (db: Db) =>
  db
    .selectFrom('disposalIncidents as incident')
    .innerJoin('sourceSystems as source', 'source.id', 'incident.sourceSystemId')
    .leftJoin('users as owner', 'owner.id', 'incident.ownerId')
    .selectAll('incident')
    .select(['source.code as source', 'source.name as sourceName', 'owner.name as ownerName'])

type Joined = Schema & { incident: Schema['disposalIncidents']; source: Schema['sourceSystems'] }

function conditions(
  eb: ExpressionBuilder<Joined, 'incident' | 'source'>,
  { kind, source, state, owner, asAt }: IncidentFilters,
) {
  const open = isOpen(eb, asAt)
  return [
    ...(kind === undefined ? [] : [eb('incident.kind', '=', kind)]),
    ...(source === undefined ? [] : [eb('source.code', '=', source)]),
    ...(state === undefined ? [] : [state === 'open' ? open : eb.not(open)]),
    ...(asAt ? [eb('incident.foundAt', '<', asAt.before)] : []),
    ...(owner === undefined
      ? []
      : [owner === 'none' ? eb('incident.ownerId', 'is', null) : eb('incident.ownerId', '=', owner)]),
  ]
}

/** True for an incident that nobody has closed; as at a day, had closed by its end. */
const isOpen = (eb: ExpressionBuilder<Joined, 'incident' | 'source'>, asAt: AsAt | null | undefined) =>
  asAt
    ? eb.or([eb('incident.closedAt', 'is', null), eb('incident.closedAt', '>=', asAt.before)])
    : eb('incident.closedAt', 'is', null)

/** A record of an incident as it is now. `reference` null: it is forgotten. */
export type IncidentRecord = {
  recordId: number
  reference: string | null
  state: Schema['records']['state']
  missingSince: string | null
}

/** The records of an incident, in the order of their ids, after one of them. */
export async function incidentRecords(
  db: Db,
  incidentId: number,
  after: number,
  limit: number,
): Promise<IncidentRecord[]> {
  const { rows: records } = await sql<IncidentRecord>`
    select record.id as record_id, record.state, record.missing_since,
      case when record.reference like 'forgotten:%' then null else record.reference end as reference
    from incident_records as of join records as record on record.id = of.record_id
    where of.incident_id = ${incidentId} and of.record_id > ${after} order by of.record_id limit ${limit}`.execute(db)
  return records
}

/** What is found while a feed is loaded, of one kind. */
export type FoundInFeed = {
  kind: IncidentKind
  sourceSystemId: number
  feedId: number
  foundOn: string
  foundAt: string
}

/**
 * Adds records to the incident of a feed and a kind, which is opened when it is not there; those that an open incident of that kind and source
 * has already are left out. Returns the incident when it was opened by this; `records`: how many were added.
 */
export async function addToIncident(
  db: Db,
  found: FoundInFeed,
  ids: readonly number[],
): Promise<{ opened: number | null; records: number }> {
  const added = await notInOpenIncident(db, found, ids)
  if (added.length === 0) return { opened: null, records: 0 }
  const before = await incidentOfFeed(db, found)
  const id = before ?? (await openIncident(db, found, added.length))
  await sql`
    insert into incident_records (incident_id, record_id)
    select ${id}, added.value from ${idTable(db, 'added', added)}`.execute(db)
  if (before !== null)
    await db
      .updateTable('disposalIncidents')
      .set((eb) => ({ recordCount: eb('recordCount', '+', added.length) }))
      .where('id', '=', id)
      .execute()
  return { opened: before === null ? id : null, records: added.length }
}

async function notInOpenIncident(db: Db, { kind, sourceSystemId }: FoundInFeed, ids: readonly number[]) {
  const { rows: found } = await sql<{ ids: string }>`
    select ${jsonList(db, sql`asked.value`, sql`asked.value`)} as ids from ${idTable(db, 'asked', ids)} where not exists (
      select 1 from incident_records as of join disposal_incidents as incident on incident.id = of.incident_id
      where of.record_id = asked.value and incident.closed_at is null and incident.kind = ${kind}
        and incident.source_system_id = ${sourceSystemId})`.execute(db)
  return JSON.parse(found[0]?.ids ?? '[]') as number[]
}

async function incidentOfFeed(db: Db, { feedId, kind }: FoundInFeed): Promise<number | null> {
  const row = await db
    .selectFrom('disposalIncidents')
    .select('id')
    .where('feedId', '=', feedId)
    .where('kind', '=', kind)
    .executeTakeFirst()
  return row?.id ?? null
}

async function openIncident(db: Db, found: FoundInFeed, recordCount: number): Promise<number> {
  const { id } = await db
    .insertInto('disposalIncidents')
    .values({ ...found, recordCount })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Changes an incident that is open; false when somebody has closed it. */
export async function changeIncident(
  db: Db,
  id: number,
  change: Partial<Pick<Incident, 'ownerId' | 'closedAt' | 'closedByName' | 'whatWasDone'>>,
): Promise<boolean> {
  const result = await db
    .updateTable('disposalIncidents')
    .set(change)
    .where('id', '=', id)
    .where('closedAt', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** The open incidents of each kind: how many there are, and of how many records. */
export async function openIncidents(db: Db): Promise<{ kind: IncidentKind; incidents: number; records: number }[]> {
  const counted = await db
    .selectFrom('disposalIncidents')
    .where('closedAt', 'is', null)
    .select((eb) => ['kind', eb.fn.countAll<number>().as('incidents'), eb.fn.sum<number>('recordCount').as('records')])
    .groupBy('kind')
    .orderBy('kind')
    .execute()
  return counted.map((row) => ({ ...row, records: Number(row.records) }))
}

/** The organisation whose records a source system holds. */
export async function organisationOfSource(db: Db, sourceSystemId: number): Promise<number> {
  const row = await db
    .selectFrom('sourceSystems')
    .select('organisationId')
    .where('id', '=', sourceSystemId)
    .executeTakeFirstOrThrow()
  return row.organisationId
}
