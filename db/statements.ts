import type Sqlite from 'better-sqlite3'

/** A page needs some twenty statements, all pages some hundreds. */
const MOST_KEPT = 500
/** Longer ones carry lists whose length is another each time. */
const LONGEST_KEPT = 5_000
/** Others act when they are prepared, as some pragmas do. */
const KEPT = /^\s*(?:select|insert|update|delete|with)\b/i

/**
 * Prepares the statements of a connection, and keeps those that were used last: preparing one takes about as long as running it.
 *
 * SQLite itself prepares a kept one again when the schema has changed. A statement is to be run to its end before it is asked for again.
 */
export function statementsOf(database: Sqlite.Database): (sql: string) => Sqlite.Statement {
  const kept = new Map<string, Sqlite.Statement>()
  return (sql) => {
    const statement = kept.get(sql) ?? database.prepare(sql)
    if (sql.length > LONGEST_KEPT || !KEPT.test(sql)) return statement
    kept.delete(sql)
    kept.set(sql, statement)
    const [longestUnused] = kept.keys()
    if (kept.size > MOST_KEPT && longestUnused !== undefined) kept.delete(longestUnused)
    return statement
  }
}
