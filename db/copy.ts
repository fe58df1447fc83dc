import { closeSync, openSync, readSync, rmSync } from 'node:fs'
import Sqlite from 'better-sqlite3'

const PAGES_AT_ONCE = 2_000
const BUSY_MS = 10_000

/**
 * Copies the database of a URL, as it stands when the copy begins, into a new file that only its owner may read.
 *
 * Writers go on meanwhile: the copy reads one moment throughout. Throws when the file exists, and when `signal` asks to stop.
 */
export async function copyDatabase(url: string, to: string, signal?: AbortSignal): Promise<void> {
  closeSync(openSync(to, 'wx', 0o600))
  const source = new Sqlite(pathOf(url), { readonly: true, fileMustExist: true, timeout: BUSY_MS })
  try {
    // A transaction that has read something keeps its moment; without one, each write of others would begin the copy afresh.
    source.exec('begin')
    source.pragma('schema_version')
    await source.backup(to, {
      progress: () => {
        signal?.throwIfAborted()
        return PAGES_AT_ONCE
      },
    })
    inOneFile(to)
  } catch (error) {
    for (const companion of ['', '-journal', '-wal', '-shm']) rmSync(to + companion, { force: true })
    throw error
  } finally {
    source.close()
  }
}

/** Turns off the write-ahead log of a database that nobody uses, so that it is one file. Throws when somebody does. */
export function inOneFile(path: string): void {
  const sqlite = new Sqlite(path, { fileMustExist: true, timeout: 0 })
  try {
    sqlite.pragma('journal_mode = delete')
  } finally {
    sqlite.close()
  }
}

/** True when another process has the database open, by the locks that it holds; a file that is no database is nobody's. */
export function isInUse(path: string): boolean {
  // Opening what is no database could take away the log beside it, from which somebody may still want to save something.
  if (!isSqlite(path)) return false
  try {
    inOneFile(path)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && /^SQLITE_(BUSY|LOCKED)/.test(String(error.code))
  }
}

const MAGIC = 'SQLite format 3\0'

function isSqlite(path: string): boolean {
  const file = openSync(path, 'r')
  try {
    const start = Buffer.alloc(MAGIC.length)
    readSync(file, start, 0, MAGIC.length, 0)
    return start.toString('latin1') === MAGIC
  } finally {
    closeSync(file)
  }
}

/** The path of a database's file. */
export const pathOf = (url: string): string => url.replace(/^file:/, '')
