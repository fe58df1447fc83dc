import { type Given, prepared } from '../prepared.ts'
import type { Db } from '../schema.ts'

/** A session as it is kept: known by a hash of its id only. It ends at `expiresAt` when nothing more is asked. */
export type KeptSession = {
  idHash: string
  userId: number | null
  data: string
  expiresAt: string
  address: string
  browser: string
}

/** The data of a session that has not ended, and when it was last kept; or undefined. */
export async function sessionData(
  db: Db,
  idHash: string,
  now: string,
): Promise<{ data: string; lastSeenAt: string } | undefined> {
  return (await runningSession(db, idHash, now))[0]
}

const runningSession = prepared((db, idHash: Given<string>, now: Given<string>) =>
  db
    .selectFrom('sessions')
    .select(['data', 'lastSeenAt'])
    .where('idHash', '=', idHash)
    .where('expiresAt', '>', now)
    .where('endsAt', '>', now),
)

/** Begins a session, which ends at `endsAt` whatever happens; the request that begins it may keep it more than once. */
export async function addSession(db: Db, session: KeptSession, now: string, endsAt: string): Promise<void> {
  await db
    .insertInto('sessions')
    .values({ ...session, createdAt: now, lastSeenAt: now, endsAt })
    .onConflict((conflict) => conflict.column('idHash').doUpdateSet({ ...session, lastSeenAt: now }))
    .execute()
}

/** Keeps what a session holds by now; one that was ended meanwhile stays ended. */
export async function keepSession(db: Db, session: KeptSession, now: string): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ ...session, lastSeenAt: now })
    .where('idHash', '=', session.idHash)
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
