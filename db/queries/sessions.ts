import type { Db } from '../schema.ts'

/** A session as it is kept: known by a hash of its id only. It ends at `expiresAt` when nothing more is asked, at `endsAt` in any case. */
export type KeptSession = {
  idHash: string
  userId: number | null
  data: string
  now: string
  expiresAt: string
  endsAt: string
  address: string
  browser: string
}

/** The data of a session that has not ended, or undefined. */
export async function sessionData(db: Db, idHash: string, now: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('sessions')
    .select('data')
    .where('idHash', '=', idHash)
    .where('expiresAt', '>', now)
    .where('endsAt', '>', now)
    .executeTakeFirst()
  return row?.data
}

/** Keeps a session's data; when it began and when it ends at the latest are those of its first request. */
export async function keepSession(db: Db, { now, endsAt, ...session }: KeptSession): Promise<void> {
  await db
    .insertInto('sessions')
    .values({ ...session, createdAt: now, lastSeenAt: now, endsAt })
    .onConflict((conflict) => conflict.column('idHash').doUpdateSet({ ...session, lastSeenAt: now }))
    .execute()
}

/** Ends a session. */
export async function endSession(db: Db, idHash: string): Promise<void> {
  await db.deleteFrom('sessions').where('idHash', '=', idHash).execute()
}

/** Removes the sessions that have ended and returns how many there were. */
export async function removeExpiredSessions(db: Db, now: string): Promise<number> {
  const result = await db
    .deleteFrom('sessions')
    .where((eb) => eb.or([eb('expiresAt', '<=', now), eb('endsAt', '<=', now)]))
    .executeTakeFirst()
  return Number(result.numDeletedRows)
}
