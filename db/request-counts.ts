import { CompiledQuery } from 'kysely'
import { isPostgres } from './dialect.ts'
import type { Db } from './schema.ts'

/** The table in which nodes count requests together; a crash of the server may empty it, and no copy takes it along. */
export const REQUEST_COUNTS = 'request_counts'

/** What counts requests for all nodes: it runs statements as a client of node-postgres does. Null in a file, which one process serves. */
export function requestCounts(
  db: Db,
): { query: (statement: { text: string; values?: unknown[] }) => Promise<unknown> } | null {
  if (!isPostgres(db)) return null
  return { query: ({ text, values = [] }) => db.withoutPlugins().executeQuery(CompiledQuery.raw(text, values)) }
}
