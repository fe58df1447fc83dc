import { type Review, reviewById, reviewContents } from '../../db/queries/review-show.ts'
import { idsOutOfPlace, withdrawFromReviews } from '../../db/queries/review-withdrawals.ts'
import type { Db } from '../../db/schema.ts'
import { countOf } from '../domain/list.ts'
import { reach } from '../domain/permission.ts'
import { type Checked, refused } from '../domain/problem.ts'
import { NotAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { inChunks } from './chunks.ts'
import { type Actor, AGAIN, busyProblem, inWords, reviewSubject } from './review-actor.ts'
import { type Frozen, freezeReview } from './review-freezing.ts'

/** A review of so many records that they follow a decision on it, and the exact list that the person saw. */
export type ManyAtHand = { review: Review; frozen: Frozen }

type Expected = { state: Review['state']; records: 'due' | 'approved'; seen: string }

/**
 * As `reviewAsSeen`, for a review of many records: its list is read while others go on, so that whoever decides on it asks once more, by
 * `stillTheSame`, in the transaction in which they do.
 *
 * Records that may not be in the review any more leave it first, in short transactions; it is then another one than the person saw.
 */
export async function manyAsSeen(db: Db, actor: Actor, id: number, expected: Expected): Promise<Checked<ManyAtHand>> {
  const review = await reviewById(db, id, reach(actor.who))
  if (!review) throw new NotAllowed('The review is out of reach')
  if (review.state !== expected.state) return hasChanged(inWords(review))
  const busy = await busyProblem(db, id)
  if (busy) return busy
  const frozen = await freezeReview(db, review, { filter: {}, state: expected.records, today: actor.clock.today() })
  const { contents, misplaced } = frozen
  if (misplaced.length > 0) {
    await letLeave(db, actor, id, misplaced)
    const left = countOf(contents.records - misplaced.length, 'record')
    return hasChanged(`${countOf(misplaced.length, 'record')} had to leave it, which leaves ${left}`)
  }
  if (contents.seen !== expected.seen && (await strayLeave(db, actor, review, expected)))
    return hasChanged('records that are of another rule by now had to leave it')
  if (contents.seen !== expected.seen) return hasChanged(`it now has ${countOf(contents.records, 'record')}`)
  return { ok: true, value: { review, frozen } }
}

/** The problem with a decision when the review is not the one any more whose list was read; asked in the transaction that decides. */
export async function stillTheSame(
  tx: Db,
  actor: Actor,
  { review }: ManyAtHand,
): Promise<ReturnType<typeof refused> | null> {
  const now = await reviewById(tx, review.id, reach(actor.who))
  if (!now) throw new NotAllowed('The review is out of reach')
  if (now.state !== review.state) return hasChanged(inWords(now))
  const same = now.lockVersion === review.lockVersion && now.rule.versionId === review.rule.versionId
  return same ? busyProblem(tx, review.id) : hasChanged('some of its records have')
}

const hasChanged = (how: string) => refused('seen', `This review has changed since you opened it: ${how}. ${AGAIN}`)

/** Records of another rule, to which the index of this one does not lead: what the person saw has them, and the list that was read has not. */
async function strayLeave(db: Db, actor: Actor, review: Review, { seen }: Expected): Promise<boolean> {
  if ((await reviewContents(db, review)).seen !== seen) return false
  const stray = await idsOutOfPlace(db, actor.clock.today(), review.id)
  await letLeave(db, actor, review.id, stray)
  return stray.length > 0
}

async function letLeave(db: Db, actor: Actor, id: number, misplaced: number[]): Promise<void> {
  const { who, clock } = actor
  const unhurried = { signal: new AbortController().signal, renew: async () => {} }
  const leaving = { today: clock.today(), now: clock.now(), byName: who.name }
  await inChunks(db, misplaced, unhurried, async (tx, some) => {
    const left = await withdrawFromReviews(tx, some, leaving)
    await recordEvent(tx, actor, { kind: 'records left', subject: reviewSubject(id), records: left })
  })
}
