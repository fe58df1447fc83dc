import { type Compilable, type CompiledQuery, type RawBuilder, sql } from 'kysely'
import { storable } from '../src/domain/storable.ts'
import { isPostgres } from './dialect.ts'
import type { Db } from './schema.ts'
import type { Value } from './value.ts'

/** What stands in a prepared query for a value that comes with each run: it can be compared and written, and not be looked at. */
export type Given<V extends Value> = RawBuilder<V>

/**
 * A query that is put into words once for each kind of database, and not each time that it is run, which takes as long as running it: for
 * those of which every page needs some.
 *
 * `build` makes it, with one parameter for each value that a run brings along. It is called once, so that the query may not depend on these values.
 */
export function prepared<Values extends readonly Value[], Row>(
  build: (db: Db, ...given: { [At in keyof Values]: Given<Values[At]> }) => Compilable<Row>,
): (db: Db, ...values: Values) => Promise<Row[]> {
  const places = Array.from({ length: build.length - 1 }, () => Symbol('given'))
  const given = places.map((place) => sql`${place}`) as { [At in keyof Values]: Given<Values[At]> }
  const worded = new Map<boolean, CompiledQuery<Row>>()
  return async (db, ...values) => {
    const onPostgres = isPostgres(db)
    const query = worded.get(onPostgres) ?? build(db, ...given).compile()
    worded.set(onPostgres, query)
    const parameters = query.parameters.map((parameter) => {
      if (typeof parameter !== 'symbol') return parameter
      const value = values[places.indexOf(parameter)]
      return onPostgres && typeof value === 'string' ? storable(value) : value
    })
    return (await db.executeQuery<Row>({ ...query, parameters })).rows
  }
}
