import type { Insertable } from 'kysely'
import type { Db, Schema } from '../schema.ts'

export type NewRecordChange = Insertable<Schema['recordChanges']>

const AT_ONCE = 1000

/** Writes what happened to records into their histories. */
export async function addRecordChanges(db: Db, changes: NewRecordChange[]): Promise<void> {
  for (let from = 0; from < changes.length; from += AT_ONCE)
    await db
      .insertInto('recordChanges')
      .values(changes.slice(from, from + AT_ONCE))
      .execute()
}
