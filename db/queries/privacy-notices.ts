import type { Insertable } from 'kysely'
import type { Db, Schema } from '../schema.ts'

export type NewPrivacyNotice = Insertable<Schema['privacyNotices']> & { facts: { heading: string; text: string }[] }

/** Stores a notice, its words and what it says of itself; throws when its code is taken. */
export async function addPrivacyNotice(db: Db, notice: NewPrivacyNotice): Promise<void> {
  const { facts, ...row } = notice
  const { id } = await db.insertInto('privacyNotices').values(row).returning('id').executeTakeFirstOrThrow()
  if (facts.length === 0) return
  await db
    .insertInto('privacyNoticeFacts')
    .values(facts.map(({ heading, text }, at) => ({ noticeId: id, position: at + 1, heading, text })))
    .execute()
}
