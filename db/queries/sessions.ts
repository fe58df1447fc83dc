import type { Db } from '../schema.ts'

/** The data of a session that has not expired, or undefined. Sessions are known by a hash of their id only. */
export async function sessionData(db: Db, idHash: string, now: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('sessions')
    .select('data')
    .where('idHash', '=', idHash)
    .where('expiresAt', '>', now)
    .executeTakeFirst()
  return row?.data
}

/** Keeps a session's data until it expires. */
export async function keepSession(
  db: Db,
  session: { idHash: string; userId: number | null; data: string; expiresAt: string },
): Promise<void> {
  await db
    .insertInto('sessions')
    .values(session)
    .onConflict((conflict) => conflict.column('idHash').doUpdateSet(session))
    .execute()
}

/** Ends a session. */
export async function endSession(db: Db, idHash: string): Promise<void> {
  await db.deleteFrom('sessions').where('idHash', '=', idHash).execute()
}

/** Removes the sessions that have expired and returns how many there were. */
export async function removeExpiredSessions(db: Db, now: string): Promise<number> {
  const result = await db.deleteFrom('sessions').where('expiresAt', '<=', now).executeTakeFirst()
  return Number(result.numDeletedRows)
}
