import { alone } from '../../db/beside-others.ts'
import { addReviewByChange } from '../../db/queries/answer-days.ts'
import { exceptionBatches } from '../../db/queries/exception-batches.ts'
import { moveSome, someDueIn } from '../../db/queries/review-approvals.ts'
import { addDecision, changeReview, mergeExceptions, openReviewOf } from '../../db/queries/review-decisions.ts'
import { type Review, reviewById } from '../../db/queries/review-show.ts'
import { standingRecords } from '../../db/queries/review-stretches.ts'
import { endPart, finishWork, nextPart, nextReviewWork, type ReviewWork } from '../../db/queries/review-work.ts'
import type { Db } from '../../db/schema.ts'
import { FROZEN_PART, recordsOfPart } from '../domain/frozen-list.ts'
import { program } from '../domain/permission.ts'
import type { Acting } from './acting.ts'
import { recordEvent } from './audit.ts'
import { letOthersWrite, piecesTogether } from './chunks.ts'
import { recordAsked } from './exception-events.ts'
import type { Held } from './job-leases.ts'
import { reviewSubject } from './review-actor.ts'
import { BY_NAME, doPart, type ExceptionFacts, letLeave, type PartDone } from './review-parts.ts'

/** How decisions are carried out. `tell` hears of each piece once it is written, in its transaction. */
export type CarryingOut = Pick<Acting, 'clock'> & Held & { tell?: (tx: Db, records: number) => Promise<void> }

/**
 * Does what was decided for one review with all of its records, a part of the frozen list in each transaction, and returns how many there were.
 *
 * Each part is taken off the list in the transaction that does it, so that, cut off at any moment, it goes on to the same end. A record that
 * is not as it was decided any more is left out: it leaves an approval, with the reason.
 */
export async function carryOutWork(db: Db, work: ReviewWork, carrying: CarryingOut): Promise<number> {
  let records = 0
  const acting = { who: program(BY_NAME), clock: carrying.clock }
  await inTurns(db, carrying, async (tx) => {
    const part = await nextPart(tx, work.id)
    if (!part) return null
    const listed = recordsOfPart(part.list)
    const piece = await doPart(tx, acting, work, listed)
    await endPart(tx, work.id, part.id, { done: listed.length, leftOut: piece.leftOut })
    await recordPiece(tx, acting, work, piece)
    await carrying.tell?.(tx, listed.length)
    records += listed.length
    return 'more'
  })
  if (work.kind === 'approve disposal') await letLatecomersLeave(db, acting, work, carrying)
  await inTurns(db, carrying, async (tx) => ((await finish(tx, acting, work)) ? null : 'more'))
  return records
}

/** Writes pieces in short transactions as long as one says that there is more, and lets others write in between. */
async function inTurns(db: Db, { signal, renew }: Held, write: (tx: Db) => Promise<'more' | null>): Promise<void> {
  const workBegan = performance.now()
  for (;;) {
    signal.throwIfAborted()
    const { next } = await piecesTogether(db, { transact: alone, workBegan }, 'more', async (tx) => {
      await renew(tx)
      return write(tx)
    })
    if (next === null) return
    await letOthersWrite()
  }
}

/**
 * What came into the review in the moment in which it was decided was on nobody’s list: it leaves, and the next sweep flags it.
 *
 * They are looked for before the transactions that take them out: among a million records that would hold the lock for long.
 */
async function letLatecomersLeave(db: Db, acting: Acting, work: ReviewWork, { signal, renew }: Held): Promise<void> {
  const review = await reviewById(db, work.reviewId, null)
  if (!review) throw new Error(`There is no review ${work.reviewId}`)
  const { clock } = acting
  for await (const records of standingRecords(db, review, { state: 'due', filter: {}, today: clock.today() })) {
    signal.throwIfAborted()
    const ids = records.map(({ id }) => id)
    for (let from = 0; from < ids.length; from += FROZEN_PART)
      await db.transaction().execute(async (tx) => {
        await renew(tx)
        await letLeave(tx, acting, review.id, ids.slice(from, from + FROZEN_PART))
      })
  }
}

/** What is to be done first of all that was decided and is not done yet, or undefined. */
export const nextToCarryOut = (db: Db): Promise<ReviewWork | undefined> => nextReviewWork(db)

async function recordPiece(
  tx: Db,
  acting: Acting,
  work: ReviewWork,
  { done, asked, leftOut }: PartDone,
): Promise<void> {
  const facts = { decision: work.kind, ...(work.batchId === null ? {} : { batch: work.batchId }), 'left out': leftOut }
  const subject = reviewSubject(work.reviewId)
  await recordEvent(tx, acting, { kind: 'decision carried out', subject, facts, records: done })
  if (asked.length > 0) await recordAsked(tx, acting, (JSON.parse(work.facts) as ExceptionFacts).making, asked)
}

/** Brings the review into the state that was decided, now that its records are; false when a piece of that is done and more is left. */
async function finish(tx: Db, acting: Acting, work: ReviewWork): Promise<boolean> {
  const review = await reviewById(tx, work.reviewId, null)
  if (!review) throw new Error(`There is no review ${work.reviewId}`)
  if (work.kind === 'approve disposal') await finishApproval(tx, work, review)
  if (work.kind === 'exception') await finishException(tx, acting, work, review)
  if (work.kind === 'undo') await changeReview(tx, review, {})
  if (work.kind === 'send back' && !(await finishSendingBack(tx, acting, work, review))) return false
  await finishWork(tx, work.id, acting.clock.now())
  return true
}

async function finishApproval(tx: Db, work: ReviewWork, review: Review): Promise<void> {
  const { state } = JSON.parse(work.facts) as { state: 'approved' | 'awaiting second approval' }
  await changeReview(tx, review, review.state === 'closed' ? {} : { state })
}

/** That all are kept longer is a decision once they are: what waits for information governance is still to be decided. */
async function finishException(tx: Db, { clock }: Acting, work: ReviewWork, review: Review): Promise<void> {
  const facts = JSON.parse(work.facts) as ExceptionFacts
  const { reviewId, batchId, exception, by } = facts.making
  const [kept] = await exceptionBatches(tx, reviewId, batchId)
  const isDecided = facts.then === 'close' && kept && review.state === 'open'
  if (!isDecided || (await someDueIn(tx, review.id, 1)).length > 0) return void (await changeReview(tx, review, {}))
  if (facts.listHash !== undefined && exception.kind === 'keep longer') {
    const { date: keepUntil, reason } = exception
    const list = { records: work.total, hash: facts.listHash }
    await addDecision(tx, { reviewId, decision: 'keep all longer', keepUntil, reason, list, by })
  }
  const { answerBy: reviewBy = review.reviewBy } = facts
  const closedAt = clock.now()
  if (reviewBy !== review.reviewBy)
    await addReviewByChange(tx, { reviewId: review.id, changedAt: closedAt, reviewBy: review.reviewBy })
  await changeReview(tx, review, { state: 'closed', closedAt, outcome: 'kept longer', reviewBy })
}

/** The records that stayed, as the review that they were to join was decided or closed meanwhile, are open here, or join one that is open now. */
async function finishSendingBack(tx: Db, { clock }: Acting, work: ReviewWork, review: Review): Promise<boolean> {
  if (work.intoId === null || review.state !== 'awaiting second approval') return true
  const stayed = await someDueIn(tx, review.id, FROZEN_PART)
  const open = await openReviewOf(tx, review)
  if (stayed.length > 0 && open) {
    await moveSome(tx, stayed, { reviewId: review.id, from: 'due', to: 'due', now: clock.now(), into: open.id })
    return false
  }
  if (stayed.length > 0) {
    await changeReview(tx, review, { state: 'open' })
    return true
  }
  const mergedIntoId = open?.id ?? work.intoId
  await mergeExceptions(tx, review.id, mergedIntoId)
  await changeReview(tx, review, { state: 'closed', closedAt: clock.now(), outcome: 'merged', mergedIntoId })
  if (open) await changeReview(tx, open, {})
  return true
}
