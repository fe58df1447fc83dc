import { existsSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { bareTables } from '../../db/bare-tables.ts'
import { tablesOf } from '../../db/catalogue.ts'
import { brokenConstraint } from '../../db/constraint.ts'
import { inOneFile, isInUse, pathOf } from '../../db/copy.ts'
import { keepAllIdsAhead } from '../../db/ids.ts'
import { migrate, standingOf } from '../../db/migrate.ts'
import { openDatabase } from '../../db/open.ts'
import {
  danglingRows,
  firstFilled,
  isServed,
  learnTables,
  letStandStill,
  writeWithoutNet,
} from '../../db/queries/whole-database.ts'
import type { Db } from '../../db/schema.ts'
import { openReadOnly } from '../../db/sqlite.ts'
import { DatabaseUnusable } from '../../db/unusable.ts'
import { isPostgresUrl } from '../domain/database-url.ts'
import { countOf } from '../domain/list.ts'
import { onDisk } from './backups.ts'
import { inUse, nameOf } from './copy-source.ts'
import { giveToOwner, removeWhole } from './database-file.ts'
import { indexAll } from './search-index.ts'

/**
 * What is done with a target: all rows go in with `fill`, while nothing looks at each of them; then, when the tables are as they were
 * again, `verify` reads them back, and throws when the target is not to be kept.
 */
export type Filling<T> = { fill: (target: Db) => Promise<void>; verify: (target: Db) => Promise<T> }

/**
 * Fills the database at a URL, which is there as a whole once `verify` has ended, or not at all.
 *
 * On PostgreSQL it is one transaction; a file has another name until then. Throws `DatabaseUnusable` for a target that is in use, of another
 * program or of a newer version, and for one that holds anything.
 */
export const fillingTarget = <T>(url: string, filling: Filling<T>): Promise<T> =>
  isPostgresUrl(url) ? fillServed(url, filling) : fillFile(url, filling)

async function fillServed<T>(url: string, filling: Filling<T>): Promise<T> {
  const db = openDatabase(url)
  try {
    if (await isServed(db)) throw inUse(url)
    await refuseFilled(db, url)
    await migrate(db)
    return await db.transaction().execute(async (target) => {
      await letStandStill(target)
      await refuseFilled(target, url)
      return fill(target, filling)
    })
  } finally {
    await db.destroy()
  }
}

async function fillFile<T>(url: string, filling: Filling<T>): Promise<T> {
  const path = resolve(pathOf(url))
  await refuseFile(path, url)
  const prepared = `${path}.copying`
  await removeWhole(prepared)
  try {
    const filled = await fillPrepared(prepared, filling)
    await refuseFile(path, url)
    await giveToOwner(prepared, path)
    await removeWhole(path)
    await rename(prepared, path)
    await onDisk(dirname(path))
    return filled
  } finally {
    await removeWhole(prepared)
  }
}

async function fillPrepared<T>(path: string, filling: Filling<T>): Promise<T> {
  const db = openDatabase(`file:${path}`, 'hurried')
  let filled: T
  try {
    await migrate(db)
    await writeWithoutNet(db)
    filled = await db.transaction().execute((target) => fill(target, filling))
  } finally {
    await db.destroy()
  }
  inOneFile(path)
  await onDisk(path)
  return filled
}

async function fill<T>(target: Db, { fill, verify }: Filling<T>): Promise<T> {
  try {
    const dress = await bareTables(target)
    await fill(target)
    await dress()
  } catch (error) {
    const broken = brokenConstraint(error)
    throw broken === null ? error : wouldBeDamaged(broken)
  }
  const dangling = await danglingRows(target)
  if (dangling > 0) throw wouldBeDamaged(`${countOf(dangling, 'row')} refer to rows that are not there`)
  await keepAllIdsAhead(target)
  // What searches find is not copied: it is of another make on each database.
  await indexAll(target)
  await learnTables(target)
  return verify(target)
}

const wouldBeDamaged = (why: string): DatabaseUnusable =>
  new DatabaseUnusable(`The source is not whole: ${why}. Nothing was copied: restore a backup of it, and copy that.`)

async function refuseFile(path: string, url: string): Promise<void> {
  if (!existsSync(path)) return
  if (isInUse(path)) throw inUse(url)
  const db = openReadOnly(path)
  try {
    if ((await standingOf(db)).foreign) throw new DatabaseUnusable(`${nameOf(url)} belongs to another program.`)
    await refuseFilled(db, url)
  } finally {
    await db.destroy()
  }
}

async function refuseFilled(db: Db, url: string): Promise<void> {
  const tables = await tablesOf(db)
  const filled = await firstFilled(
    db,
    tables.map(({ name }) => name),
  )
  if (filled !== null)
    throw new DatabaseUnusable(
      `The database ${nameOf(url)} holds something already (in ${filled}): copy into one that is empty, or move this one away first.`,
    )
}
