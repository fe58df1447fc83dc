import { moveSome, stillAsDecided } from '../../db/queries/review-approvals.ts'
import { reviewById } from '../../db/queries/review-show.ts'
import { withdrawFromReviews } from '../../db/queries/review-withdrawals.ts'
import type { ReviewWork } from '../../db/queries/review-work.ts'
import type { Db } from '../../db/schema.ts'
import type { IsoDate } from '../domain/calendar.ts'
import type { FrozenRecord } from '../domain/frozen-list.ts'
import type { Acting } from './acting.ts'
import { recordEvent } from './audit.ts'
import { type ExceptionToMake, exceptPiece } from './exception-piece.ts'
import { reviewSubject } from './review-actor.ts'
import { undoPiece } from './review-undo.ts'

/** Under which name histories know what is done. */
export const BY_NAME = 'Decisions'

/** What came of a part: the ids, in order, of the records that were done, of those asked about first, and how many were left out. */
export type PartDone = { done: number[]; asked: number[]; leftOut: number }

/** Does what was decided with the records of a part of its list, in the caller's transaction. */
export function doPart(tx: Db, acting: Acting, work: ReviewWork, listed: FrozenRecord[]): Promise<PartDone> {
  switch (work.kind) {
    case 'exception':
      return exceptPart(tx, acting, work, listed)
    case 'undo':
      return undoPart(tx, acting, work, listed)
    case 'approve disposal':
      return approvePart(tx, acting, work, listed)
    case 'send back':
      return sendPartBack(tx, acting, work, listed)
  }
}

const idsOf = (listed: FrozenRecord[]): number[] => listed.map(({ id }) => id)

/**
 * What is written down of an exception: how it is made, and what becomes of its review once nothing is left in it. `listHash`: of the list that a decision
 * to close it is about; there is none where an earlier version of the program has written that decision down already. `answerBy`: by when that
 * decision was to be made, while its records were still in the review; earlier versions did not write it down.
 */
export type ExceptionFacts = {
  making: ExceptionToMake
  then: 'nothing' | 'close'
  listHash?: string
  answerBy?: IsoDate
}

async function exceptPart(tx: Db, { clock }: Acting, work: ReviewWork, listed: FrozenRecord[]): Promise<PartDone> {
  const { making } = JSON.parse(work.facts) as ExceptionFacts
  const { ids, asked } = await exceptPiece(tx, making, idsOf(listed), clock)
  return { done: ids, asked, leftOut: listed.length - ids.length - asked.length }
}

async function undoPart(tx: Db, { clock }: Acting, work: ReviewWork, listed: FrozenRecord[]): Promise<PartDone> {
  const undoing = {
    reviewId: work.reviewId,
    batchId: work.batchId ?? 0,
    by: { name: work.askedByName, now: work.askedAt },
  }
  const { undone } = await undoPiece(tx, undoing, idsOf(listed), clock)
  return { done: undone, asked: [], leftOut: listed.length - undone.length }
}

async function approvePart(
  tx: Db,
  acting: Acting,
  { reviewId }: ReviewWork,
  listed: FrozenRecord[],
): Promise<PartDone> {
  const { same, changed } = await stillAsDecided(tx, reviewId, listed, acting.clock.today())
  const done = await moveSome(tx, same, { reviewId, from: 'due', to: 'approved', now: acting.clock.now() })
  if (changed.length > 0) await letLeave(tx, acting, reviewId, changed)
  return { done, asked: [], leftOut: listed.length - done.length }
}

async function sendPartBack(
  tx: Db,
  { clock }: Acting,
  { reviewId, intoId }: ReviewWork,
  listed: FrozenRecord[],
): Promise<PartDone> {
  const into = intoId !== null && (await reviewById(tx, intoId, null))?.state === 'open' ? intoId : reviewId
  const done = await moveSome(tx, idsOf(listed), { reviewId, from: 'approved', to: 'due', now: clock.now(), into })
  return { done, asked: [], leftOut: listed.length - done.length }
}

const SINCE_DECIDED = 'Its facts have changed since its disposal was decided'

/** Takes records out of an approval whose facts have changed, with the reason; they are flagged anew. */
export async function letLeave(tx: Db, acting: Acting, reviewId: number, ids: number[]): Promise<void> {
  const { clock } = acting
  const leaving = { today: clock.today(), now: clock.now(), byName: BY_NAME, reason: SINCE_DECIDED }
  const left = await withdrawFromReviews(tx, ids, leaving)
  await recordEvent(tx, acting, { kind: 'records left', subject: reviewSubject(reviewId), records: left })
}
