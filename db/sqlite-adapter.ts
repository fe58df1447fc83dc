import type Sqlite from 'better-sqlite3'
import { SqliteAdapter } from 'kysely'
import type { Db } from './schema.ts'
import type { Writing } from './writing.ts'

/** What the embedded database can do, and the connection on which it writes. */
export class OwnAdapter extends SqliteAdapter {
  readonly sqlite: Sqlite.Database
  readonly writing: Writing
  constructor(sqlite: Sqlite.Database, writing: Writing) {
    super()
    this.sqlite = sqlite
    this.writing = writing
  }

  /** SQLite rolls back changes of tables too, so that a migration that fails leaves nothing behind. */
  override get supportsTransactionalDdl(): boolean {
    return true
  }

  /** The driver gives each its turn, so that what only reads need not wait for a transaction to end. */
  override get supportsMultipleConnections(): boolean {
    return true
  }
}

/** The connection on which a database writes, for what its query builder has no words for; undefined when it is not SQLite. */
export function sqliteOf(db: Db): Sqlite.Database | undefined {
  return adapterOf(db)?.sqlite
}

/** The file to which a connection for heavy work writes; undefined for any other connection, such as that of the pages. */
export function hurriedFileOf(db: Db): string | undefined {
  const adapter = adapterOf(db)
  return adapter?.writing === 'hurried' ? adapter.sqlite.name : undefined
}

function adapterOf(db: Db): OwnAdapter | undefined {
  const { adapter } = db.getExecutor()
  return adapter instanceof OwnAdapter ? adapter : undefined
}
