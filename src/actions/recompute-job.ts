import { versionsToApply } from '../../db/queries/rule-versions.ts'
import type { Db } from '../../db/schema.ts'
import { countOf } from '../domain/list.ts'
import type { Acting } from './acting.ts'
import type { Held, Ran } from './job-leases.ts'
import { type RunEnd, runJob } from './job-runs.ts'
import { recomputePending } from './recompute.ts'
import { sweepNotes } from './sweep-notes.ts'

/** The name in the ledger of runs, and the lease, under which the dates of changed rules are brought up to date. */
export const RECOMPUTE = 'recompute'

/** `patienceSeconds`: how long to wait for another process at it. `renew`: of the run that this one is a part of, if it is. */
export type RecomputeContext = Acting & { signal?: AbortSignal; patienceSeconds?: number; renew?: Held['renew'] }

/**
 * Gives records the dates of every changed rule that waits for it, as a run of the ledger; null, and no run, when none waits.
 *
 * Two at a time would do each record twice, so that this waits for another process, or gives way to it.
 */
export async function recomputeAsJob(db: Db, context: RecomputeContext): Promise<Ran<RunEnd> | null> {
  if ((await versionsToApply(db)).length === 0) return null
  const day = { asOf: null, forPastDate: false, daysMissed: 0 }
  return runJob(db, { ...context, ...day, job: RECOMPUTE }, async (run) => {
    const renew: Held['renew'] = async (connection) => {
      await context.renew?.(connection)
      await run.renew(connection)
    }
    const { records, leftReviews, refused } = await recomputePending(db, {
      ...{ clock: context.clock, signal: run.signal, renew, run },
    })
    const notes = [
      `Brought the dates of ${countOf(records, 'record')} up to date.`,
      ...(leftReviews > 0 ? [`${countOf(leftReviews, 'record')} left reviews, being kept longer now.`] : []),
    ]
    return { examined: records, withdrawn: leftReviews, ...sweepNotes(refused, notes) }
  })
}
