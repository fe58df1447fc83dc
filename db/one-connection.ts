import { isPostgres } from './dialect.ts'
import type { Db } from './schema.ts'

/** Lends one connection for all that a piece of work does, as temporary tables need. SQLite writes on one anyway. */
export const onOneConnection = <T>(db: Db, work: (db: Db) => Promise<T>): Promise<T> =>
  isPostgres(db) ? db.connection().execute(work) : work(db)
