import { HandleEmptyInListsPlugin, Kysely, replaceWithNoncontingentExpression } from 'kysely'
import { isPostgresUrl } from '../src/domain/database-url.ts'
import { pathOf } from './copy.ts'
import { programNames } from './names.ts'
import { postgresDialect } from './postgres.ts'
import type { Db, Schema } from './schema.ts'
import { openReadOnly, sqliteDialect } from './sqlite.ts'
import type { Writing } from './writing.ts'

/** PostgreSQL does not know an empty list, of which nothing is a member. */
const emptyLists = new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression })

/**
 * Opens the database at `file:<path>`, whose folder and file are made when missing, or at `postgres://…`, which must be there.
 *
 * Throws `DatabaseUnusable` when the folder cannot be written or the file is not a whole SQLite database. A PostgreSQL server is
 * asked with the first statement, which throws it when that cannot be.
 */
export function openDatabase(url: string, writing: Writing = 'safe'): Db {
  return isPostgresUrl(url)
    ? new Kysely<Schema>({ dialect: postgresDialect(url, writing), plugins: [programNames, emptyLists] })
    : new Kysely<Schema>({ dialect: sqliteDialect(pathOf(url), writing), plugins: [programNames] })
}

/** Opens a database that another part of the program has opened already, to read from it with one connection. Throws `DatabaseUnusable`. */
export function openForReading(url: string): Db {
  if (!isPostgresUrl(url)) return openReadOnly(pathOf(url))
  return new Kysely<Schema>({ dialect: postgresDialect(url, 'hurried'), plugins: [programNames] })
}
