import { sql } from 'kysely'
import type { AsAt } from '../../src/domain/as-at.ts'
import type { SharedKind } from '../../src/domain/survivors.ts'
import { inPlace } from '../in-place-of.ts'
import type { Db } from '../schema.ts'
import { type MergedAway, mergedTables } from './merges.ts'
import { nameAt } from './name-changes.ts'

/** Into what a thing was merged away, now (null) or as at the end of a day, by the names of then; undefined while it stands. */
export async function mergedAway(
  db: Db,
  kind: SharedKind,
  id: number,
  asAt: AsAt | null,
): Promise<MergedAway | undefined> {
  const into = kind === 'term' ? sql`cast(survivor.id as text)` : sql`survivor.code`
  const table = sql.table(mergedTables[kind])
  const { rows } = await sql<MergedAway>`
    select ${into} as "into", ${nameAt('survivor', kind, asAt)} as into_name, merges.merged_at, merges.merged_by_name
    from merges
    join ${table} as gone on gone.id = merges.from_id
    join ${table} as survivor on survivor.id = ${inPlace('gone', kind, asAt)}
    where merges.kind = ${kind} and merges.from_id = ${id} and ${asAt === null ? sql`true` : sql`merges.merged_at < ${asAt.before}`}`.execute(
    db,
  )
  return rows[0]
}

/** The names that a thing has taken the place of until now (null), or had by the end of a day, in the order of the alphabet. */
export async function takenOver(db: Db, kind: SharedKind, id: number, asAt: AsAt | null): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select ${nameAt('gone', kind, asAt)} as name from ${sql.table(mergedTables[kind])} as gone
    where gone.merged_into_id is not null and gone.id <> ${id} and ${inPlace('gone', kind, asAt)} = ${id}
    order by 1`.execute(db)
  return rows.map(({ name }) => name)
}
