import { existsSync } from 'node:fs'
import { isInUse, pathOf } from '../../db/copy.ts'
import { standingOf } from '../../db/migrate.ts'
import { openDatabase } from '../../db/open.ts'
import { firstDamage, isServed, letStandStill } from '../../db/queries/whole-database.ts'
import type { Db } from '../../db/schema.ts'
import { openReadOnly } from '../../db/sqlite.ts'
import { DatabaseUnusable } from '../../db/unusable.ts'
import { isPostgresUrl, placeOf } from '../domain/database-url.ts'

/** A database by its place, as a sentence names it: never with a password. */
export const nameOf = (url: string): string => (isPostgresUrl(url) ? placeOf(url) : pathOf(url))

/** A database is open elsewhere; the message says what to do. */
export const inUse = (url: string): DatabaseUnusable =>
  new DatabaseUnusable(
    `The database ${nameOf(url)} is in use: stop the server, and whatever else has it open, and try again.`,
  )

/**
 * Lends the database at a URL to be read as it stands at one moment, without changing it.
 *
 * Throws `DatabaseUnusable` for one that is missing, in use, damaged, of another program or of another version than this.
 */
export async function readingSource<T>(url: string, work: (source: Db) => Promise<T>): Promise<T> {
  const db = isPostgresUrl(url) ? await openServed(url) : openFile(url)
  try {
    return await db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(async (moment) => {
        await letStandStill(moment)
        await refuseOther(moment, url)
        return work(moment)
      })
  } finally {
    await db.destroy()
  }
}

async function openServed(url: string): Promise<Db> {
  const db = openDatabase(url)
  try {
    if (await isServed(db)) throw inUse(url)
    return db
  } catch (error) {
    await db.destroy()
    throw error
  }
}

function openFile(url: string): Db {
  const path = pathOf(url)
  if (!existsSync(path)) throw new DatabaseUnusable(`There is no database ${path}.`)
  if (isInUse(path)) throw inUse(url)
  return openReadOnly(path)
}

async function refuseOther(db: Db, url: string): Promise<void> {
  const { applied, pending, unknown } = await standingOf(db)
  const name = nameOf(url)
  if (applied.length === 0) throw new DatabaseUnusable(`${name} is not a database of Muniment.`)
  if (unknown !== undefined)
    throw new DatabaseUnusable(
      `${name} is of a newer version of Muniment (it has ${unknown}): copy it with that version.`,
    )
  if (pending.length > 0)
    throw new DatabaseUnusable(
      `${name} is of an older version of Muniment (it lacks ${pending.join(', ')}): bring it up to date with npm run migrate first.`,
    )
  const damage = isPostgresUrl(url) ? null : await firstDamage(db)
  if (damage !== null) throw new DatabaseUnusable(`${name} is damaged: ${damage}. Restore a backup, and copy that.`)
}
