import { DatabaseUnusable } from './unusable.ts'

/**
 * True for a fault of the database that passes by itself, so that the same work succeeds later: another process holds its lock for long, or
 * the connection to the server broke, was ended by it, or was not had.
 */
export function isPassingFault(error: unknown): boolean {
  if (error instanceof DatabaseUnusable) return true
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return PASSING.test(code) || BROKEN.test(error.message)
}

/** SQLite's locks; PostgreSQL's classes of broken connections, of what whoever runs the server does with it, and of locks that were not had in time; sockets. */
const PASSING = /^(SQLITE_BUSY.*|08[0-9A-Z]{3}|57P[0-9A-Z]{2}|55P03|ECONNRESET|EPIPE|ETIMEDOUT)$/

/** What the client of PostgreSQL says, without a code, of a connection that broke while it was used. */
const BROKEN = /^Connection terminated|not queryable$/
