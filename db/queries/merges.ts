import { sql } from 'kysely'
import type { AsAt } from '../../src/domain/as-at.ts'
import type { SharedKind } from '../../src/domain/survivors.ts'
import { inPlace } from '../in-place-of.ts'
import type { Db } from '../schema.ts'

/** The table of each kind of thing that can be merged. */
export const mergedTables = { organisation: 'organisations', service: 'services', term: 'terms' } as const

/** Who merges what when. */
export type Merge = { kind: SharedKind; fromId: number; intoId: number; mergedAt: string; mergedByName: string }

/**
 * Puts one thing in the place of another, and of all that was merged into that before; the database refuses a survivor that was merged
 * away itself. In the caller's transaction, which has looked that both stand.
 */
export async function addMerge(tx: Db, merge: Merge): Promise<void> {
  const { kind, fromId, intoId } = merge
  await tx.insertInto('merges').values(merge).execute()
  await tx
    .updateTable(mergedTables[kind])
    .set({ mergedIntoId: intoId })
    .where((eb) => eb.or([eb('id', '=', fromId), eb('mergedIntoId', '=', fromId)]))
    .execute()
}

/** What stood at the end of a day in the place of each thing of a kind, by id: itself, unless it had been merged away by then. */
export const placesThen = (db: Db, kind: SharedKind, { before }: AsAt): Promise<(id: number) => number> =>
  placesBefore(db, kind, { at: before, included: false })

/** As `placesThen`, at a moment; `included`: what happened at that very moment counts. */
export async function placesBefore(
  db: Db,
  kind: SharedKind,
  { at, included }: { at: string; included: boolean },
): Promise<(id: number) => number> {
  const merges = await db
    .selectFrom('merges')
    .select(['fromId', 'intoId'])
    .where('kind', '=', kind)
    .where('mergedAt', included ? '<=' : '<', at)
    .execute()
  const into = new Map(merges.map(({ fromId, intoId }) => [fromId, intoId]))
  const placeOf = (id: number): number => {
    const next = into.get(id)
    return next === undefined ? id : placeOf(next)
  }
  return placeOf
}

/** Into what a thing was merged away: what stands there now (a code; of a term its id), by whom and when. */
export type MergedAway = { into: string; intoName: string; mergedAt: string; mergedByName: string }

/** The code of what stands in the place of a code that was merged away, at the end of a day or now (null); undefined when it stands itself, or is none. */
export async function survivorOf(
  db: Db,
  kind: Exclude<SharedKind, 'term'>,
  code: string,
  asAt: AsAt | null,
): Promise<string | undefined> {
  const table = sql.table(mergedTables[kind])
  const { rows } = await sql<{ code: string }>`
    select survivor.code from ${table} as gone
    join ${table} as survivor on survivor.id = ${inPlace('gone', kind, asAt)}
    where gone.code = ${code} and survivor.id <> gone.id`.execute(db)
  return rows[0]?.code
}
