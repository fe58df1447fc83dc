import { type RawBuilder, sql } from 'kysely'
import type { Db } from './schema.ts'
import { sqliteOf } from './sqlite-adapter.ts'
import type { Value } from './value.ts'

/**
 * A change of many rows of a table with ids. `columns`: those that get values, as the database names them and with their types;
 * `rows`: the id of each, then its values in their order. `also`: what is set besides, the same for all; `onlyWhere`: rows of
 * which this is not true are left as they are.
 */
export type RowChanges = {
  table: string
  columns: Record<string, 'integer' | 'text'>
  rows: readonly (readonly [id: number, ...values: Value[]])[]
  also?: RawBuilder<unknown>
  onlyWhere?: RawBuilder<unknown>
}

/** Changes many rows, in the caller's transaction, in the way that the database takes them fastest; returns the ids of those changed, in the order given. */
export async function changeRows(db: Db, changes: RowChanges): Promise<number[]> {
  if (changes.rows.length === 0) return []
  const sqlite = sqliteOf(db)
  return sqlite ? oneByOne(sqlite, db, changes) : allAtOnce(db, changes)
}

/** One statement for each row, prepared once: it needs no list to be read, and no journal of its own. */
function oneByOne(sqlite: NonNullable<ReturnType<typeof sqliteOf>>, db: Db, changes: RowChanges): number[] {
  const { table, columns, rows, also, onlyWhere = sql`true` } = changes
  const set = [...Object.keys(columns).map((name) => sql`${sql.ref(name)} = ${MARK}`), ...(also ? [also] : [])]
  const update = sql`update ${sql.table(table)} set ${sql.join(set)} where id = ${MARK} and ${onlyWhere}`
  const { sql: text, parameters } = update.compile(db.withoutPlugins())
  const statement = sqlite.prepare(text)
  const values = [...parameters]
  const places = parameters.flatMap((parameter, at) => (parameter === MARK ? [at] : []))
  const changed: number[] = []
  for (const [id, ...row] of rows) {
    for (const [at, place] of places.entries()) values[place] = at < row.length ? row[at] : id
    if (statement.run(values).changes > 0) changed.push(id)
  }
  return changed
}

/** Stands for what differs from row to row. */
const MARK = Symbol('a value of the row')

async function allAtOnce(db: Db, { table, columns, rows, also, onlyWhere = sql`true` }: RowChanges): Promise<number[]> {
  const types = Object.entries({ id: 'integer', ...columns })
  const arrays = types.map(([, type], at) => {
    const values = rows.map((row) => row[at])
    return type === 'integer' ? sql`${values}::bigint[]` : sql`${values}::text[]`
  })
  const set = Object.keys(columns).map((name) => sql`${sql.ref(name)} = given.${sql.ref(name)}`)
  const { rows: changed } = await sql<{ id: number }>`
    update ${sql.table(table)} set ${sql.join([...set, ...(also ? [also] : [])])}
    from unnest(${sql.join(arrays)}) as given (${sql.join(types.map(([name]) => sql.ref(name)))})
    where ${sql.table(table)}.id = given.id and ${onlyWhere}
    returning given.id`.execute(db.withoutPlugins())
  const ids = new Set(changed.map(({ id }) => id))
  return rows.flatMap(([id]) => (ids.has(id) ? [id] : []))
}
