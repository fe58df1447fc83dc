import { addToCounts, type RecordCount } from '../../db/queries/record-counts.ts'
import { type Batch, type DueRecord, makeDue, openReviews, openReviewsFor } from '../../db/queries/sweep.ts'
import type { Db } from '../../db/schema.ts'
import { addDays, type Instant, type IsoDate } from '../domain/calendar.ts'

/** Records of one service and rule that have become due, in the review that is open for these, to be answered for by a day. */
export type FlaggedBatch = Batch & { reviewId: number; reviewBy: IsoDate }

/**
 * Makes records due that are past their period (`claimPastPeriod`), each in the open review of its service and rule, and returns them.
 * Each has its whole review period from this sweep on. In the caller's transaction, which counts them by `countPiece`.
 */
export async function flagPiece(
  tx: Db,
  batches: readonly Batch[],
  sweep: { asOf: IsoDate; runId: number },
): Promise<FlaggedBatch[]> {
  if (batches.length === 0) return []
  await openReviewsFor(tx, batches, sweep)
  const reviews = new Map((await openReviews(tx)).map((review) => [key(review), review]))
  const flagged = batches.map((batch): FlaggedBatch => {
    const review = reviews.get(key(batch))
    if (!review) throw new Error(`No review is open for ${key(batch)}`)
    return { ...batch, reviewId: review.id, reviewBy: addDays(sweep.asOf, review.reviewDays) }
  })
  const due = flagged.flatMap(({ ids: of, reviewId, reviewBy }): DueRecord[] =>
    of.map((id) => ({ id, reviewId, reviewBy })),
  )
  // In the order of ids, in which records lie: pages of the database are then written once.
  due.sort((a, b) => a.id - b.id)
  await makeDue(tx, due, sweep.asOf)
  return flagged
}

/** Keeps the counts of records right, in the transaction that has made these due at an instant. */
export const countPiece = (tx: Db, batches: readonly FlaggedBatch[], now: Instant): Promise<void> =>
  addToCounts(tx, batches.flatMap(becameDue), now)

const becameDue = ({ ruleId, serviceId, reviewId, reviewBy, ids }: FlaggedBatch): RecordCount[] => [
  { ruleId, serviceId, state: 'retained', records: -ids.length },
  { ruleId, serviceId, state: 'due', reviewId, reviewBy, records: ids.length },
]

const key = ({ ruleId, serviceId }: { ruleId: number; serviceId: number | null }): string =>
  `rule ${ruleId}, service ${serviceId ?? 'none'}`
