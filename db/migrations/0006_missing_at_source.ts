import type { Kysely } from 'kysely'
import { run } from './wording.ts'

/**
 * Records that are missing at their source by state and due date: each sweep asks for those that are due, and had to read every one that ever
 * went missing to find them.
 */
export const up = (db: Kysely<unknown>): Promise<void> =>
  run(db, [
    'drop index records_missing',
    'create index records_missing on records (source_system_id, state, due_on) where missing_since is not null',
  ])
