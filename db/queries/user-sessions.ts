import type { Db } from '../schema.ts'

/** A place where a person is signed in. */
export type UserSession = {
  id: number
  idHash: string
  address: string
  browser: string
  createdAt: string
  lastSeenAt: string
}

/** The sessions of a person that have not ended, the latest used first. */
export async function sessionsOf(db: Db, userId: number, now: string): Promise<UserSession[]> {
  return db
    .selectFrom('sessions')
    .select(['id', 'idHash', 'address', 'browser', 'createdAt', 'lastSeenAt'])
    .where('userId', '=', userId)
    .where('expiresAt', '>', now)
    .where('endsAt', '>', now)
    .orderBy('lastSeenAt', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

/** Ends the sessions of a person and returns how many there were; `but`: the hash of one that goes on. */
export async function endSessionsOf(db: Db, userId: number, but = ''): Promise<number> {
  const result = await db
    .deleteFrom('sessions')
    .where('userId', '=', userId)
    .where('idHash', '<>', but)
    .executeTakeFirst()
  return Number(result.numDeletedRows)
}

/** Ends one session of a person, unless it is the one with the hash `but`; false when it is not theirs, or has ended. */
export async function endSessionOf(db: Db, userId: number, id: number, but: string): Promise<boolean> {
  const result = await db
    .deleteFrom('sessions')
    .where('userId', '=', userId)
    .where('id', '=', id)
    .where('idHash', '<>', but)
    .executeTakeFirst()
  return result.numDeletedRows > 0n
}
