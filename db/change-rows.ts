import { type RawBuilder, sql } from 'kysely'
import { type GivenRows, tableOf } from './dialect.ts'
import type { Db } from './schema.ts'

/**
 * A change of many rows of a table with ids. `columns`: those that get values, as the database names them and with their types;
 * `rows`: of each its id, a number, then its values in their order. `also`: what is set besides, the same for all; `within`: what is true
 * of all of them besides, such as in which partition they are.
 */
export type RowChanges = {
  table: string
  columns: Record<string, 'integer' | 'text'>
  rows: GivenRows
  also?: RawBuilder<unknown>
  within?: RawBuilder<unknown>
}

/**
 * Changes many rows, in the caller's transaction and in one statement: one for each would write down what it might have to undo.
 *
 * Rows in the order of their ids take the least time.
 */
export async function changeRows(
  db: Db,
  { table, columns, rows, also, within = sql`true` }: RowChanges,
): Promise<void> {
  if (rows.length === 0) return
  const set = Object.keys(columns).map((name) => sql`${sql.ref(name)} = given.${sql.ref(name)}`)
  await sql`
    update ${sql.table(table)} set ${sql.join([...set, ...(also ? [also] : [])])}
    from ${tableOf(db, 'given', { id: 'integer', ...columns }, rows)}
    where ${sql.table(table)}.id = given.id and ${within}`.execute(db.withoutPlugins())
}
