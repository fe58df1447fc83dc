import type { Db } from '../schema.ts'
import { removeLinkMessages } from './link-messages.ts'

export type LinkKind = 'invitation' | 'password reset'

/** A link that can still be used, with whose it is. */
export type OpenLink = { id: number; kind: LinkKind; userId: number; name: string; email: string; expiresAt: string }

/** Adds a link, of which only the hash of its token is kept. The person's older links are forgotten. */
export async function addLink(
  db: Db,
  link: { userId: number; kind: LinkKind; tokenHash: string; createdAt: string; expiresAt: string },
): Promise<void> {
  await forgetOpenLinks(db, link.userId)
  await db
    .insertInto('accountLinks')
    .values({ ...link, usedAt: null })
    .execute()
}

/** Forgets the links of a person that were not used, with the messages in which they wait to be sent. */
export async function forgetOpenLinks(db: Db, userId: number): Promise<void> {
  await db.deleteFrom('accountLinks').where('userId', '=', userId).where('usedAt', 'is', null).execute()
  await removeLinkMessages(db, userId)
}

/** The link with the hash of a token, unless it is used or expired, or its person is suspended. */
export async function openLink(db: Db, tokenHash: string, now: string): Promise<OpenLink | undefined> {
  return openLinks(db, now).where('link.tokenHash', '=', tokenHash).executeTakeFirst()
}

/** The one link that a person has been given and can still use, or undefined. */
export async function openLinkOf(db: Db, userId: number, now: string): Promise<OpenLink | undefined> {
  return openLinks(db, now).where('link.userId', '=', userId).executeTakeFirst()
}

const openLinks = (db: Db, now: string) =>
  db
    .selectFrom('accountLinks as link')
    .innerJoin('users as user', 'user.id', 'link.userId')
    .select(['link.id', 'link.kind', 'link.userId', 'link.expiresAt', 'user.name', 'user.email'])
    .where('link.usedAt', 'is', null)
    .where('link.expiresAt', '>', now)
    .where('user.suspendedAt', 'is', null)

/** Marks a link as used, and removes the messages in which it waits to be sent; false when somebody else was faster, or when it cannot be used any more. */
export async function useLink(db: Db, id: number, now: string): Promise<boolean> {
  const used = await db
    .updateTable('accountLinks')
    .set({ usedAt: now })
    .where('id', '=', id)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', now)
    .where('userId', 'in', (eb) => eb.selectFrom('users').select('id').where('suspendedAt', 'is', null))
    .returning('userId')
    .executeTakeFirst()
  if (used) await removeLinkMessages(db, used.userId)
  return used !== undefined
}

/** True when a person was given a link after an instant. */
export async function linkedSince(db: Db, userId: number, since: string): Promise<boolean> {
  const link = await db
    .selectFrom('accountLinks')
    .select('id')
    .where('userId', '=', userId)
    .where('createdAt', '>', since)
    .limit(1)
    .executeTakeFirst()
  return link !== undefined
}
