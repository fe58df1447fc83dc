import type { Insertable } from 'kysely'
import type { Db, Schema } from '../schema.ts'

/** Puts a message into the outbox; false when it holds one with that key already. */
export async function addMessage(db: Db, message: Insertable<Schema['mailOutbox']>): Promise<boolean> {
  const added = await db
    .insertInto('mailOutbox')
    .values(message)
    .onConflict((conflict) => conflict.column('dedupeKey').doNothing())
    .returning('id')
    .executeTakeFirst()
  return added !== undefined
}
