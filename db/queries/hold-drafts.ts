import type { Db } from '../schema.ts'

/** Keeps what a person has entered for a hold, and returns its number; what was left of earlier drafts before a day is gone. */
export async function addHoldDraft(
  db: Db,
  draft: { draftedById: number; draftedAt: string; draft: string },
  forgetBefore: string,
): Promise<number> {
  await db.deleteFrom('holdDrafts').where('draftedAt', '<', forgetBefore).execute()
  const { id } = await db.insertInto('holdDrafts').values(draft).returning('id').executeTakeFirstOrThrow()
  return id
}

/** What a person has entered for a hold, or undefined: it is another's, or has been placed. */
export async function holdDraft(db: Db, id: number, draftedById: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('holdDrafts')
    .select('draft')
    .where('id', '=', id)
    .where('draftedById', '=', draftedById)
    .executeTakeFirst()
  return row?.draft
}

/** Removes what was entered for a hold, once it is placed. */
export async function removeHoldDraft(db: Db, id: number): Promise<void> {
  await db.deleteFrom('holdDrafts').where('id', '=', id).execute()
}
