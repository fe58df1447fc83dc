import { type RawBuilder, sql } from 'kysely'
import type { RecordState } from '../../src/domain/held-record.ts'
import { byIndex, idList, notIndexed, textTable, thenJoin } from '../dialect.ts'
import { inPlaceOf } from '../in-place-of.ts'
import { inPartition, inPartitions, type OfSource } from '../partition.ts'
import type { Db } from '../schema.ts'

/** Criteria by ids; an empty list catches any. A service stands for those that were merged into it as well. */
export type Criteria = {
  services: readonly number[]
  rules: readonly number[]
  sources: readonly number[]
  triggerFrom: string | null
  triggerTo: string | null
}

/** Records that a hold would catch and that are of one service, rule and state, and in one review or none. */
export type CaughtRecords = {
  serviceId: number | null
  ruleId: number
  state: RecordState
  reviewId: number | null
  records: number
}

/** Where to look for records of criteria: those of one source, rule or service, or all of them; of some organisations (null: any). */
export type Leg = {
  by: 'source' | 'rule' | 'service' | null
  id: number
  state: RecordState | null
  organisationIds: readonly number[] | null
}

/** Some services and all that were merged with them: a hold on one of these is on each. */
export async function servicesInPlaceOf(db: Db, ids: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from services where ${inPlaceOf('services')} in (
      select ${inPlaceOf('named')} from services as named where named.id in ${idList(db, ids)})
    order by id`.execute(db)
  return rows.map(({ id }) => id)
}

/**
 * Counts the records of criteria among the next ones of a leg after an id, by what they have in common. `last`: the id to go on after, or
 * null at the end.
 */
export async function caughtAmong(
  db: Db,
  criteria: Criteria,
  leg: Leg,
  after: number,
  length: number,
): Promise<{ caught: CaughtRecords[]; last: number | null }> {
  const { from, where } = walkOf(db, leg)
  const { rows } = await sql<CaughtRecords & { last: number; looked: number }>`
    with next as (
      select id, service_id, rule_id, state, review_id, source_system_id, trigger_on from ${from}
      where ${where} and ${inPartitions(db, leg.organisationIds)} and id > ${after} order by id limit ${length}
    )
    select service_id, rule_id, state, review_id, count(*) filter (where ${isMeant(db, criteria)}) as records,
      max(id) as last, count(*) as looked
    from next group by service_id, rule_id, state, review_id`.execute(db)
  const looked = rows.reduce((sum, row) => sum + row.looked, 0)
  return {
    caught: rows.filter(({ records }) => records > 0),
    last: looked < length ? null : Math.max(...rows.map(({ last }) => last)),
  }
}

function walkOf(db: Db, { by, id, state }: Leg): { from: RawBuilder<unknown>; where: RawBuilder<unknown> } {
  if (by === null) return { from: sql`records ${notIndexed(db)}`, where: sql`true` }
  if (by === 'source')
    return { from: sql`records ${byIndex(db, 'records_by_source')}`, where: sql`source_system_id = ${id}` }
  return {
    from: sql`records ${byIndex(db, `records_by_${by}`)}`,
    where: sql`${sql.ref(`${by}_id`)} = ${id} and state = ${state}`,
  }
}

function isMeant(db: Db, { services, rules, sources, triggerFrom, triggerTo }: Criteria): RawBuilder<unknown> {
  const conditions = [
    ...(services.length === 0 ? [] : [sql`service_id in ${idList(db, services)}`]),
    ...(rules.length === 0 ? [] : [sql`rule_id in ${idList(db, rules)}`]),
    ...(sources.length === 0 ? [] : [sql`source_system_id in ${idList(db, sources)}`]),
    ...(triggerFrom === null ? [] : [sql`trigger_on >= ${triggerFrom}`]),
    ...(triggerTo === null ? [] : [sql`trigger_on <= ${triggerTo}`]),
  ]
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)
}

/** As `caughtAmong`, of criteria of services and rules alone: the counts of these are kept. In which reviews they are is not known. */
export async function caughtAsKept(
  db: Db,
  { services, rules }: Pick<Criteria, 'services' | 'rules'>,
): Promise<CaughtRecords[]> {
  const rows = await db
    .selectFrom('recordCounts')
    .select(['ruleId', 'serviceId', 'state', 'records'])
    .where('records', '>', 0)
    .$if(services.length > 0, (query) => query.where('serviceId', 'in', idList(db, services)))
    .$if(rules.length > 0, (query) => query.where('ruleId', 'in', idList(db, rules)))
    .execute()
  return rows.map((row) => ({ ...row, serviceId: row.serviceId === 0 ? null : row.serviceId, reviewId: null }))
}

/** The reviews of services and rules, which are those that their records stand in, or stood in when they were instructed; an empty list means any. */
export async function reviewsOf(
  db: Db,
  { services, rules }: Pick<Criteria, 'services' | 'rules'>,
): Promise<{ id: number; underWay: boolean }[]> {
  const rows = await db
    .selectFrom('disposalReviews')
    .select(['id', 'state'])
    .$if(services.length > 0, (query) => query.where('serviceId', 'in', idList(db, services)))
    .$if(rules.length > 0, (query) => query.where('ruleId', 'in', idList(db, rules)))
    .orderBy('id')
    .execute()
  return rows.map(({ id, state }) => ({ id, underWay: state !== 'closed' }))
}

/** The records of a source that have one of these references: counted by what they have in common, and the references that no record has. */
export async function caughtByReference(
  db: Db,
  { sourceSystemId, organisationId }: OfSource,
  references: readonly string[],
): Promise<{ caught: CaughtRecords[]; unknown: string[] }> {
  const { rows } = await sql<Omit<CaughtRecords, 'records'> & { reference: string }>`
    select records.service_id, records.rule_id, records.state, records.review_id, records.reference
    from ${textTable(db, 'sent', references)}
    ${thenJoin(db)} records on records.source_system_id = ${sourceSystemId} and records.reference = sent.value
    where ${inPartition(db, organisationId)}`.execute(db)
  const known = new Set(rows.map(({ reference }) => reference))
  return {
    caught: rows.map(({ reference: _, ...row }) => ({ ...row, records: 1 })),
    unknown: references.filter((reference) => !known.has(reference)),
  }
}

/** Instructions that are not closed, by the reviews that they came from. */
export async function openInstructions(db: Db, reviewIds: readonly number[]): Promise<number> {
  const row = await db
    .selectFrom('disposalInstructions')
    .where('state', '<>', 'closed')
    .where('reviewId', 'in', idList(db, reviewIds))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}
