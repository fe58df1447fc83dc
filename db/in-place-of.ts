import { type RawBuilder, sql } from 'kysely'
import type { AsAt } from '../src/domain/as-at.ts'

/** The id of what stands now in the place of a row of a shared list (`table`: its name or alias in the statement): its own, unless it was merged away. */
export const inPlaceOf = (table: string): RawBuilder<number> =>
  sql`coalesce(${sql.ref(`${table}.merged_into_id`)}, ${sql.ref(`${table}.id`)})`

/**
 * As `inPlaceOf`, at the end of a day: what was merged away later still stands for itself, and so does what has been merged away since of that
 * which stood in its place then. `kind`: of the list, as merges call it.
 */
const inPlaceThen = (table: string, kind: 'service' | 'organisation' | 'term', asAt: AsAt): RawBuilder<number> => {
  const merged = (from: RawBuilder<unknown>) =>
    sql`merges.kind = ${sql.lit(kind)} and merges.from_id = ${from} and merges.merged_at < ${asAt.before}`
  const reached = sql`reached.id`
  return sql`(
    with recursive reached (id) as (
      select ${sql.ref(`${table}.id`)}
      union all
      select merges.into_id from reached join merges on ${merged(reached)})
    select reached.id from reached where not exists (select 1 from merges where ${merged(reached)}))`
}

/** What stands in the place of a row of a shared list, now (null) or at the end of a day. */
export const inPlace = (
  table: string,
  kind: 'service' | 'organisation' | 'term',
  asAt: AsAt | null,
): RawBuilder<number> => (asAt === null ? inPlaceOf(table) : inPlaceThen(table, kind, asAt))
