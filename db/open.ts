import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import {
  CamelCasePlugin,
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  SqliteAdapter,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
} from 'kysely'
import type { Db, Schema } from './schema.ts'

/** Why a database cannot be used, in one sentence that says what to do. */
export class DatabaseUnusable extends Error {}

const BUSY_MS = 10_000
const CACHE_KIB = 64_000
const SMALL_ENOUGH_TO_CHECK = 64 * 1024 * 1024

/**
 * How a connection writes: `safe`, or `hurried` for work that is simply done again when its last commits are lost with the power.
 *
 * Neither can damage the file, and a process that dies loses nothing.
 */
export type Writing = 'safe' | 'hurried'

const HURRIED_PAGES_BEFORE_CHECKPOINT = 4000

/**
 * Opens the database at `file:<path>`; its folder and file are made when missing.
 *
 * Throws `DatabaseUnusable` when the folder cannot be written or the file is not a whole SQLite database.
 */
export function openDatabase(url: string, writing: Writing = 'safe'): Db {
  const path = url.replace(/^file:/, '')
  const sqlite = openFile(path)
  if (writing === 'hurried') {
    sqlite.pragma('synchronous = normal')
    sqlite.pragma(`wal_autocheckpoint = ${HURRIED_PAGES_BEFORE_CHECKPOINT}`)
  }
  return new Kysely<Schema>({ dialect: new ImmediateDialect({ database: sqlite }), plugins: [new CamelCasePlugin()] })
}

/** Opens a database that is not to be changed, such as a backup: it is neither made nor checked. Throws `DatabaseUnusable`. */
export function openReadOnly(path: string): Db {
  try {
    const database = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: BUSY_MS })
    return new Kysely<Schema>({ dialect: new SqliteDialect({ database }), plugins: [new CamelCasePlugin()] })
  } catch (error) {
    throw sayWhy(error, path)
  }
}

function openFile(path: string): Sqlite.Database {
  try {
    mkdirSync(dirname(path), { recursive: true })
    const sqlite = new Sqlite(path, { timeout: BUSY_MS })
    sqlite.pragma('journal_mode = wal')
    sqlite.pragma('synchronous = full')
    sqlite.pragma('foreign_keys = on')
    sqlite.pragma(`cache_size = -${CACHE_KIB}`)
    refuseDamaged(sqlite, path)
    return sqlite
  } catch (error) {
    throw sayWhy(error, path)
  }
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

/**
 * Every transaction takes the write lock when it begins.
 *
 * A transaction that began as a reader cannot wait for another process's write and would fail half-way instead.
 */
class ImmediateDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig
  constructor(config: SqliteDialectConfig) {
    super(config)
    this.#config = config
  }
  override createDriver(): SqliteDriver {
    return new ImmediateDriver(this.#config)
  }
  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter()
  }
}

class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}

/** SQLite rolls back changes of tables too, so that a migration that fails leaves nothing behind. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}
