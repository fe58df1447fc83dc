import { closeEmptyReviews } from '../../db/queries/disposal-reviews.ts'
import type { Db } from '../../db/schema.ts'
import type { Acting } from './acting.ts'
import { recordEvent } from './audit.ts'

/** Closes the reviews in which no record is left; each says so in its history. In the transaction given, or in one of its own. */
export async function closeEmptied(db: Db, acting: Acting): Promise<void> {
  if (!db.isTransaction) return db.transaction().execute((tx) => closeEmptied(tx, acting))
  for (const id of await closeEmptyReviews(db, acting.clock.now()))
    await recordEvent(db, acting, { kind: 'review closed', subject: { kind: 'disposal review', id: String(id) } })
}
