import { PostgresAdapter, type QueryExecutorProvider, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Value } from './value.ts'

/** A connection, or a transaction on one: all that these functions ask of it is which database it is to. */
type Any = QueryExecutorProvider

/** True when a connection is to PostgreSQL; else it is to SQLite. */
export const isPostgres = (db: Any): boolean => db.getExecutor().adapter instanceof PostgresAdapter

/** A list of ids as a subquery: `id in ${idList(db, ids)}`. */
export const idList = (db: Any, ids: readonly number[]): RawBuilder<number> =>
  isPostgres(db) ? sql`(select unnest(${ids}::bigint[]))` : sql`(select value from json_each(${JSON.stringify(ids)}))`

/** As `idList`, of ids that are given as one JSON text. */
export const idsIn = (db: Any, ids: RawBuilder<string>): RawBuilder<number> =>
  isPostgres(db)
    ? sql`(select value::bigint from json_array_elements_text(${ids}::json))`
    : sql`(select value from json_each(${ids}))`

/** A list of texts as a subquery. */
export const textList = (db: Any, texts: readonly string[]): RawBuilder<string> =>
  isPostgres(db) ? sql`(select unnest(${texts}::text[]))` : sql`(select value from json_each(${JSON.stringify(texts)}))`

/** A list of texts as a table of that name, whose one column is `value`; what is joined to it with `thenJoin` is looked up for each. */
export const textTable = (db: Any, name: string, texts: readonly string[]): RawBuilder<unknown> =>
  isPostgres(db)
    ? sql`unnest(${texts}::text[]) as ${sql.table(name)} (value)`
    : sql`json_each(${JSON.stringify(texts)}) as ${sql.table(name)}`

/** As `textTable`, with ids; their order is in the column `at`. */
export const idTable = (db: Any, name: string, ids: readonly number[]): RawBuilder<unknown> =>
  isPostgres(db)
    ? sql`unnest(${ids}::bigint[]) with ordinality as ${sql.table(name)} (value, at)`
    : sql`(select value, key as at from json_each(${JSON.stringify(ids)})) as ${sql.table(name)}`

/** Joins in the order in which the tables are written: what SQLite makes of `cross join`, and PostgreSQL finds by itself. */
export const thenJoin = (db: Any): RawBuilder<unknown> => (isPostgres(db) ? sql`join` : sql`cross join`)

/** Rows for `tableOf`, as they are or as they are handed over. */
export type GivenRows = readonly (readonly Value[])[] | { json: string; length: number }

/** Rows as they are handed over: on SQLite as a text, which other threads pass on at once. */
export const handedOver = (db: Any, rows: readonly (readonly Value[])[]): GivenRows =>
  isPostgres(db) ? rows : { json: JSON.stringify(rows), length: rows.length }

/**
 * Rows as a table of that name, to select from or to join: the columns by their names and types, and for each row its values in their order.
 *
 * However many rows there are, they are one parameter (on PostgreSQL one for each column). On SQLite they are not made into text again one by one,
 * as `json_each` would, which takes half of the time.
 */
export function tableOf(
  db: Any,
  name: string,
  columns: Record<string, 'integer' | 'text'>,
  rows: GivenRows,
): RawBuilder<unknown> {
  const types = Object.entries(columns)
  if (!isPostgres(db)) {
    const values = types.map(([column], at) => sql`value ->> ${sql.lit(at)} as ${sql.ref(column)}`)
    const json = 'json' in rows ? rows.json : JSON.stringify(rows)
    return sql`(select ${sql.join(values)} from jsonb_each(${json})) as ${sql.table(name)}`
  }
  const list = 'json' in rows ? (JSON.parse(rows.json) as readonly (readonly Value[])[]) : rows
  const arrays = types.map(([, type], at) => {
    const values = list.map((row) => row[at])
    return type === 'integer' ? sql`${values}::bigint[]` : sql`${values}::text[]`
  })
  const names = types.map(([column]) => sql.ref(column))
  return sql`unnest(${sql.join(arrays)}) as ${sql.table(name)} (${sql.join(names)})`
}

/** The values of a group as one JSON text, in an order when one is given: a row object for each would cost more than finding them. */
export function jsonList(db: Any, value: RawBuilder<unknown>, order?: RawBuilder<unknown>): RawBuilder<string> {
  const ordered = order === undefined ? value : sql`${value} order by ${order}`
  return isPostgres(db) ? sql`coalesce(json_agg(${ordered})::text, '[]')` : sql`json_group_array(${ordered})`
}

/** Two values as a JSON list. */
export const jsonPair = (db: Any, one: RawBuilder<unknown>, other: RawBuilder<unknown>): RawBuilder<unknown> =>
  isPostgres(db) ? sql`json_build_array(${one}, ${other})` : sql`json_array(${one}, ${other})`

/** Reads a table by one of its indexes and by no other: PostgreSQL knows what its tables hold, and chooses by itself. */
export const byIndex = (db: Any, index: string): RawBuilder<unknown> =>
  isPostgres(db) ? sql`` : sql`indexed by ${sql.table(index)}`

/** Reads a table as it lies; see `byIndex`. */
export const notIndexed = (db: Any): RawBuilder<unknown> => (isPostgres(db) ? sql`` : sql`not indexed`)

/**
 * A text column in a condition on rows that are found by their ids, so that none of its indexes is asked: a database that plans by what it knew
 * before a decision on a million records takes a state for one that hardly any record is in, and goes through all that are.
 */
export const ofFound = (db: Any, column: string): RawBuilder<unknown> =>
  isPostgres(db) ? sql`(${sql.ref(column)} || '')` : sql`+${sql.ref(column)}`

/** The day that lies some days after another. */
export const daysAfter = (db: Any, day: string, days: RawBuilder<unknown>): RawBuilder<string> =>
  isPostgres(db)
    ? sql`to_char(${day}::date + ${days}::integer, 'YYYY-MM-DD')`
    : sql`date(${day}, '+' || ${days} || ' days')`

/** The later of two dates, neither of which is null. */
export const later = (db: Any, one: RawBuilder<unknown>, other: RawBuilder<unknown>): RawBuilder<string> =>
  isPostgres(db) ? sql`greatest(${one}, ${other})` : sql`max(${one}, ${other})`

/** A condition as a column holds it: 1 where it is met, else 0. */
export const zeroOrOne = (condition: RawBuilder<unknown>): RawBuilder<0 | 1> =>
  sql`case when ${condition} then 1 else 0 end`

/** That a text contains another, in any case of the letters A to Z. */
export function contains(db: Any, text: RawBuilder<unknown>, part: string): RawBuilder<SqlBool> {
  const pattern = `%${part.replace(/[\\%_]/g, '\\$&')}%`
  return isPostgres(db) ? sql`${text} ilike ${pattern} escape '\\'` : sql`${text} like ${pattern} escape '\\'`
}

/** A text in lower case as the databases' `lower` makes it: the letters A to Z alone. */
export const withoutCase = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())

/** An instant in whole seconds since 1970. */
export const secondsOf = (db: Any, instant: RawBuilder<unknown>): RawBuilder<number> =>
  isPostgres(db) ? sql`floor(extract(epoch from (${instant})::timestamptz))` : sql`unixepoch(${instant})`

/** That an address is this one, in any case of the letters A to Z. SQLite's column compares so; PostgreSQL has an index of it in lower case. */
export const isAddress = (db: Any, column: string, address: string): RawBuilder<SqlBool> =>
  isPostgres(db) ? sql`lower(${sql.ref(column)}) = ${withoutCase(address)}` : sql`${sql.ref(column)} = ${address}`
