import { sql } from 'kysely'
import { isPostgres } from './dialect.ts'
import type { Db } from './schema.ts'

/** What a table is, in the same words for both databases; what is in no order is sorted. */
export type TableFacts = {
  /** For each column its type, whether it may be null, and what stands in it by itself. */
  columns: Record<string, [type: string, nullable: boolean, usual: string | null]>
  references: string[]
  checks: number
  /** Each with its table's columns, and with the condition where it is one of only some rows; unique ones have no name. */
  indexes: string[]
  triggers: string[]
}

/** What all tables are, but for those of the migrations, and for the index of searches, which is of another make on each database. */
export const schemaFacts = (db: Db): Promise<Record<string, TableFacts>> =>
  isPostgres(db) ? factsOf(db, postgresFacts) : factsOf(db, sqliteFacts)

async function factsOf(db: Db, read: (db: Db, table: string) => Promise<TableFacts>) {
  const all = (await db.introspection.getTables()).map(({ name }) => name)
  const tables = all.filter((name) => !name.startsWith('search_index')).sort()
  const facts: Record<string, TableFacts> = {}
  for (const table of tables) facts[table] = await read(db, table)
  return facts
}

async function listOf<Row>(db: Db, query: ReturnType<typeof sql<Row>>): Promise<Row[]> {
  return (await query.execute(db.withoutPlugins())).rows
}

async function sqliteFacts(db: Db, table: string): Promise<TableFacts> {
  type Column = { name: string; type: string; notnull: number; pk: number; usual: string | null }
  const columns = await listOf(
    db,
    sql<Column>`select name, type, "notnull", pk, dflt_value as usual from pragma_table_info(${table}) order by cid`,
  )
  const keys = await listOf(
    db,
    sql<{ it: string }>`select "from" || ' ' || "table" as it from pragma_foreign_key_list(${table})`,
  )
  const made = await listOf(
    db,
    sql<{ type: string; name: string; text: string | null }>`
      select type, name, sql as text from sqlite_master where tbl_name = ${table}`,
  )
  const unnamed = await listOf(
    db,
    sql<{ columns: string }>`
      select (select group_concat(name, ', ') from pragma_index_info(list.name)) as columns
      from pragma_index_list(${table}) as list where list.origin <> 'c'`,
  )
  const primary = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk)
  const text = made.find(({ type }) => type === 'table')?.text ?? ''
  const own = made.flatMap((one) => (one.type === 'index' && one.text ? [indexWords(one.name, one.text)] : []))
  const uniques = [...unnamed.map(({ columns: names }) => names), primary.map(({ name }) => name).join(', ')]
  return {
    columns: Object.fromEntries(
      columns.map(({ name, type, notnull, pk, usual }) => [
        name,
        [type.toLowerCase(), notnull === 0 && pk === 0, usual],
      ]),
    ),
    references: keys.map(({ it }) => it).sort(),
    checks: text.match(/\bcheck \(/g)?.length ?? 0,
    indexes: [...own, ...new Set(uniques.map((names) => `unique (${names})`))].sort(),
    triggers: made.flatMap(({ type, name }) => (type === 'trigger' ? [name] : [])).sort(),
  }
}

async function postgresFacts(db: Db, table: string): Promise<TableFacts> {
  type Column = { name: string; type: string; nullable: boolean; usual: string | null }
  const columns = await listOf(
    db,
    sql<Column>`
      select column_name as name, case data_type when 'bigint' then 'integer' else data_type end as type,
        is_nullable = 'YES' as nullable, replace(column_default, '::text', '') as usual
      from information_schema.columns where table_name = ${table} order by ordinal_position`,
  )
  const of = sql`${table}::regclass`
  const constraints = await listOf(
    db,
    sql<{ type: string; text: string }>`
      select contype as type, pg_get_constraintdef(oid) as text from pg_constraint where conrelid = ${of} and contype in ('f', 'c')`,
  )
  const indexes = await listOf(
    db,
    sql<{ name: string; text: string; constraint: boolean }>`
      select relname as name, pg_get_indexdef(indexrelid) as text,
        exists (select 1 from pg_constraint where conindid = indexrelid and contype in ('p', 'u')) as constraint
      from pg_index join pg_class on pg_class.oid = indexrelid where indrelid = ${of}`,
  )
  const triggers = await listOf(
    db,
    sql<{ name: string }>`select tgname as name from pg_trigger where tgrelid = ${of} and not tgisinternal`,
  )
  return {
    columns: Object.fromEntries(columns.map(({ name, type, nullable, usual }) => [name, [type, nullable, usual]])),
    references: constraints
      .flatMap(({ text }) => /^FOREIGN KEY \((\w+)(?:, organisation_id)?\) REFERENCES (\w+)/.exec(text) ?? [])
      .flatMap((word, at, words) => (at % 3 === 1 ? [`${word} ${words[at + 1]}`] : []))
      .sort(),
    checks: constraints.filter(({ type }) => type === 'c').length,
    indexes: indexes
      .map(({ name, text, constraint }) =>
        constraint || name === `${table}_email_key` ? `unique ${columnsIn(text)}` : indexWords(name, text),
      )
      .sort(),
    triggers: triggers.map(({ name }) => name).sort(),
  }
}

/** That the key of a table in partitions ends in the organisation goes without saying. */
const columnsIn = (text: string): string =>
  /\(.*\)/
    .exec(text)?.[0]
    .replace(/lower\((\w+)\)/, '$1')
    .replace(/, organisation_id\)$/, ')') ?? ''

/** An index in the words of SQLite, whoever tells of it; that one of records ends in the id goes without saying. */
function indexWords(name: string, text: string): string {
  const made = /^create (unique )?index \w+ on (?:only )?(?:\w+\.)?\w+(?: using btree)? ([\s\S]+)$/i.exec(text)
  const [columns = '', condition] = plain(made?.[2] ?? '').split(/\s+where\s+/)
  const ofRecords = name.startsWith('records_') ? columns.replace(/, id\)$/, ')') : columns
  return [made?.[1] ? 'unique' : '', name, ofRecords, condition ? `where ${unwrapped(condition)}` : ''].join(' ').trim()
}

/** Without what PostgreSQL writes out: types, quotes, brackets around numbers, and lists as arrays. */
const plain = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/::\w+|"/g, '')
    .replaceAll(/\((\d+)\)/g, '$1')
    .replaceAll(/= any \(array\[([^\]]*)\]\)/g, 'in ($1)')

/** Without brackets around the whole or around its parts. */
const unwrapped = (condition: string): string =>
  condition
    .replace(/^\((.*)\)$/, '$1')
    .split(/( and | or )/)
    .map((part) => part.replace(/^\((.*)\)$/, '$1'))
    .join('')
