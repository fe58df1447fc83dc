import { createHash } from 'node:crypto'
import { constants, existsSync, globSync, readFileSync } from 'node:fs'
import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { IsoDate } from '../../src/domain/calendar.ts'
import { ROOT } from '../lib/run-program.ts'
import { inOwnProcess } from './child.ts'
import { sqliteShell } from './limits.ts'
import { makeRegister, writeFeed } from './register.ts'

/** The day on which the bench happens; a tenth of its records is past its period by then. */
export const AS_AT: IsoDate = '2026-11-22'
/** The day of the next weekly feed. */
export const NEXT_WEEK: IsoDate = '2026-11-29'

/**
 * What is measured on; each file is made when it is first asked for.
 *
 * `empty`: the register without records; `loaded`: with them; `swept`: with those past their period in reviews; `table`: the rows of
 * `records` as CSV; `feed` and `later`: two editions of the feed.
 */
export type Data = {
  parent: string
  folder: string
  rows: number
  feed: () => Promise<string>
  later: () => Promise<string>
  empty: () => Promise<string>
  loaded: () => Promise<string>
  swept: () => Promise<string>
  table: () => Promise<string>
  /** A file of one's own: made once under its name. */
  made: (name: string, make: (path: string) => Promise<void>) => Promise<string>
  /** Removes such a file; asked for again, it is made again. */
  forget: (name: string) => Promise<void>
}

/** The data of so many records in a folder that is made when missing. What an earlier run has left there is used again. */
export async function dataIn(parent: string, rows: number): Promise<Data> {
  const folder = join(parent, `${rows}-${sourcesHash()}`)
  await mkdir(folder, { recursive: true })
  const begun = new Map<string, Promise<string>>()
  const made: Data['made'] = (name, make) => {
    const making = begun.get(name) ?? makeOnce(join(folder, name), make)
    begun.set(name, making)
    return making
  }
  const forget: Data['forget'] = async (name) => {
    begun.delete(name)
    await removeDatabase(join(folder, name))
  }
  const data: Data = {
    parent,
    folder,
    rows,
    made,
    forget,
    empty: () => made('empty.db', (path) => makeRegister(path, AS_AT)),
    feed: () =>
      made('feed.csv', async (path) => writeFeed(await data.empty(), path, { rows, edition: 'first', asAt: AS_AT })),
    later: () =>
      made('later.csv', async (path) => writeFeed(await data.empty(), path, { rows, edition: 'later', asAt: AS_AT })),
    loaded: () =>
      made('loaded.db', async (path) => {
        await copyFile(await data.empty(), path)
        await inOwnProcess({ work: 'import', database: path, feed: await data.feed(), mode: 'delta', today: AS_AT })
      }),
    swept: () =>
      made('swept.db', async (path) => {
        await copyFile(await data.loaded(), path)
        await sqliteShell(path, [spreadOverYears])
        await inOwnProcess({ work: 'sweep', database: path, today: AS_AT })
        // A server that starts finds the day's work done, so that nothing runs beside what is measured.
        await inOwnProcess({ work: 'verify', database: path, today: AS_AT })
      }),
    table: () =>
      made('table.csv', async (path) => {
        await sqliteShell(await data.loaded(), ['.mode csv', `.once ${path}`, 'select * from records;'])
      }),
  }
  return data
}

/** As in a council that has had its inventory for five years, and whose systems have lost sight of a few records. */
const spreadOverYears = `update records set first_seen_on = date('${AS_AT}', '-' || (id % 1800) || ' days'),
  missing_since = case when id % 400 = 7 then date('${AS_AT}', '-' || (id % 90) || ' days') end;`

/** A copy of a database for one run, which may change it. It is on the disk when the run begins, so that no run waits for the copying. */
export async function fresh(data: Data, database: string): Promise<string> {
  const copy = join(data.folder, 'run.db')
  await removeDatabase(copy)
  await copyFile(database, copy, constants.COPYFILE_FICLONE)
  const file = await open(copy, 'r+')
  await file.sync()
  await file.close()
  return copy
}

/** Removes a database with the files that may stand beside it. */
async function removeDatabase(path: string): Promise<void> {
  for (const ending of ['', '-wal', '-shm']) await rm(path + ending, { force: true })
}

async function makeOnce(path: string, make: (path: string) => Promise<void>): Promise<string> {
  if (existsSync(path)) return path
  const unfinished = `${path}.unfinished`
  await removeDatabase(unfinished)
  await make(unfinished)
  await rename(unfinished, path)
  return path
}

/** Of all that decides what the data looks like: data of an older schema is not used again. */
function sourcesHash(): string {
  const hash = createHash('sha256')
  const patterns = ['db/migrations/*.ts', 'scripts/bench/{rows,register,data}.ts', 'seed/**/*.ts']
  for (const path of globSync(patterns, { cwd: ROOT }).sort()) hash.update(readFileSync(join(ROOT, path)))
  return hash.digest('hex').slice(0, 8)
}
