import { migrate } from '../../db/migrate.ts'
import { openDatabase } from '../../db/open.ts'
import type { Db } from '../../db/schema.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { type Clock, clockFrom } from '../../src/domain/calendar.ts'

export type Setting = { db: Db; config: Config; clock: Clock }

/**
 * Lends a command the database of its environment, brought up to date, and closes it however the command ends.
 *
 * Throws `WrongSetting` or `DatabaseUnusable` with what to do.
 */
export async function withDatabase<T>(
  env: Record<string, string | undefined>,
  now: () => Date,
  work: (setting: Setting) => Promise<T>,
): Promise<T> {
  const config = readConfig(env)
  const db = openDatabase(config.databaseUrl)
  try {
    await migrate(db)
    return await work({ db, config, clock: clockFrom(now, config.stoppedToday) })
  } finally {
    await db.destroy()
  }
}
