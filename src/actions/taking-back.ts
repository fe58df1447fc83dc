import { takeBack } from '../../db/queries/instruction-items.ts'
import type { Db } from '../../db/schema.ts'
import type { Clock } from '../domain/calendar.ts'
import { applyLaterVersions } from './rule-moves.ts'

/**
 * Takes records out of an instruction, in the caller's transaction: back to what they were kept as before, under their rules as they are now. A
 * change of a rule passes over what is instructed, so that whatever comes back has its dates to catch up with.
 */
export async function takeRecordsBack(
  tx: Db,
  clock: Clock,
  recordIds: readonly number[],
  { reason, byName }: { reason: string; byName: string },
): Promise<void> {
  await takeBack(tx, recordIds, { reason, now: clock.now(), byName })
  await applyLaterVersions(tx, clock, recordIds)
}
