import type { DecisionRow } from '../../db/queries/review-decisions.ts'
import { forgetRecords, idsToForget, recordsToForget } from '../../db/queries/review-disposals.ts'
import type { Review } from '../../db/queries/review-show.ts'
import type { Db } from '../../db/schema.ts'
import { type Clock, type IsoDate, londonDate } from '../domain/calendar.ts'
import { disposableFrom } from '../domain/disposal.ts'
import { forgottenReference } from '../domain/forgotten.ts'
import { program } from '../domain/permission.ts'
import { recordEvent } from './audit.ts'
import { inChunks } from './chunks.ts'
import { closeDisposed } from './empty-reviews.ts'
import type { Held } from './job-leases.ts'

/** The first day on which what a review approved may be disposed of, or null while it is not approved. */
export function disposableSince(review: Review, decisions: DecisionRow[]): IsoDate | null {
  const last = decisions.find(({ decision }) => decision === 'approve disposal' || decision === 'second approval')
  return last ? disposableFrom(londonDate(last.decidedAt), review.rule.coolingOffDays) : null
}

const BY_NAME = 'Forgetting'

const unhurried: Held = { signal: new AbortController().signal, renew: async () => {} }

/**
 * Makes the inventory forget every record whose data is gone and that it still knows, and closes the reviews of which nothing is left then;
 * nothing to do is quickly done.
 */
export async function forgetDisposed(db: Db, clock: Clock, hashKey: string, held: Held = unhurried): Promise<void> {
  const ids = await idsToForget(db)
  const refusedRecords = await inChunks(db, ids, held, async (tx, some) => {
    // Asked again: another process may have been at it since.
    const records = await recordsToForget(tx, some)
    if (records.length === 0) return
    const known = records.map(({ id, sourceSystemId, organisationId, reference }) => ({
      ...{ id, organisationId },
      reference: forgottenReference(hashKey, sourceSystemId, reference),
    }))
    await forgetRecords(tx, known)
    const subject = { kind: 'list', id: 'records' } as const
    const ids = known.map(({ id }) => id)
    await recordEvent(tx, { who: program(BY_NAME), clock }, { kind: 'forgotten', subject, records: ids })
  })
  await closeDisposed(db, { who: program(BY_NAME), clock })
  const [first] = refusedRecords
  if (first) throw new Error(`Record ${first.item} could not be forgotten: ${first.reason}`)
}
