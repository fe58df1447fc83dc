import { type Review, type ReviewContents, reviewById, reviewContents } from '../../db/queries/review-show.ts'
import { idsOutOfPlace, withdrawFromReviews } from '../../db/queries/review-withdrawals.ts'
import type { Db } from '../../db/schema.ts'
import type { Clock } from '../domain/calendar.ts'
import { countOf } from '../domain/list.ts'
import { reach, type User } from '../domain/permission.ts'
import { type Checked, refused } from '../domain/problem.ts'

/** Who acts on a review, and when. */
export type Actor = { user: User; clock: Clock }

/** A person tried what they have no right to; pages refuse it before, so that only a mistake of ours or a forged form comes here. */
export class NotAllowed extends Error {
  readonly status = 403
}

/** A review as it stands in a transaction, and what is in it. */
export type ReviewAtHand = { review: Review; contents: ReviewContents }

const AGAIN = 'Look at it again, then decide. What you entered is still here.'

/**
 * The review that a person decides, in the state that the decision needs and with the records that they saw.
 *
 * Every guard is asked again here: records that may not be in the review any more leave it first. Refused, with the problem on
 * `seen`, when that or anything else makes the review another one than the person saw.
 */
export async function reviewAsSeen(
  db: Db,
  { user, clock }: Actor,
  id: number,
  expected: { state: Review['state']; seen: string },
): Promise<Checked<ReviewAtHand>> {
  const review = await reviewById(db, id, reach(user))
  if (!review) throw new NotAllowed('The review is out of reach')
  if (review.state !== expected.state)
    return refused('seen', `This review has changed since you opened it: ${inWords(review)}. ${AGAIN}`)
  const out = await idsOutOfPlace(db, clock.today(), id)
  if (out.length > 0) await withdrawFromReviews(db, out, { today: clock.today(), now: clock.now(), byName: user.name })
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

const inWords = ({ state }: Review): string =>
  ({
    open: 'it is open again',
    'awaiting second approval': 'its disposal has been approved once and awaits the second approval',
    approved: 'its disposal has been approved',
    closed: 'it is closed',
  })[state]
