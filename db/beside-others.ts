import { sql } from 'kysely'
import { isPostgres } from './dialect.ts'
import type { Db } from './schema.ts'
import { hurriedFileOf } from './sqlite-adapter.ts'
import { othersMayWait } from './waiting-writers.ts'
import { ONE_WRITER } from './writing.ts'

/** Runs work in a transaction of its own. */
export type Transact = (db: Db, work: (transaction: Db) => Promise<void>) => Promise<void>

/** True where several processes can write at once, so that pieces of one work are better shared among them. */
export const canShareWork = isPostgres

/** A transaction as any other: none that writes goes on beside it. */
export const alone: Transact = (db, work) => db.transaction().execute(work)

/**
 * A transaction beside which others of its kind go on, in other processes, and no transaction of another kind. On SQLite: as any other.
 *
 * What it writes may be what others write too only after `inTurn`. Rows that it changes it claims first (as `claimPastPeriod` does), so that none is in two of them.
 */
export const besideOthers: Transact = (db, work) => {
  if (!isPostgres(db)) return alone(db, work)
  // A transaction that says how it means to go about it takes its locks itself: see the driver.
  const transaction = db.transaction().setAccessMode('read write')
  return transaction.execute(async (tx) => {
    await sql`select pg_advisory_xact_lock_shared(${ONE_WRITER})`.execute(tx)
    return work(tx)
  })
}

/** From here on a transaction that goes on beside others of its kind is the only one, until it ends: it sees what they have committed. */
export async function inTurn(tx: Db): Promise<void> {
  if (isPostgres(tx)) await sql`select pg_advisory_xact_lock(${ONE_AT_A_TIME})`.execute(tx)
}

const ONE_AT_A_TIME = 7281054220

/**
 * True when a transaction that has written a piece of heavy work may go on with the next: nobody waits for it to end, as far as can be known.
 *
 * Only on a connection for heavy work: on that of the pages, pages would wait for the whole transaction.
 */
export function mayGoOn(db: Db): boolean {
  const file = hurriedFileOf(db)
  return file !== undefined && !othersMayWait(file)
}
