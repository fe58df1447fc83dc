import { sql } from 'kysely'
import type { Db } from './schema.ts'
import { sqliteOf } from './sqlite-adapter.ts'

/** Makes sure that whatever was committed outlives a loss of power, also after hurried work: called before what it was made from is removed. */
export async function keepForSure(db: Db): Promise<void> {
  // A checkpoint brings the whole log to the disk before it does anything else.
  if (sqliteOf(db)) await sql`pragma wal_checkpoint(passive)`.execute(db)
  else await db.transaction().execute(waitForTheDisk)
}

/** The log is written in its order: what comes last is there when all that came before it is. */
async function waitForTheDisk(transaction: Db): Promise<void> {
  await sql`set local synchronous_commit = on`.execute(transaction)
  await sql`select pg_current_xact_id()`.execute(transaction)
}
