import { usedIn } from '../../db/queries/used-in.ts'
import type { Db } from '../../db/schema.ts'
import type { Clock } from '../domain/calendar.ts'
import type { SharedKind } from '../domain/survivors.ts'
import { refreshFindings } from './refresh-findings.ts'

const AT_ONCE = 100

/** Finds afresh what is found in activities that a change of something shared concerns, in the transaction of that change. */
export async function refreshConcerned(tx: Db, activityIds: number[], clock: Clock): Promise<void> {
  for (let from = 0; from < activityIds.length; from += AT_ONCE)
    await refreshFindings(tx, activityIds.slice(from, from + AT_ONCE), clock.today())
}

/** As `refreshConcerned`, for the activities that name a thing of a shared list now. */
export async function refreshNaming(tx: Db, kind: SharedKind, id: number, clock: Clock): Promise<void> {
  const naming = await usedIn(tx, kind, id)
  await refreshConcerned(
    tx,
    naming.map((activity) => activity.id),
    clock,
  )
}
