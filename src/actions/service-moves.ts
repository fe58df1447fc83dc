import { changeReview, mergeReview } from '../../db/queries/review-decisions.ts'
import {
  joinSome,
  moveRecordsOfReview,
  moveToSurvivor,
  nextLeftBehind,
  nextReviewToSettle,
} from '../../db/queries/service-moves.ts'
import type { Db } from '../../db/schema.ts'
import type { Acting } from './acting.ts'
import { recordEvent } from './audit.ts'
import { letOthersWrite, nextSize } from './chunks.ts'
import { reviewSubject } from './review-actor.ts'

/** So many records move with the merge itself; what is more follows in short transactions. */
export const MOVED_AT_ONCE = 5_000
const FIRST = 1_000

export type Moving = Acting & { signal?: AbortSignal; renew?: (tx: Db) => Promise<void> }

/**
 * Hands the disposal reviews under way of services that were merged away to those in their place, with the records in them; of many records these
 * follow (`moveLeftBehind`), as both services are taken for the same meanwhile.
 *
 * Where the survivor has an open review under the same rule, an open one joins it and is closed as merged, unless it has many records; any other goes on
 * under the survivor's name. Both count as changed, so that a decision on what was shown before is refused. In the caller's transaction.
 */
export async function settleReviews(tx: Db, acting: Acting): Promise<void> {
  const { clock } = acting
  const next = () => nextReviewToSettle(tx, { joining: false, most: MOVED_AT_ONCE })
  for (let review = await next(); review; review = await next()) {
    if (review.records <= MOVED_AT_ONCE) await moveRecordsOfReview(tx, review, clock.now())
    const { id, lockVersion, openId, openLockVersion } = review
    if (review.state !== 'open' || openId === null || openLockVersion === null) {
      await changeReview(tx, { id, lockVersion }, { serviceId: review.intoId })
      // Lists as at a day before are made of what each review says of its past.
      const changes = [{ field: 'service', before: review.from, after: review.into }]
      await recordEvent(tx, acting, { kind: 'changed', subject: reviewSubject(id), changes })
      continue
    }
    await mergeReview(tx, id, openId, clock.now())
    await changeReview(
      tx,
      { id, lockVersion },
      { state: 'closed', closedAt: clock.now(), outcome: 'merged', mergedIntoId: openId },
    )
    await changeReview(tx, { id: openId, lockVersion: openLockVersion }, {})
  }
}

/** Moves some of the many records of a review that joins another, no more than a limit, in the caller's transaction; null when there is none. */
async function joinSomeRecords(tx: Db, acting: Acting, limit: number): Promise<{ ids: number[] } | null> {
  const review = await nextReviewToSettle(tx, { joining: true, most: 0 })
  if (!review || review.openId === null || review.openLockVersion === null) return null
  const ids = await joinSome(tx, review, { limit, now: acting.clock.now() })
  await changeReview(tx, review, {})
  await changeReview(tx, { id: review.openId, lockVersion: review.openLockVersion }, {})
  await recordTakenOver(tx, acting, review, ids)
  return { ids }
}

/**
 * Moves records that still stand with a service that was merged away, no more than a limit, in the caller's transaction; null when there are none.
 *
 * First those of reviews that join others, both at once: as long as a review has yet to join, a record is left that says so.
 */
export async function moveSome(tx: Db, acting: Acting, limit: number): Promise<{ ids: number[] } | null> {
  const joined = await joinSomeRecords(tx, acting, limit)
  if (joined) return joined
  const left = await nextLeftBehind(tx, limit)
  if (!left) return null
  await moveToSurvivor(tx, left.ids, left.intoId, acting.clock.now())
  await recordTakenOver(tx, acting, left, left.ids)
  return left
}

const recordTakenOver = (tx: Db, acting: Acting, { from, into }: { from: string; into: string }, records: number[]) =>
  recordEvent(tx, acting, {
    kind: 'records taken over',
    subject: { kind: 'service', id: into },
    facts: { from },
    records,
  })

/**
 * Moves all records that still stand with services that were merged away, in transactions so short that pages hardly wait, and settles
 * the reviews that a sweep may have opened for such a service meanwhile. Returns how many records moved.
 *
 * Cut off at any moment and begun again it ends as if undisturbed, and two at a time share the work.
 */
export async function moveLeftBehind(db: Db, { signal, renew, ...acting }: Moving): Promise<number> {
  let moved = 0
  for (let size = FIRST; ; ) {
    signal?.throwIfAborted()
    const began = performance.now()
    const left = await db.transaction().execute(async (tx) => {
      await renew?.(tx)
      await settleReviews(tx, acting)
      return moveSome(tx, acting, size)
    })
    if (left === null) return moved
    moved += left.ids.length
    size = nextSize(left.ids.length, performance.now() - began)
    await letOthersWrite()
  }
}
