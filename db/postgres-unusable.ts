import { placeOf, serverOf, userOf } from '../src/domain/database-url.ts'
import { DatabaseUnusable } from './unusable.ts'

const OLDEST_MAJOR = 16

/** Throws `DatabaseUnusable` for a server of too old a version (`server_version_num`), and for a database that is not in UTF-8. */
export function refuseUnfit(url: string, version: number, encoding: string): void {
  const major = Math.floor(version / 10_000)
  if (major < OLDEST_MAJOR)
    throw new DatabaseUnusable(
      `The server ${serverOf(url)} is PostgreSQL ${major}: Muniment needs ${OLDEST_MAJOR} or newer.`,
    )
  if (encoding !== 'UTF8')
    throw new DatabaseUnusable(
      `The database ${placeOf(url)} is in ${encoding}: create it again with encoding 'UTF8' template template0.`,
    )
}

/** Why no connection was had, in a sentence that says what to do; the password is never in it. */
export function whyUnreachable(error: unknown, url: string): Error {
  if (!(error instanceof Error)) return new Error(String(error))
  if (error instanceof DatabaseUnusable) return error
  const code = 'code' in error ? String(error.code) : ''
  const server = `The PostgreSQL server ${serverOf(url)}`
  return new DatabaseUnusable(sentences(server, url)[code] ?? `${server} cannot be used: ${error.message}.`)
}

const sentences = (server: string, url: string): Record<string, string> => {
  const away = `${server} does not answer: start it, or set DATABASE_URL.`
  const notLetIn = `${server} does not let ${userOf(url)} in: look at the user and password in DATABASE_URL, and at pg_hba.conf.`
  return {
    ...{ ECONNREFUSED: away, ECONNRESET: away, EHOSTUNREACH: away, ENETUNREACH: away, ETIMEDOUT: away },
    ...{ ENOTFOUND: away, EAI_AGAIN: away, ENOENT: away },
    ...{ '28P01': notLetIn, '28000': notLetIn },
    '3D000': `${server} has no such database: create ${placeOf(url)} with encoding 'UTF8', or set DATABASE_URL.`,
    '42501': `${server} does not let ${userOf(url)} use the database: grant connect on it to that user.`,
    '53300': `${server} has no connection left: raise max_connections, or end what holds them.`,
    '57P03': `${server} is starting up or shutting down: try again in a moment.`,
  }
}
