import { closeEmptyReviews, type ReviewState } from '../../db/queries/disposal-reviews.ts'
import type { Db } from '../../db/schema.ts'
import type { Acting } from './acting.ts'
import { recordEvent } from './audit.ts'

/** Closes the reviews in which no record is left; each says so in its history. In the transaction given, or in one of its own. */
export const closeEmptied = (db: Db, acting: Acting): Promise<void> => closeThose(db, acting)

/** As `closeEmptied`, of those alone whose disposal was approved: in an open one exceptions can be undone until the next sweep. */
export const closeDisposed = (db: Db, acting: Acting): Promise<void> => closeThose(db, acting, ['approved'])

async function closeThose(db: Db, acting: Acting, states?: readonly ReviewState[]): Promise<void> {
  if (!db.isTransaction) return db.transaction().execute((tx) => closeThose(tx, acting, states))
  for (const id of await closeEmptyReviews(db, acting.clock.now(), states))
    await recordEvent(db, acting, { kind: 'review closed', subject: { kind: 'disposal review', id: String(id) } })
}
