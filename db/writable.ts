import { access, constants } from 'node:fs/promises'
import { dirname } from 'node:path'
import { sql } from 'kysely'
import { pathOf } from './copy.ts'
import { isPostgres } from './dialect.ts'
import type { Db } from './schema.ts'

/** Whether a database can be written. Asked, and not tried: a probe writes nothing, and waits for no lock. */
export const isWritable = (db: Db, url: string): Promise<boolean> =>
  isPostgres(db) ? serverTakesWrites(db) : fileTakesWrites(pathOf(url))

/** A standby only reads, and so does a database that was told to. */
async function serverTakesWrites(db: Db): Promise<boolean> {
  const { rows } = await sql<{ transactionReadOnly: string }>`show transaction_read_only`.execute(db)
  return rows[0]?.transactionReadOnly === 'off'
}

const fileTakesWrites = (path: string): Promise<boolean> =>
  Promise.all([access(path, constants.W_OK), access(dirname(path), constants.W_OK)]).then(
    () => true,
    () => false,
  )
