import { type Insertable, type RawBuilder, sql } from 'kysely'
import type { AsAt } from '../../src/domain/as-at.ts'
import type { SharedKind } from '../../src/domain/survivors.ts'
import type { Db, Schema } from '../schema.ts'
import { placesBefore } from './merges.ts'

/** Keeps what a thing was called until now. */
export async function addNameChange(tx: Db, change: Omit<Insertable<Schema['nameChanges']>, 'id'>): Promise<void> {
  await tx.insertInto('nameChanges').values(change).execute()
}

/** A name that a thing had, until when (an instant), and who gave it another. */
export type FormerName = { name: string; until: string; byName: string }

/** The names that a thing had before now (null), or before the end of a day, the latest first. */
export async function formerNames(db: Db, kind: SharedKind, id: number, asAt: AsAt | null): Promise<FormerName[]> {
  return db
    .selectFrom('nameChanges')
    .select(['oldName as name', 'changedAt as until', 'changedByName as byName'])
    .where('kind', '=', kind)
    .where('ofId', '=', id)
    .$if(asAt !== null, (query) => query.where('changedAt', '<', asAt?.before ?? ''))
    .orderBy('id', 'desc')
    .execute()
}

/**
 * What everything of a kind was called at a moment (an instant; what happened at that very moment counts), by id.
 *
 * What had been merged away by then goes by the name that the thing in its place had then; what was merged later, by its own.
 */
export const namesAsAt = (db: Db, kind: SharedKind, at: string): Promise<Map<number, string>> =>
  namesBefore(db, kind, { at, included: true })

/** As `namesAsAt`, at the end of a day. */
export const namesThen = (db: Db, kind: SharedKind, { before }: AsAt): Promise<Map<number, string>> =>
  namesBefore(db, kind, { at: before, included: false })

/** What a row of a shared list (`table`: its name or alias in the statement) is called, now (null) or was called at the end of a day. */
export const nameAt = (table: string, kind: SharedKind, asAt: AsAt | null): RawBuilder<string> =>
  asAt === null
    ? sql`${sql.ref(`${table}.name`)}`
    : sql`coalesce((select renamed.old_name from name_changes as renamed
        where renamed.kind = ${sql.lit(kind)} and renamed.of_id = ${sql.ref(`${table}.id`)} and renamed.changed_at >= ${asAt.before}
        order by renamed.id limit 1), ${sql.ref(`${table}.name`)})`

async function namesBefore(
  db: Db,
  kind: SharedKind,
  { at, included }: { at: string; included: boolean },
): Promise<Map<number, string>> {
  const table = ({ organisation: 'organisations', service: 'services', term: 'terms' } as const)[kind]
  const rows = await db.selectFrom(table).select(['id', 'name']).execute()
  const later = await db
    .selectFrom('nameChanges')
    .select(['ofId', 'oldName'])
    .where('kind', '=', kind)
    .where('changedAt', included ? '>' : '>=', at)
    .orderBy('id', 'desc')
    .execute()
  // Of several later changes the earliest says what the name was: it is written last.
  const own = new Map([
    ...rows.map(({ id, name }): [number, string] => [id, name]),
    ...later.map(({ ofId, oldName }): [number, string] => [ofId, oldName]),
  ])
  const placeOf = await placesBefore(db, kind, { at, included })
  return new Map(rows.map(({ id }) => [id, own.get(placeOf(id)) ?? '']))
}
