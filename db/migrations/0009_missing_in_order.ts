import type { Kysely } from 'kysely'
import { run } from './wording.ts'

/** Records that are missing at their source in the order of all lists: their first page had to be sought among all records as they lie. */
export const up = (db: Kysely<unknown>): Promise<void> =>
  run(db, ['create index records_missing_in_order on records (id) where missing_since is not null'])
