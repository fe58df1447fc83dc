import { type Insertable, type RawBuilder, type Selectable, sql } from 'kysely'
import type { AsAt } from '../../src/domain/as-at.ts'
import type { HoldKind, HoldState } from '../../src/domain/disposal-hold.ts'
import { idList } from '../dialect.ts'
import { inPlace, inPlaceOf } from '../in-place-of.ts'
import type { Db, Schema } from '../schema.ts'

/** Which holds are asked for. `service`: the code of one that they name, or that they catch with all others. `asAt`: as they stood at the end of a day. */
export type HoldFilters = {
  state?: HoldState | undefined
  kind?: HoldKind | undefined
  service?: string | undefined
  today: string
  asAt?: AsAt | null | undefined
}

/** A hold as it stands, or stood. `withdrawn`, `recalled` null: it had not been carried out in full by the end of the day that is asked for. */
export type Hold = Omit<Selectable<Schema['disposalHolds']>, 'placedById' | 'withdrawn' | 'recalled'> & {
  withdrawn: number | null
  recalled: number | null
}

/** The holds of a filter that catch anything within a reach (null: all), the latest first. */
export async function holdList(
  db: Db,
  filters: HoldFilters,
  reach: number[] | null,
  { limit, offset }: { limit: number; offset: number },
): Promise<Hold[]> {
  const { rows } = await sql<Hold>`
    select * from ${holdsThen(filters.asAt)} where ${matching(db, filters, reach)}
    order by id desc limit ${limit} offset ${offset}`.execute(db)
  return rows
}

/** How many holds of a filter there are within a reach (null: all). */
export async function holdCount(db: Db, filters: HoldFilters, reach: number[] | null): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${holdsThen(filters.asAt)} where ${matching(db, filters, reach)}`.execute(db)
  return rows[0]?.count ?? 0
}

/** A hold that catches anything within a reach (null: all), or undefined. */
export async function holdById(db: Db, id: number, reach: number[] | null): Promise<Hold | undefined> {
  const { rows } = await sql<Hold>`
    select * from ${holdsThen(null)} where id = ${id} and ${isWithin(db, reach)}`.execute(db)
  return rows[0]
}

const columns = sql.raw(
  'id, kind, title, mandate, reason, placed_on, placed_at, placed_by_name, lock_version, carried_out_at',
)

/** The holds with their review dates and endings as they were at the end of a day. */
function holdsThen(asAt: AsAt | null | undefined): RawBuilder<unknown> {
  if (!asAt)
    return sql`(
    select ${columns}, withdrawn, recalled, review_on, lifted_on, lifted_at, lifted_by_name, lifted_reason
    from disposal_holds) as hold`
  const once = (moment: string) => (column: string) =>
    sql`case when ${sql.ref(moment)} < ${asAt.before} then ${sql.ref(column)} end as ${sql.ref(column)}`
  const known = [
    ...['withdrawn', 'recalled'].map(once('carried_out_at')),
    ...['lifted_on', 'lifted_at', 'lifted_by_name', 'lifted_reason'].map(once('lifted_at')),
  ]
  return sql`(
    select ${columns}, ${sql.join(known)}, (
      select said.review_on from hold_events as said
      where said.hold_id = disposal_holds.id and said.review_on is not null and said.happened_at < ${asAt.before}
      order by said.id desc limit 1
    ) as review_on
    from disposal_holds where placed_at < ${asAt.before}) as hold`
}

function matching(db: Db, { state, kind, service, today, asAt }: HoldFilters, reach: number[] | null) {
  const day = asAt?.date ?? today
  const conditions = [
    isWithin(db, reach),
    ...(kind === undefined ? [] : [sql`hold.kind = ${kind}`]),
    ...(state === undefined ? [] : [isInState(state, day)]),
    ...(service === undefined
      ? []
      : [
          sql`exists (
            select 1 from hold_scopes as scope left join services as said on said.id = scope.service_id
            where scope.hold_id = hold.id and (scope.service_id is null
              or ${inPlace('said', 'service', asAt ?? null)} in (select ${inPlace('asked', 'service', asAt ?? null)} from services as asked where asked.code = ${service})))`,
        ]),
  ]
  return sql.join(conditions, sql` and `)
}

function isInState(state: HoldState, day: string): RawBuilder<unknown> {
  if (state === 'lifted') return sql`hold.lifted_on is not null`
  const past = state === 'past its review' ? sql`hold.review_on < ${day}` : sql`hold.review_on >= ${day}`
  return sql`hold.lifted_on is null and ${past}`
}

/** That a hold catches records of some services, or may: one by criteria that name no service is on all of them. */
function isWithin(db: Db, reach: number[] | null): RawBuilder<unknown> {
  if (reach === null) return sql`true`
  const services = sql`(select said.id from services as said where ${inPlaceOf('said')} in ${idList(db, reach)})`
  return sql`(
    exists (select 1 from hold_scopes as scope
      where scope.hold_id = hold.id and (scope.service_id is null or scope.service_id in ${services}))
    or exists (select 1 from hold_references as listed
      join records on records.source_system_id = listed.source_system_id and records.reference = listed.reference
      where listed.hold_id = hold.id and records.service_id in ${services}))`
}

/** The holds that nobody has lifted and whose review date is past on a day, the longest late first. */
export async function holdsPastReview(db: Db, today: string): Promise<Pick<Hold, 'id' | 'kind' | 'reviewOn'>[]> {
  return db
    .selectFrom('disposalHolds')
    .where('liftedOn', 'is', null)
    .where('reviewOn', '<', today)
    .orderBy('reviewOn')
    .orderBy('id')
    .select(['id', 'kind', 'reviewOn'])
    .execute()
}

/** What was done about a hold, in the order of time. */
export async function holdEvents(db: Db, holdId: number): Promise<Selectable<Schema['holdEvents']>[]> {
  return db.selectFrom('holdEvents').selectAll().where('holdId', '=', holdId).orderBy('id').execute()
}

/** Writes a hold down with what it catches and its placing; returns its id. In the caller's transaction. */
export async function addHold(
  tx: Db,
  hold: Insertable<Schema['disposalHolds']>,
  scopes: readonly Omit<Insertable<Schema['holdScopes']>, 'holdId'>[],
): Promise<number> {
  const { id } = await tx.insertInto('disposalHolds').values(hold).returning('id').executeTakeFirstOrThrow()
  for (let from = 0; from < scopes.length; from += SCOPES_AT_ONCE) {
    const some = scopes.slice(from, from + SCOPES_AT_ONCE).map((scope) => ({ ...scope, holdId: id }))
    await tx.insertInto('holdScopes').values(some).execute()
  }
  const { placedAt: happenedAt, placedByName: byName, reviewOn, reason } = hold
  await addHoldEvent(tx, { holdId: id, kind: 'placed', happenedAt, byName, reviewOn, reason })
  return id
}

const SCOPES_AT_ONCE = 100

/** Writes down what was done about a hold. */
export async function addHoldEvent(tx: Db, event: Insertable<Schema['holdEvents']>): Promise<void> {
  await tx.insertInto('holdEvents').values(event).execute()
}

type HoldChange = Partial<Pick<Hold, 'reviewOn' | 'liftedOn' | 'liftedAt' | 'liftedByName' | 'liftedReason'>>

/** Changes a hold that nobody has lifted and that is still as it was read; false when somebody else has changed it since. */
export async function changeHold(
  tx: Db,
  { id, lockVersion }: { id: number; lockVersion: number },
  change: HoldChange,
): Promise<boolean> {
  const result = await tx
    .updateTable('disposalHolds')
    .set({ ...change, lockVersion: lockVersion + 1 })
    .where('id', '=', id)
    .where('lockVersion', '=', lockVersion)
    .where('liftedOn', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
