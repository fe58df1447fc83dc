import { removeLapsedAttempts } from '../../db/queries/attempts.ts'
import { removeExpiredSessions } from '../../db/queries/sessions.ts'
import type { Db } from '../../db/schema.ts'
import type { Clock } from '../domain/calendar.ts'
import { countOf } from '../domain/list.ts'

/** Removes the sessions of people who did not sign out, and counts of tries that have lapsed. */
export async function forgetSessions({ db, clock }: { db: Db; clock: Clock }): Promise<string> {
  await removeLapsedAttempts(db, clock.now())
  return `Removed ${countOf(await removeExpiredSessions(db, clock.now()), 'expired session')}.`
}
