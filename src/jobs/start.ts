import { setTimeout as pause } from 'node:timers/promises'
import { migrate } from '../../db/migrate.ts'
import { openDatabase } from '../../db/open.ts'
import { isEmptyRegister } from '../../db/queries/organisations.ts'
import { knownPasswords } from '../../db/queries/users.ts'
import type { Db } from '../../db/schema.ts'
import { DatabaseUnusable } from '../../db/unusable.ts'
import { loadDemonstration } from '../actions/demonstration.ts'
import { indexIfNone } from '../actions/search-index.ts'
import type { Config } from '../config.ts'
import type { Clock } from '../domain/calendar.ts'

const TRIES = 10
const KNOWN_PASSWORDS =
  'The database has demonstration accounts, whose password everybody knows: set DATABASE_URL to a database of its own for production, or suspend these accounts first, in a server that is not in production.'
const PAUSE_MS = 500

/**
 * Opens the database, brings it up to date and, outside production, fills an empty one with the demonstration.
 *
 * `say` takes one line for the person at the terminal. Throws `DatabaseUnusable` with what to do.
 */
export async function prepareDatabase(config: Config, clock: Clock, say: (line: string) => void): Promise<Db> {
  const db = openDatabase(config.databaseUrl)
  try {
    await migrateWithRetry(db)
    if (config.production && (await knownPasswords(db))) throw new DatabaseUnusable(KNOWN_PASSWORDS)
    if (!config.production && (await isEmptyRegister(db)))
      await loadDemonstration(db, { uploads: config.uploads, hashKey: config.recordHashKey, clock, say })
    await indexIfNone(db)
    return db
  } catch (error) {
    await db.destroy()
    throw error
  }
}

/** Two processes may start at once on a new database: the second waits for the first and finds nothing left to do. */
async function migrateWithRetry(db: Db): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await migrate(db)
      return
    } catch (error) {
      if (error instanceof DatabaseUnusable || attempt === TRIES) throw error
      await pause(PAUSE_MS)
    }
  }
}
