import type { Db } from '../schema.ts'

/** Writes down that the hash of an event has left for where nobody here can change it. */
export async function addAnchor(db: Db, anchor: { eventId: number; hash: string; anchoredAt: string }): Promise<void> {
  await db.insertInto('auditAnchors').values(anchor).execute()
}
