import { randomUUID } from 'node:crypto'
import {
  type Approved,
  approvedAmong,
  approvedIds,
  fillInstructions,
  instructRecords,
  leaveApproval,
  openPrepared,
  type ReviewToInstruct,
  reviewsBeingPrepared,
  reviewsToInstruct,
} from '../../db/queries/instructing.ts'
import { addNotices } from '../../db/queries/instruction-notices.ts'
import { addToRun } from '../../db/queries/job-runs.ts'
import type { Db } from '../../db/schema.ts'
import { type Clock, londonDate } from '../domain/calendar.ts'
import { disposableFrom, disposalToDo } from '../domain/disposal.ts'
import { countOf } from '../domain/list.ts'
import type { Acting } from './acting.ts'
import { recordEvent } from './audit.ts'
import { inChunks } from './chunks.ts'
import { instructionSubject } from './disposal-instructions.ts'
import { closeDisposed } from './empty-reviews.ts'
import { chaseUnanswered, stopWhatIsKept, type Upkeep } from './instruction-upkeep.ts'
import type { Held, Ran } from './job-leases.ts'
import { type RunEnd, type Running, runJob } from './job-runs.ts'
import { reviewSubject } from './review-actor.ts'

/** The name in the ledger of runs, and the lease, under which approved records are instructed. */
const INSTRUCT = 'instruct'

/** How instructing runs: stopped by `signal` between pieces, keeping its lease with `renew`, telling its run how far it is. */
export type Instructing = Upkeep & {
  renew?: Held['renew']
  run?: Pick<Running, 'id' | 'step'>
}

/** `left`: records that a guard took out of their approval. */
export type Instructed = { instructions: number; records: number; left: number }

/** True when approved records can be instructed by now, or an instruction is still being prepared. */
async function isAnyToInstruct(db: Db, clock: Clock): Promise<boolean> {
  return (await reviewsNow(db, clock)).length > 0 || (await reviewsBeingPrepared(db)).length > 0
}

/**
 * Instructs the source systems to dispose of what is approved and whose cooling-off is over: one instruction for each review and source.
 *
 * Every guard is asked again in the transaction that instructs a record; one that fails a guard leaves its approval, with the reason. Stopped
 * or killed it goes on where it was. An instruction is open for its source once it is whole.
 */
export async function instructApproved(db: Db, work: Instructing): Promise<Instructed> {
  const total: Instructed = { instructions: 0, records: 0, left: 0 }
  for (const review of await reviewsNow(db, work.clock)) {
    const done = await instructReview(db, review, work)
    total.records += done.records
    total.left += done.left
  }
  if (total.left > 0) await closeDisposed(db, work)
  for (const reviewId of await reviewsBeingPrepared(db)) total.instructions += await open(db, work, reviewId)
  return total
}

/** As `instructApproved`, with what open instructions need of themselves, as a run of the ledger; null, and no run, when there is nothing to do. */
export async function instructAsJob(db: Db, work: Omit<Instructing, 'run' | 'renew'>): Promise<Ran<RunEnd> | null> {
  const stopped = await stopWhatIsKept(db, work)
  const chased = await chaseUnanswered(db, work)
  if (stopped + chased === 0 && !(await isAnyToInstruct(db, work.clock))) return null
  const day = { asOf: null, forPastDate: false, daysMissed: 0 }
  return runJob(db, { ...work, ...day, job: INSTRUCT }, async (run) => {
    const done = await instructApproved(db, { ...work, signal: run.signal, renew: run.renew, run })
    const notes = [
      `Instructed the disposal of ${countOf(done.records, 'record')}, in ${countOf(done.instructions, 'instruction')}.`,
      ...(done.left > 0 ? [`${countOf(done.left, 'record')} left the approval.`] : []),
      ...(stopped > 0 ? [`${countOf(stopped, 'record')} called back.`] : []),
      ...(chased > 0 ? [`Chased ${countOf(chased, 'instruction')} without all answers.`] : []),
    ]
    return { examined: done.records + done.left, withdrawn: done.left, notes }
  })
}

const reviewsNow = async (db: Db, clock: Clock, id?: number): Promise<ReviewToInstruct[]> =>
  (await reviewsToInstruct(db, id)).filter(
    ({ approvedAt, coolingOffDays }) => disposableFrom(londonDate(approvedAt), coolingOffDays) <= clock.today(),
  )

async function instructReview(db: Db, review: ReviewToInstruct, work: Instructing) {
  const { clock, run } = work
  const held: Held = { signal: work.signal ?? new AbortController().signal, renew: work.renew ?? (async () => {}) }
  const ids = await approvedIds(db, review.id)
  await run?.step(`Instructing the disposal of review ${review.id}`, ids.length)
  const counts = { records: 0, left: 0 }
  const done = (piece: typeof counts): void => {
    counts.records += piece.records
    counts.left += piece.left
  }
  const refused = await inChunks(db, ids, { ...held, done }, async (tx, some) => {
    // Asked again in each piece: the review may have joined another meanwhile, and its rule may have changed.
    const [now] = await reviewsNow(tx, clock, review.id)
    if (!now) return { records: 0, left: 0 }
    const approved = await approvedAmong(tx, now, some, clock.today())
    const leaving = approved.filter(({ reason }) => reason !== null)
    const going = approved.filter(({ reason }) => reason === null)
    await leaveApproval(tx, leaving, { now: clock.now(), byName: work.who.name })
    if (leaving.length > 0)
      await recordEvent(tx, work, {
        ...{ kind: 'records left', subject: reviewSubject(review.id) },
        records: leaving.map(({ id }) => id),
      })
    await instruct(tx, work, now, going)
    if (run) await addToRun(tx, run.id, { done: some.length, examined: approved.length, withdrawn: leaving.length })
    return { records: going.length, left: leaving.length }
  })
  const [first] = refused
  if (first) throw new Error(`Record ${first.item} could not be instructed: ${first.reason}`)
  return counts
}

async function instruct(tx: Db, acting: Acting, review: ReviewToInstruct, going: Approved[]): Promise<void> {
  if (going.length === 0) return
  const { clock } = acting
  const about = {
    reviewId: review.id,
    action: disposalToDo(review.disposalAction),
    today: clock.today(),
    now: clock.now(),
  }
  const bySource = Map.groupBy(going, ({ sourceSystemId }) => sourceSystemId)
  const filling = [...bySource].map(([sourceSystemId, records]) => {
    const days = records.map(({ dueOn }) => dueOn).sort()
    const range = { oldest: days[0] ?? '', newest: days.at(-1) ?? '' }
    return { sourceSystemId, fetchKey: randomUUID(), records: records.length, ...range }
  })
  const idOf = await fillInstructions(tx, about, filling)
  const ids = going.map(({ id }) => id)
  await instructRecords(tx, review.id, ids, about.now)
  for (const [sourceSystemId, records] of bySource)
    await recordEvent(tx, acting, {
      ...{ kind: 'instructed', subject: instructionSubject(idOf.get(sourceSystemId) ?? 0) },
      facts: { 'disposal review': review.id },
      records: records.map(({ id }) => id),
    })
}

/** Opens what is whole by now. */
const open = (db: Db, acting: Acting, reviewId: number): Promise<number> =>
  db.transaction().execute(async (tx) => {
    const opened = await openPrepared(tx, reviewId)
    for (const { id, recordCount } of opened) {
      await addNotices(tx, id)
      await recordEvent(tx, acting, {
        ...{ kind: 'instruction opened', subject: instructionSubject(id) },
        facts: { records: recordCount },
      })
    }
    return opened.length
  })
