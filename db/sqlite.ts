import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { type Dialect, type Driver, Kysely, type QueryCompiler, type SqliteAdapter, SqliteDialect } from 'kysely'
import { OwnSqliteCompiler, programNames } from './names.ts'
import type { Db, Schema } from './schema.ts'
import { OwnAdapter } from './sqlite-adapter.ts'
import { type SqliteConnections, SqlitePairDriver } from './sqlite-driver.ts'
import { DatabaseUnusable } from './unusable.ts'
import type { Writing } from './writing.ts'

const BUSY_MS = 10_000
const CACHE_KIB = 40_000
/** Just below 32 MiB, as what is asked for is rounded up. */
const LARGEST_BLOCK_BYTES = 32 * 1024 * 1024 - 64 * 1024
const SMALL_ENOUGH_TO_CHECK = 64 * 1024 * 1024

/**
 * After how many pages in the log whoever commits brings them into the file. Heavy work does that itself and often enough that a page
 * that is being answered hardly ever has to: it would wait for the disk in the middle of everything.
 */
const PAGES_BEFORE_CHECKPOINT: Record<Writing, number> = { safe: 60_000, hurried: 24_000 }

/** The embedded database in a file; see `openDatabase`. */
export function sqliteDialect(path: string, writing: Writing): Dialect {
  const sqlite = openFile(path)
  if (writing === 'hurried') {
    sqlite.pragma('synchronous = normal')
    keepMemory()
  }
  sqlite.pragma(`wal_autocheckpoint = ${PAGES_BEFORE_CHECKPOINT[writing]}`)
  return new OwnDialect(connections(path, sqlite, writing), writing)
}

/** Opens a database that is not to be changed, such as a backup: it is neither made nor checked, and little of it is kept in memory. Throws `DatabaseUnusable`. */
export function openReadOnly(path: string): Db {
  try {
    const database = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: BUSY_MS })
    return new Kysely<Schema>({ dialect: new NamingDialect({ database }), plugins: [programNames] })
  } catch (error) {
    throw sayWhy(error, path)
  }
}

/**
 * Makes the process keep memory that it uses again at once.
 *
 * What a statement may have to undo, some 40 MB for a piece of heavy work, was given back to the system after each statement and asked
 * for again page by page, which took a third of the time of a sweep. The C library of Linux keeps twice as much as the largest block
 * that was ever freed, of up to 32 MiB (mallopt(3), M_MMAP_THRESHOLD): this is one, freed at once. Others take no harm.
 */
const keepMemory = (): void => void new ArrayBuffer(LARGEST_BLOCK_BYTES).transfer(0)

function openFile(path: string): Sqlite.Database {
  try {
    mkdirSync(dirname(path), { recursive: true })
    const sqlite = new Sqlite(path, { timeout: BUSY_MS })
    sqlite.pragma('journal_mode = wal')
    sqlite.pragma('synchronous = full')
    sqlite.pragma('foreign_keys = on')
    sqlite.pragma(`cache_size = -${CACHE_KIB}`)
    // What a statement may have to undo is written down for each; in a file, that takes longer than the statement.
    sqlite.pragma('temp_store = memory')
    refuseDamaged(sqlite, path)
    // From here on nobody waits for a lock in the middle of everything: the driver tries again later.
    sqlite.pragma('busy_timeout = 0')
    return sqlite
  } catch (error) {
    throw sayWhy(error, path)
  }
}

/** The second connection is opened when it is needed first. */
function connections(path: string, sqlite: Sqlite.Database, writing: Writing): SqliteConnections {
  let reader: Sqlite.Database | undefined
  const reading = () => {
    reader ??= openReader(path)
    return reader
  }
  const close = () => {
    reader?.close()
    sqlite.close()
  }
  return { writing: sqlite, reading: writing === 'hurried' ? null : reading, close }
}

function openReader(path: string): Sqlite.Database {
  const sqlite = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: BUSY_MS })
  sqlite.pragma(`cache_size = -${CACHE_KIB}`)
  return sqlite
}

/** A whole check takes seconds on a large file, so that only a small one gets it at every start; backups check the rest. */
function refuseDamaged(sqlite: Sqlite.Database, path: string): void {
  sqlite.prepare('select count(*) from sqlite_master').get()
  const { size } = statSync(path)
  if (size % Number(sqlite.pragma('page_size', { simple: true })) !== 0 && nothingToRecover(path))
    throw new DatabaseUnusable(damaged(path))
  if (size > SMALL_ENOUGH_TO_CHECK) return
  const answer = sqlite.pragma('quick_check(1)', { simple: true })
  if (answer !== 'ok') throw new DatabaseUnusable(damaged(path))
}

/** True when no log stands beside the file from which its last page could still be completed. */
const nothingToRecover = (path: string): boolean =>
  (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0

const damaged = (path: string): string =>
  `The database ${path} is damaged or is not a database: restore a backup, or move the file away to start afresh.`

function sayWhy(error: unknown, path: string): Error {
  if (error instanceof DatabaseUnusable) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) return new DatabaseUnusable(damaged(path))
  const unwritable =
    ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code) || /^SQLITE_(CANTOPEN|READONLY|IOERR)/.test(code)
  const missingFolder = error instanceof TypeError && /directory does not exist/.test(error.message)
  if (unwritable || missingFolder)
    return new DatabaseUnusable(
      `The database ${path} cannot be written: give this user the right to write its folder, or set DATABASE_URL.`,
    )
  return error instanceof Error ? error : new Error(String(error))
}

class NamingDialect extends SqliteDialect {
  override createQueryCompiler(): QueryCompiler {
    return new OwnSqliteCompiler()
  }
}

class OwnDialect extends NamingDialect {
  readonly #connections: SqliteConnections
  readonly #writing: Writing
  constructor(connections: SqliteConnections, writing: Writing) {
    super({ database: connections.writing })
    this.#connections = connections
    this.#writing = writing
  }
  override createDriver(): Driver {
    return new SqlitePairDriver(this.#connections)
  }
  override createAdapter(): SqliteAdapter {
    return new OwnAdapter(this.#connections.writing, this.#writing)
  }
}
