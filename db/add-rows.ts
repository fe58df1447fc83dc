import { sql } from 'kysely'
import { copyIn } from './copy-in.ts'
import type { Db } from './schema.ts'
import { sqliteOf } from './sqlite-adapter.ts'
import type { Value } from './value.ts'

/**
 * Adds many rows, in the caller's transaction, in the way that the database takes them fastest.
 *
 * `columns`: as the database names them, in the order of the values; `alike`: others, in which all rows have the same. A row that breaks an
 * invariant ends the transaction.
 */
export async function addRows(
  db: Db,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Value[])[],
  alike: Readonly<Record<string, Value>> = {},
): Promise<void> {
  const all = [...columns, ...Object.keys(alike)]
  const same = Object.values(alike)
  const sqlite = sqliteOf(db)
  if (!sqlite) {
    const whole = same.length === 0 ? rows : rows.map((row) => [...row, ...same])
    if (rows.length > 0) await copyIn(db, table, all, whole)
    return
  }
  // One statement for each row, prepared once: a list of rows as JSON costs half as much again.
  const names = all.map((name) => sql.ref(name))
  // What is alike stands in the statement: five values handed over for each row take as long as a thirtieth of a load.
  const values = [...columns.map(() => sql.raw('?')), ...same.map((value) => sql.lit(value))]
  const insert = sql`insert into ${sql.table(table)} (${sql.join(names)}) values (${sql.join(values)})`
  const statement = sqlite.prepare(insert.compile(db.withoutPlugins()).sql)
  for (const row of rows) statement.run(row)
}
