import { sql } from 'kysely'
import type { Db } from './schema.ts'
import { sqliteOf } from './sqlite-adapter.ts'

/** Makes sure that whatever was committed outlives a loss of power, also after hurried work: called before what it was made from is removed. */
export async function keepForSure(db: Db): Promise<void> {
  const sqlite = sqliteOf(db)
  if (!sqlite) return db.transaction().execute(waitForTheDisk)
  const before = sqlite.pragma('synchronous', { simple: true })
  sqlite.pragma('synchronous = full')
  try {
    // A commit that waits for the disk brings all of the log there. One that changes nothing would not.
    const version = sqlite.pragma('user_version', { simple: true })
    await db.transaction().execute((tx) => sql`pragma user_version = ${sql.lit(version)}`.execute(tx))
  } finally {
    sqlite.pragma(`synchronous = ${before}`)
  }
}

/**
 * The log is written in its order: what comes last is there when all that came before it is. A commit waits only for what its transaction has
 * itself written to the log; a message is the least that it can write.
 */
async function waitForTheDisk(transaction: Db): Promise<void> {
  await sql`set local synchronous_commit = on`.execute(transaction)
  await sql`select pg_logical_emit_message(true, 'muniment', 'kept for sure')`.execute(transaction)
}
