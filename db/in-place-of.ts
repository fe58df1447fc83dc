import { type RawBuilder, sql } from 'kysely'
import type { AsAt } from '../src/domain/as-at.ts'

/** The id of what stands now in the place of a row of a shared list (`table`: its name or alias in the statement): its own, unless it was merged away. */
export const inPlaceOf = (table: string): RawBuilder<number> =>
  sql`coalesce(${sql.ref(`${table}.merged_into_id`)}, ${sql.ref(`${table}.id`)})`

/** As `inPlaceOf`, at the end of a day: what was merged away later still stands for itself. `kind`: of the list, as merges call it. */
export const inPlaceThen = (table: string, kind: 'service' | 'organisation' | 'term', asAt: AsAt): RawBuilder<number> =>
  sql`case when exists (select 1 from merges where merges.kind = ${sql.lit(kind)} and merges.from_id = ${sql.ref(`${table}.id`)}
    and merges.merged_at < ${asAt.before}) then ${inPlaceOf(table)} else ${sql.ref(`${table}.id`)} end`
