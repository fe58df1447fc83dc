import { changeReview, type DecisionRow, decisionsOn, moveRecords } from '../../db/queries/review-decisions.ts'
import {
  addConfirmation,
  approvedTotals,
  forgetRecords,
  idsToForget,
  recordsToForget,
} from '../../db/queries/review-disposals.ts'
import type { Review } from '../../db/queries/review-show.ts'
import type { Db } from '../../db/schema.ts'
import { type Clock, type IsoDate, londonDate } from '../domain/calendar.ts'
import { checkConfirmation, type DisposedState, disposableFrom, disposedState } from '../domain/disposal.ts'
import { forgottenReference } from '../domain/forgotten.ts'
import { may, program } from '../domain/permission.ts'
import { type Checked, refused } from '../domain/problem.ts'
import { NotAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { inChunks } from './chunks.ts'
import type { Held } from './job-leases.ts'
import { type Actor, reviewAsSeen, reviewSubject } from './review-actor.ts'
import { listHashOf } from './review-decisions.ts'

/** What was confirmed, for the sentence that a person reads. */
export type Disposed = { records: number; state: DisposedState; disposedOn: IsoDate }

/**
 * Confirms that the source systems have disposed of all that was approved in a review, and makes the inventory forget it.
 *
 * All records end in one transaction, every guard asked again in it; then, in short ones, each loses its reference, title,
 * location and dates. Should the process die before that is done, `forgetDisposed` goes on with it.
 */
export async function confirmDisposal(
  db: Db,
  actor: Actor,
  id: number,
  submitted: { answers: unknown; seen: string },
  hashKey: string,
): Promise<Checked<Disposed>> {
  if (!may(actor.who, 'confirm a disposal')) throw new NotAllowed('The disposal is for others to confirm')
  const disposed = await db.transaction().execute(async (tx) => {
    const at = await reviewAsSeen(tx, actor, id, { state: 'approved', seen: submitted.seen })
    return at.ok ? end(tx, actor, at.value.review, submitted.answers) : at
  })
  if (disposed.ok) await forgetDisposed(db, actor.clock, hashKey)
  return disposed
}

async function end(db: Db, actor: Actor, review: Review, answers: unknown): Promise<Checked<Disposed>> {
  const { who: user, clock } = actor
  const from = disposableSince(review, await decisionsOn(db, review.id))
  const confirmation = checkConfirmation(answers, from ?? clock.today(), clock.today())
  if (!confirmation.ok) return confirmation
  const { records, quantity, oldestDueOn, newestDueOn } = await approvedTotals(db, review.id)
  if (oldestDueOn === null || newestDueOn === null)
    return refused('seen', 'Nothing is left to dispose of in this review.')
  const by = { confirmedById: user.id, confirmedByName: user.name, confirmedAt: clock.now() }
  const totals = { recordCount: records, quantity: quantity ?? records, oldestDueOn, newestDueOn }
  await addConfirmation(db, { reviewId: review.id, ...confirmation.value, ...totals, ...by })
  const state = disposedState(review.rule.disposalAction)
  await recordEvent(db, actor, {
    ...{ kind: 'disposal confirmed', subject: reviewSubject(review.id) },
    facts: { outcome: state, 'disposed of on': confirmation.value.disposedOn, quantity: totals.quantity },
    records: { count: records, listHash: await listHashOf(db, review.id) },
  })
  await moveRecords(db, review.id, 'approved', state)
  await changeReview(db, review, { state: 'closed', closedAt: by.confirmedAt, outcome: 'disposed' })
  return { ok: true, value: { records, state, disposedOn: confirmation.value.disposedOn } }
}

/** The first day on which what a review approved may be disposed of, or null while it is not approved. */
export function disposableSince(review: Review, decisions: DecisionRow[]): IsoDate | null {
  const last = decisions.find(({ decision }) => decision === 'approve disposal' || decision === 'second approval')
  return last ? disposableFrom(londonDate(last.decidedAt), review.rule.coolingOffDays) : null
}

const BY_NAME = 'Forgetting'

const unhurried: Held = { signal: new AbortController().signal, renew: async () => {} }

/** Makes the inventory forget every record whose data is gone and that it still knows; nothing to do is quickly done. */
export async function forgetDisposed(db: Db, clock: Clock, hashKey: string, held: Held = unhurried): Promise<void> {
  const refusedRecords = await inChunks(db, await idsToForget(db), held, async (tx, some) => {
    // Asked again: another process may have been at it since.
    const records = await recordsToForget(tx, some)
    if (records.length === 0) return
    const known = records.map(({ id, sourceSystemId, reference }) => ({
      id,
      reference: forgottenReference(hashKey, sourceSystemId, reference),
    }))
    await forgetRecords(tx, known)
    const subject = { kind: 'list', id: 'records' } as const
    const ids = known.map(({ id }) => id)
    await recordEvent(tx, { who: program(BY_NAME), clock }, { kind: 'forgotten', subject, records: ids })
  })
  const [first] = refusedRecords
  if (first) throw new Error(`Record ${first.item} could not be forgotten: ${first.reason}`)
}
