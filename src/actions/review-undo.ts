import { setImmediate as turnOfEvents } from 'node:timers/promises'
import { exceptionBatches, idsStanding } from '../../db/queries/exception-batches.ts'
import { datingRules, type Placed, putRecords } from '../../db/queries/record-placements.ts'
import { changeReview } from '../../db/queries/review-decisions.ts'
import {
  markUndone,
  type StandingException,
  standingExceptions,
  undoableExceptions,
} from '../../db/queries/review-exceptions.ts'
import { type Review, reviewById } from '../../db/queries/review-show.ts'
import { addReviewWork } from '../../db/queries/review-work.ts'
import type { Db } from '../../db/schema.ts'
import type { Clock, Instant } from '../domain/calendar.ts'
import { FROZEN_PART, idsAsPart } from '../domain/frozen-list.ts'
import { countOf } from '../domain/list.ts'
import { reach } from '../domain/permission.ts'
import { type Checked, refused } from '../domain/problem.ts'
import { mayDecide } from '../domain/review.ts'
import { NotAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { type Actor, busyProblem, doerOf, reviewSubject } from './review-actor.ts'
import { AT_ONCE } from './review-freezing.ts'
import { placerFor } from './review-placing.ts'

/**
 * `back`: how many records are in the review again; `kept`: exceptions that stand because something else changed their records. `underWay`:
 * they are so many that they follow in short transactions, and neither is known yet.
 */
export type Undone = { records: number; back: number; kept: number; underWay: boolean }

/**
 * Undoes the exceptions of a batch, or of some records in it, while their review is open; what is still past its period goes back into it.
 *
 * An exception whose record has changed since, by a feed or a later exception, stands; so does that a record is gone already.
 */
export async function undoException(
  db: Db,
  actor: Actor,
  reviewId: number,
  batchId: number,
  recordIds?: readonly number[],
): Promise<Checked<Undone>> {
  const [batch] = await exceptionBatches(db, reviewId, batchId)
  if (recordIds === undefined && batch && batch.standing > AT_ONCE) return undoMany(db, actor, reviewId, batchId)
  return db.transaction().execute(async (tx) => {
    const at = await undoable(tx, actor, reviewId)
    if (!at.ok) return at
    const standing = recordIds ?? (await idsStanding(tx, reviewId, batchId, 0, AT_ONCE))
    const by = { name: actor.who.name, now: actor.clock.now() }
    const done = await undoPiece(tx, { reviewId, batchId, by }, standing, actor.clock)
    if (done.undone.length + done.kept === 0) return refused('seen', 'The exception has been undone already.')
    if (done.undone.length === 0)
      return refused(
        'seen',
        `The exception stands: ${countOf(done.kept, 'record has', 'records have')} changed since it was made.`,
      )
    await changeReview(tx, at.value, {})
    await recordUndone(tx, actor, reviewId, batchId, done.undone)
    const { undone, back, kept } = done
    return { ok: true, value: { records: undone.length, back, kept, underWay: false } }
  })
}

async function undoMany(db: Db, actor: Actor, reviewId: number, batchId: number): Promise<Checked<Undone>> {
  const parts: string[] = []
  let total = 0
  for (let after = 0; ; await turnOfEvents()) {
    const ids = await idsStanding(db, reviewId, batchId, after, FROZEN_PART)
    if (ids.length === 0) break
    parts.push(idsAsPart(ids))
    total += ids.length
    after = ids.at(-1) ?? after
  }
  return db.transaction().execute(async (tx) => {
    const at = await undoable(tx, actor, reviewId)
    if (!at.ok) return at
    const work = { reviewId, kind: 'undo' as const, facts: '{}', batchId, total, by: doerOf(actor) }
    await addReviewWork(tx, work, parts)
    await changeReview(tx, at.value, {})
    await recordUndone(tx, actor, reviewId, batchId, { count: total, listHash: null })
    return { ok: true, value: { records: total, back: 0, kept: 0, underWay: true } }
  })
}

/** The open review whose exceptions a person may undo. Throws `NotAllowed` when they may not. */
async function undoable(tx: Db, { who: user }: Actor, reviewId: number): Promise<Checked<Review>> {
  const review = await reviewById(tx, reviewId, reach(user))
  if (!review || !mayDecide(user, review)) throw new NotAllowed('The review is for others to decide')
  if (review.state !== 'open') return refused('seen', 'The review is not open any more, so that its exceptions stand.')
  return (await busyProblem(tx, reviewId)) ?? { ok: true, value: review }
}

/** Undoes exceptions of a batch in the caller's transaction: for which records, in order; how many are in the review again, and for how many it stands. */
export async function undoPiece(
  tx: Db,
  { reviewId, batchId, by }: { reviewId: number; batchId: number; by: { name: string; now: string } },
  recordIds: readonly number[],
  clock: Clock,
): Promise<{ undone: number[]; back: number; kept: number }> {
  const standing = (await standingExceptions(tx, batchId, recordIds)).filter((row) => row.reviewId === reviewId)
  const rows = (await undoableExceptions(tx, batchId, recordIds)).filter((row) => row.reviewId === reviewId)
  const undone = rows.map(({ recordId }) => recordId).sort((a, b) => a - b)
  if (rows.length === 0) return { undone, back: 0, kept: standing.length }
  const review = await reviewById(tx, reviewId, null)
  if (!review) throw new Error(`There is no review ${reviewId}`)
  const { ruleId, rule } = review
  // A record that comes back from another rule has the version of this one that is in force now.
  const versionOf = (row: StandingException) => (row.kind === 'wrong rule' ? rule.versionId : row.ruleVersionId)
  const placeRecord = placerFor(await datingRules(tx, new Set(rows.map(versionOf))), clock.today())
  const placed = rows.map((row) => placeRecord(factsBefore(row), { ...backIn(row), ruleVersionId: versionOf(row) }))
  if (rows[0]?.kind === 'wrong rule') await comeBack(tx, placed, clock.now(), { ruleId, ruleVersionId: rule.versionId })
  else await putRecords(tx, placed, clock.now())
  await markUndone(
    tx,
    batchId,
    rows.map((row) => row.id),
    by,
  )
  return { undone, back: placed.filter((record) => record.review !== null).length, kept: standing.length - rows.length }
}

/** Under its rule again a record is retained first, as no other state leads to a review, and then in the review. */
async function comeBack(
  tx: Db,
  placed: Placed[],
  now: Instant,
  under: { ruleId: number; ruleVersionId: number },
): Promise<void> {
  const dated = placed.filter(({ dueOn }) => dueOn !== null)
  await putRecords(
    tx,
    dated.map((record) => ({ ...record, state: 'retained', review: null })),
    now,
    under,
  )
  await putRecords(
    tx,
    placed.filter(({ dueOn }) => dueOn === null),
    now,
    under,
  )
  await putRecords(
    tx,
    dated.filter(({ review }) => review !== null),
    now,
  )
}

const recordUndone = (
  tx: Db,
  actor: Actor,
  reviewId: number,
  batchId: number,
  records: readonly number[] | { count: number; listHash: string | null },
) =>
  recordEvent(tx, actor, {
    ...{ kind: 'exception undone', subject: reviewSubject(reviewId), facts: { batch: batchId }, records },
  })

const factsBefore = (row: StandingException) => ({
  id: row.recordId,
  triggerOn: row.previousTriggerOn,
  correctedFrom: row.previousCorrectedFrom,
  keptUntil: row.previousKeptUntil,
})

const backIn = ({ reviewId, ruleVersionId, previousFlaggedOn, previousReviewBy }: StandingException) => ({
  reviewId,
  ruleVersionId,
  flaggedOn: previousFlaggedOn,
  reviewBy: previousReviewBy,
})
