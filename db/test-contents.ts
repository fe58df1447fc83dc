import { sql } from 'kysely'
import { isPostgres } from './dialect.ts'
import type { Db } from './schema.ts'

/** All rows of all tables, each table as one text, to search or to compare. */
export async function everyRow(db: Db): Promise<Record<string, string>> {
  const names = await tableNames(db)
  return isPostgres(db) ? inOneStatement(db, names) : tableByTable(db, names)
}

async function tableByTable(db: Db, names: readonly string[]): Promise<Record<string, string>> {
  const tables: Record<string, string> = {}
  for (const name of names) {
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(db)
    tables[name] = rows
      .map((row) => JSON.stringify(row))
      .sort()
      .join('\n')
  }
  return tables
}

/** To ask a server for some eighty tables one after another takes four times as long as to ask for all of them at once. */
async function inOneStatement(db: Db, names: readonly string[]): Promise<Record<string, string>> {
  const each = names.map(
    (name) => sql`
      select ${sql.lit(name)} as "table", string_agg(line, e'\n' order by line) as lines
      from (select row_to_json(row)::text as line from ${sql.table(name)} as row) as ${sql.ref(`${name}_lines`)}`,
  )
  const { rows } = await sql<{ table: string; lines: string | null }>`${sql.join(each, sql` union all `)}`.execute(db)
  return Object.fromEntries(rows.map(({ table, lines }) => [table, lines ?? '']))
}

/** Tests look at all rows again and again, and no test that does makes a table: to ask what there is takes longer than to read it. */
const known = new WeakMap<Db, string[]>()

async function tableNames(db: Db): Promise<string[]> {
  const names =
    known.get(db) ?? (await db.introspection.getTables({ withInternalKyselyTables: true })).map(({ name }) => name)
  known.set(db, names)
  return names
}

/** The names of all columns, each once. */
export async function everyColumn(db: Db): Promise<string[]> {
  const tables = await db.introspection.getTables()
  return [...new Set(tables.flatMap(({ columns }) => columns.map(({ name }) => name)))]
}

/** What is wrong with the database itself; empty when it is whole. PostgreSQL holds to its references by itself, and has no such look. */
export async function damages(db: Db): Promise<unknown[]> {
  if (isPostgres(db)) return []
  const { rows } = await sql<{ integrityCheck: string }>`pragma integrity_check`.execute(db)
  const dangling = await sql`pragma foreign_key_check`.execute(db)
  return [...rows.filter(({ integrityCheck }) => integrityCheck !== 'ok'), ...dangling.rows]
}
