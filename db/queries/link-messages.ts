import type { Db } from '../schema.ts'

const ofLinks = ['invitation', 'password reset'] as const

/** Removes the messages to a person that hold a link and were not sent, given up or not: the link is worth nothing any more. */
export async function removeLinkMessages(db: Db, userId: number): Promise<void> {
  await db
    .deleteFrom('mailOutbox')
    .where('userId', '=', userId)
    .where('kind', 'in', ofLinks)
    .where('sentAt', 'is', null)
    .execute()
}

/** Empties every message that holds a link and was not sent: none of the links can be used any more. */
export async function emptyLinkMessages(db: Db): Promise<void> {
  await emptied(db).execute()
}

/** Empties the messages that were given up and hold a link that has expired, so that they are not tried again either. */
export async function emptyExpiredMessages(db: Db, now: string): Promise<void> {
  await emptied(db)
    .where('givenUpAt', 'is not', null)
    .where('userId', 'in', (eb) =>
      eb.selectFrom('accountLinks').select('userId').where('usedAt', 'is', null).where('expiresAt', '<=', now),
    )
    .execute()
}

/** A person has at most one link that was not used, and the messages of older ones are gone. */
const emptied = (db: Db) =>
  db.updateTable('mailOutbox').set({ text: '', html: '' }).where('kind', 'in', ofLinks).where('sentAt', 'is', null)
