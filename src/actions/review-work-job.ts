import { addToRun } from '../../db/queries/job-runs.ts'
import type { Db } from '../../db/schema.ts'
import { countOf } from '../domain/list.ts'
import type { Acting } from './acting.ts'
import type { Ran } from './job-leases.ts'
import { type RunEnd, runJob } from './job-runs.ts'
import { forgetDisposed } from './review-disposals.ts'
import { carryOutWork, nextToCarryOut } from './review-work.ts'

/** The name in the ledger of runs, and the lease, under which decisions on many records are carried out. */
export const REVIEW_WORK = 'decisions'

/** What a run says that it does while it carries out what was decided on a review. */
export const carryingOut = (reviewId: number): string => `Carrying out a decision on disposal review ${reviewId}`

/** `hashKey`: of the hashes that stand in place of references, for what is gone already. */
export type ReviewWorkContext = Acting & { signal?: AbortSignal; hashKey: string }

/**
 * Carries out all that was decided for many records and is not done yet, in the order in which it was decided, as a run of the ledger; null, and
 * no run, when there is nothing. What is gone already is forgotten at the end, by whoever comes next where that was not reached.
 */
export async function carryOutAsJob(db: Db, context: ReviewWorkContext): Promise<Ran<RunEnd> | null> {
  if (!(await nextToCarryOut(db))) {
    // Who carried out the last of it may have died before what is gone was forgotten.
    await forgetDisposed(db, context.clock, context.hashKey)
    return null
  }
  const day = { asOf: null, forPastDate: false, daysMissed: 0 }
  return runJob(db, { ...context, ...day, job: REVIEW_WORK }, async (run) => {
    let records = 0
    for (let work = await nextToCarryOut(db); work; work = await nextToCarryOut(db)) {
      await run.step(carryingOut(work.reviewId), work.total - work.done)
      const { signal, renew } = run
      const tell = (tx: Db, done: number) => addToRun(tx, run.id, { done, examined: done })
      records += await carryOutWork(db, work, { clock: context.clock, signal, renew, tell })
    }
    await forgetDisposed(db, context.clock, context.hashKey, run)
    return { examined: records, notes: [`Carried out decisions on ${countOf(records, 'record')}.`] }
  })
}
