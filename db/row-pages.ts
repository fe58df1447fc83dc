import { sql } from 'kysely'
import type { Table } from './catalogue.ts'
import { isPostgres } from './dialect.ts'
import type { Db } from './schema.ts'
import type { Value } from './value.ts'

const AT_ONCE = 1_000

type Row = Record<string, Value>

/** All rows of a table in the order of its key, a page at a time, each as its values in the order of the columns. Within one transaction. */
export async function* pagesOf(db: Db, table: Table): AsyncGenerator<Value[][]> {
  if (table.key.length === 0) throw new Error(`${table.name} has no primary key by which it could be read`)
  for await (const rows of isPostgres(db) ? byCursor(db, table) : byKey(db, table)) yield rows.map(Object.values<Value>)
}

const listOf = (names: string[]) => sql.join(names.map((name) => sql.ref(name)))

/** Each page is found by the index of the key, so that page 5,000 costs what the first does. */
async function* byKey(db: Db, { name, columns, key }: Table): AsyncGenerator<Row[]> {
  const every = sql`select ${listOf(columns)} from ${sql.table(name)}`
  const order = sql`order by ${listOf(key)} limit ${AT_ONCE}`
  let last: Row | undefined
  do {
    const from: Row | undefined = last
    const after = from ? sql`where (${listOf(key)}) > (${sql.join(key.map((column) => from[column]))})` : sql``
    const { rows } = await sql<Row>`${every} ${after} ${order}`.execute(db.withoutPlugins())
    if (rows.length > 0) yield rows
    last = rows.length === AT_ONCE ? rows.at(-1) : undefined
  } while (last)
}

/** The server keeps the place, also where no index has the order: rows of partitions are in it only when they have been merged. */
async function* byCursor(db: Db, { name, columns, key }: Table): AsyncGenerator<Row[]> {
  const plain = db.withoutPlugins()
  await sql`
    declare pages no scroll cursor for
    select ${listOf(columns)} from ${sql.table(name)} order by ${listOf(key)}`.execute(plain)
  let read: number
  do {
    const { rows } = await sql<Row>`fetch ${sql.lit(AT_ONCE)} from pages`.execute(plain)
    if (rows.length > 0) yield rows
    read = rows.length
  } while (read === AT_ONCE)
  await sql`close pages`.execute(plain)
}
