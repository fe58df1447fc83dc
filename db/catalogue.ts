import { sql } from 'kysely'
import { isPostgres } from './dialect.ts'
import type { Db } from './schema.ts'

/** A table as the database itself describes it. `key`: the columns by which its rows are told apart and put in order. */
export type Table = { name: string; columns: string[]; key: string[] }

type Column = { table: string; column: string; key: number | null }
type Reference = { table: string; to: string }

/**
 * The tables of the program, each after those that its rows refer to, with all of their columns.
 *
 * What the database keeps for itself, which migrations it has had, what searches find, which is made of all the rest, and what a crash may
 * empty are left out; partitions are their table.
 */
export async function tablesOf(db: Db): Promise<Table[]> {
  const plain = db.withoutPlugins()
  const { rows: columns } = await sql<Column>`${isPostgres(db) ? postgresColumns : sqliteColumns}`.execute(plain)
  const { rows: references } = await sql<Reference>`${isPostgres(db) ? postgresReferences : sqliteReferences}`.execute(
    plain,
  )
  const tables = [...Map.groupBy(columns, ({ table }) => table)].map(([name, own]) => ({
    name,
    columns: own.map(({ column }) => column),
    key: own
      .filter(({ key }) => key !== null)
      .sort((a, b) => Number(a.key) - Number(b.key))
      .map(({ column }) => column),
  }))
  return inOrder(tables, references)
}

function inOrder(tables: Table[], references: Reference[]): Table[] {
  const ordered = new Map<string, Table>()
  const place = (table: Table | undefined, above: string[]): void => {
    if (!table || ordered.has(table.name) || above.includes(table.name)) return
    for (const { to } of references.filter((reference) => reference.table === table.name))
      place(
        tables.find(({ name }) => name === to),
        [...above, table.name],
      )
    ordered.set(table.name, table)
  }
  for (const table of tables) place(table, [])
  return [...ordered.values()]
}

const sqliteTables = sql`sqlite_schema as t where t.type = 'table' and t.name not like 'sqlite\\_%' escape '\\' and t.name not like 'kysely\\_%' escape '\\' and t.name not like 'search\\_%' escape '\\'`

const sqliteColumns = sql`
  select own.name as "table", c.name as "column", nullif(c.pk, 0) as "key"
  from (select t.name from ${sqliteTables}) as own, pragma_table_info(own.name) as c
  order by own.name, c.cid`

const sqliteReferences = sql`
  select own.name as "table", f."table" as "to"
  from (select t.name from ${sqliteTables}) as own, pragma_foreign_key_list(own.name) as f
  order by own.name, f."table"`

const postgresTables = sql`
  pg_class as t where t.relnamespace = current_schema()::regnamespace and t.relkind in ('r', 'p')
    and t.relpersistence = 'p' and not t.relispartition and t.relname !~ '^(kysely|search)_'`

const postgresColumns = sql`
  select own.relname as "table", a.attname as "column", array_position(i.indkey::int2[], a.attnum) as "key"
  from (select t.oid, t.relname from ${postgresTables}) as own
  join pg_attribute as a on a.attrelid = own.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
  left join pg_index as i on i.indrelid = own.oid and i.indisprimary
  order by own.relname collate "C", a.attnum`

const postgresReferences = sql`
  select own.relname as "table", other.relname as "to"
  from (select t.oid, t.relname from ${postgresTables}) as own
  join pg_constraint as c on c.conrelid = own.oid and c.contype = 'f' and c.conparentid = 0
  join pg_class as other on other.oid = c.confrelid
  order by own.relname collate "C", other.relname collate "C"`
