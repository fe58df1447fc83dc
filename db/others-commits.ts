import { sql } from 'kysely'
import type { Db } from './schema.ts'
import { hurriedFileOf } from './sqlite-adapter.ts'

/**
 * A number that is another as soon as anybody else has committed something to the file, within the caller's transaction on a connection for
 * heavy work; what this connection commits leaves it as it is (SQLite, `pragma data_version`). Null where that cannot be told.
 */
export async function othersCommits(tx: Db): Promise<number | null> {
  if (hurriedFileOf(tx) === undefined) return null
  const { rows } = await sql<{ dataVersion: number }>`pragma data_version`.execute(tx)
  return rows[0]?.dataVersion ?? null
}
