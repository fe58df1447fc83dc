import type { Doer } from '../../db/queries/review-exceptions.ts'
import { type Review, type ReviewContents, reviewById, reviewContents } from '../../db/queries/review-show.ts'
import { idsOutOfPlace, withdrawFromReviews } from '../../db/queries/review-withdrawals.ts'
import { workUnderWay } from '../../db/queries/review-work.ts'
import { isJoining } from '../../db/queries/service-moves.ts'
import type { Db } from '../../db/schema.ts'
import { countOf } from '../domain/list.ts'
import { reach, type User } from '../domain/permission.ts'
import { type Checked, refused } from '../domain/problem.ts'
import { type Acting, NotAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'

/** A person who acts on a review, and when. */
export type Actor = Acting & { who: User }

/** A review as it stands in a transaction, and what is in it. */
export type ReviewAtHand = { review: Review; contents: ReviewContents }

/** What a refusal ends with. */
export const AGAIN = 'Look at it again, then decide. What you entered is still here.'

/**
 * The review that a person decides, in the state that the decision needs and with the records that they saw.
 *
 * Every guard is asked again here: records that may not be in the review any more leave it first. Refused, with the problem on
 * `seen`, when that or anything else makes the review another one than the person saw.
 */
export async function reviewAsSeen(
  db: Db,
  actor: Actor,
  id: number,
  expected: { state: Review['state']; seen: string },
): Promise<Checked<ReviewAtHand>> {
  const { who: user, clock } = actor
  const review = await reviewById(db, id, reach(user))
  if (!review) throw new NotAllowed('The review is out of reach')
  if (review.state !== expected.state)
    return refused('seen', `This review has changed since you opened it: ${inWords(review)}. ${AGAIN}`)
  const busy = await busyProblem(db, id)
  if (busy) return busy
  const out = await idsOutOfPlace(db, clock.today(), id)
  if (out.length > 0) {
    const leaving = { today: clock.today(), now: clock.now(), byName: user.name }
    const left = await withdrawFromReviews(db, out, leaving)
    await recordEvent(db, actor, { kind: 'records left', subject: reviewSubject(id), records: left })
  }
  const contents = await reviewContents(db, review)
  if (out.length > 0)
    return refused(
      'seen',
      `This review has changed since you opened it: ${countOf(out.length, 'record')} had to leave it, which leaves ${countOf(contents.records, 'record')}. ${AGAIN}`,
    )
  if (contents.seen !== expected.seen)
    return refused(
      'seen',
      `This review has changed since you opened it: it now has ${countOf(contents.records, 'record')}. ${AGAIN}`,
    )
  return { ok: true, value: { review, contents } }
}

/** The problem with a decision on a review whose last one is still being carried out, or whose records join another, if there is one. */
export async function busyProblem(db: Db, reviewId: number): Promise<ReturnType<typeof refused> | null> {
  const work = await workUnderWay(db, reviewId)
  if (!work) return joiningProblem(db, reviewId)
  const { done, total, askedByName } = work
  return refused(
    'seen',
    `What ${askedByName} has decided is still being carried out: ${done.toLocaleString('en-GB')} of ${countOf(total, 'record')} so far. ${AGAIN}`,
  )
}

/** The problem with whatever is about all records of a review while these join another, or others join it, because two services were merged. */
async function joiningProblem(db: Db, reviewId: number): Promise<ReturnType<typeof refused> | null> {
  if (!(await isJoining(db, reviewId))) return null
  return refused(
    'seen',
    `Two services have been merged, and the records of their reviews are still being put together, which takes some minutes. ${AGAIN}`,
  )
}

/** Who acts, as rows about records say it. */
export const doerOf = ({ who, clock }: Actor): Doer => ({ id: who.id, name: who.name, now: clock.now() })

/** A review as the subject of an event. */
export const reviewSubject = (id: number) => ({ kind: 'disposal review', id: String(id) }) as const

/** Where a review stands by now, for whoever saw it elsewhere. */
export const inWords = ({ state }: Review): string =>
  ({
    open: 'it is open again',
    'awaiting second approval': 'its disposal has been approved once and awaits the second approval',
    approved: 'its disposal has been approved',
    closed: 'it is closed',
  })[state]
