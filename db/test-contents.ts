import { sql } from 'kysely'
import { isPostgres } from './dialect.ts'
import type { Db } from './schema.ts'

/** All rows of all tables, each table as one text, to search or to compare. */
export async function everyRow(db: Db): Promise<Record<string, string>> {
  const tables: Record<string, string> = {}
  for (const name of await tableNames(db)) {
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(db)
    tables[name] = rows
      .map((row) => JSON.stringify(row))
      .sort()
      .join('\n')
  }
  return tables
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
