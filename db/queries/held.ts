import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { flaggableAfterLifting, type HoldKind } from '../../src/domain/disposal-hold.ts'
import { idList, idTable, thenJoin } from '../dialect.ts'
import { inPlaceOf } from '../in-place-of.ts'
import type { Db } from '../schema.ts'
import { ended } from './ended.ts'

/**
 * That a record is under a hold that nobody has lifted, as a condition on a row of `records`, or of what goes by that name.
 *
 * A hold says what it catches, and no record says that it is caught. Whatever ends a record, or brings it nearer to its end, asks this in
 * the transaction in which it does so; the database's own trigger asks the same.
 */
export const isHeld = (record = 'records'): RawBuilder<SqlBool> =>
  isCaught(record, sql`in (select id from disposal_holds where lifted_on is null)`)

/** That a record is caught by some holds, lifted or not: `holds` completes “whose id …”. */
export function isCaught(record: string, holds: RawBuilder<unknown>): RawBuilder<SqlBool> {
  const of = (column: string) => sql.ref(`${record}.${column}`)
  return sql`(
    exists (
      select 1 from hold_scopes as scope where scope.hold_id ${holds}
        and (scope.service_id is null or scope.service_id = ${of('service_id')}
          or ${survivor('scope')} = ${survivor(record)})
        and (scope.rule_id is null or scope.rule_id = ${of('rule_id')})
        and (scope.source_system_id is null or scope.source_system_id = ${of('source_system_id')})
        and (scope.trigger_from is null or ${of('trigger_on')} >= scope.trigger_from)
        and (scope.trigger_to is null or ${of('trigger_on')} <= scope.trigger_to))
    or exists (
      select 1 from hold_references as listed
      where listed.source_system_id = ${of('source_system_id')} and listed.reference = ${of('reference')} and listed.hold_id ${holds}))`
}

/** The service in the place of that of a row: a hold on a service that was merged away is on the one in its place. */
const survivor = (row: string) =>
  sql`(select ${inPlaceOf('services')} from services where services.id = ${sql.ref(`${row}.service_id`)})`

/**
 * That a record is not to be disposed of as its review was approved, or not any more: a hold keeps it, it has no date on which it is past its
 * period, or a later one than a day, or it is of another rule or service than the review. A condition on rows of `records` by the name `record`,
 * and of `disposal_reviews` by the name `review`.
 */
export const isToBeKept = async (db: Db, today: string): Promise<RawBuilder<SqlBool>> => sql<SqlBool>`(
  ${await isHeldNow(db, 'record')} or record.due_on is null or record.due_on > ${today} or ${isOfAnother('record', 'review')})`

/** That a record is of another rule or service than its review; a service in the place of the other is the same. */
export const isOfAnother = (record: string, review: string): RawBuilder<SqlBool> => sql`(
  ${sql.ref(`${record}.rule_id`)} <> ${sql.ref(`${review}.rule_id`)}
  or (${sql.ref(`${record}.service_id`)} is distinct from ${sql.ref(`${review}.service_id`)}
    and ${survivor(record)} is distinct from ${survivor(review)}))`

/**
 * That a record may not be flagged on a day because of holds: it is under one, or was under one that was lifted less than 30 days before.
 *
 * Where there is none, which is most of the time, no record is asked about.
 */
export async function isKeptFromFlagging(db: Db, asOf: string, record = 'records'): Promise<RawBuilder<SqlBool>> {
  const ids = await keepingFromFlagging(db, asOf)
  return ids.length === 0 ? sql<SqlBool>`false` : isCaught(record, sql`in ${idList(db, ids)}`)
}

/** The holds that keep records from being flagged on a day: those in force, and those lifted less than 30 days before. */
export async function keepingFromFlagging(db: Db, asOf: string): Promise<number[]> {
  const rows = await db
    .selectFrom('disposalHolds')
    .select('id')
    .where((eb) => eb.or([eb('liftedOn', 'is', null), eb('liftedOn', '>', flaggableAfterLifting(asOf))]))
    .execute()
  return rows.map(({ id }) => id)
}

/** True while any hold has not been lifted. */
export async function isAnythingHeld(db: Db): Promise<boolean> {
  const row = await db
    .selectFrom('disposalHolds')
    .select('id')
    .where('liftedOn', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** As `isHeld`, for statements about many records: while nothing is held, which is most of the time, none of them is asked about. */
export const isHeldNow = async (db: Db, record = 'records'): Promise<RawBuilder<SqlBool>> =>
  (await isAnythingHeld(db)) ? isHeld(record) : sql<SqlBool>`false`

/** A hold as the records under it name it. */
export type HoldNamed = { id: number; kind: HoldKind }

/** The holds that some records are under, by the ids of these, the earliest hold first; records under none are left out, and those that have ended. */
export async function holdsOver(db: Db, ids: readonly number[]): Promise<Map<number, HoldNamed[]>> {
  const over = new Map<number, HoldNamed[]>()
  if (ids.length === 0 || !(await isAnythingHeld(db))) return over
  const { rows } = await sql<HoldNamed & { recordId: number }>`
    select records.id as record_id, hold.id, hold.kind
    from ${idTable(db, 'asked', ids)} ${thenJoin(db)} records on records.id = asked.value
    ${thenJoin(db)} disposal_holds as hold on hold.lifted_on is null and ${isCaught('records', sql`= hold.id`)}
    where records.state not in ${ended}
    order by records.id, hold.id`.execute(db)
  for (const { recordId, ...hold } of rows) over.set(recordId, [...(over.get(recordId) ?? []), hold])
  return over
}

/** How many records are past their period on a day and in no review, and under a hold: nobody is asked about them. */
export async function countHeldPastPeriod(db: Db, asOf: string): Promise<number> {
  if (!(await isAnythingHeld(db))) return 0
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from records where state = 'retained' and due_on <= ${asOf} and ${isHeld()}`.execute(db)
  return rows[0]?.count ?? 0
}
