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

/** As `keepIdsAhead`, for every table whose ids the database gives, once all rows are in. */
export async function keepAllIdsAhead(db: Db): Promise<void> {
  if (!isPostgres(db)) return
  const { rows } = await sql<{ statement: string }>`
    select format('select setval(%L, highest) from (select max(%I) as highest from %s) as ids where highest is not null',
      pg_get_serial_sequence(t.oid::regclass::text, a.attname), a.attname, t.oid::regclass) as statement
    from pg_class as t join pg_attribute as a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
    where t.relnamespace = current_schema()::regnamespace and t.relkind in ('r', 'p') and not t.relispartition
      and pg_get_serial_sequence(t.oid::regclass::text, a.attname) is not null`.execute(db)
  for (const { statement } of rows) await sql.raw(statement).execute(db)
}
