import { sql } from 'kysely'
import { isPostgres } from './dialect.ts'
import { run } from './migrations/wording.ts'
import type { Db } from './schema.ts'

/** Adds a trigger that refuses something, written as in migrations. */
export const addGuard = (db: Db, statement: string): Promise<void> => run(db, [statement])

/** Takes triggers away, as whoever owns the database could. */
export async function dropGuards(db: Db, ...names: string[]): Promise<void> {
  for (const name of names)
    if (isPostgres(db)) await sql`drop function ${sql.table(name)} cascade`.execute(db)
    else await sql`drop trigger ${sql.table(name)}`.execute(db)
}

/** From now on, who did something may be told of events that are not there. */
export async function dropReferenceOfPersons(db: Db): Promise<void> {
  if (isPostgres(db))
    await sql`alter table audit_event_persons drop constraint audit_event_persons_event_id_fkey`.execute(db)
  else await sql`pragma foreign_keys = off`.execute(db)
}
