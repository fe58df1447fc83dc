import { sql } from 'kysely'
import { isPostgres } from './dialect.ts'
import type { Db, Schema } from './schema.ts'

/**
 * Makes sure that an id which the database gives by itself is never one that the program has given to a row; `last`: the highest of these.
 *
 * SQLite goes on from the highest id that there is; PostgreSQL counts what it has given itself.
 */
export async function keepIdsAhead(db: Db, table: keyof Schema & 'records', last: number): Promise<void> {
  if (!isPostgres(db)) return
  await sql`
    select setval(sequence, ${last}) from cast(pg_get_serial_sequence(${table}, 'id') as regclass) as sequence
    where coalesce(pg_sequence_last_value(sequence), 0) < ${last}`.execute(db)
}
