import { addToRun } from '../../db/queries/job-runs.ts'
import { countActivities } from '../../db/queries/processing-activities.ts'
import type { Db } from '../../db/schema.ts'
import { countOf } from '../domain/list.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import type { Ran } from './job-leases.ts'
import { type RunEnd, runJob } from './job-runs.ts'
import { refreshAllFindings } from './refresh-findings.ts'
import { indexFewKinds } from './search-index.ts'

/** The name in the ledger of runs, and the lease, under which the register is checked. */
export const CHECKS = 'checks'

/**
 * Checks the whole register for today, as a run of the ledger: a day alone can make something overdue, out of date or unlawful.
 *
 * What has been done when it is stopped stays, and the next run goes over all of it again.
 */
export async function checkRegisterAsJob(db: Db, context: Acting & { signal?: AbortSignal }): Promise<Ran<RunEnd>> {
  mustBeAllowed(context, 'check the register')
  const today = context.clock.today()
  return runJob(db, { ...context, job: CHECKS, asOf: today, forPastDate: false, daysMissed: 0 }, async (run) => {
    await run.step('Checking each activity', await countActivities(db))
    const done = await refreshAllFindings(db, today, {
      signal: run.signal,
      renew: run.renew,
      onLot: (activities) => addToRun(db, run.id, { done: activities }),
    })
    // What was renamed has other names in everything that refers to it: what searches find is brought up to date once a night.
    await db.transaction().execute(async (tx) => {
      await run.renew(tx)
      await indexFewKinds(tx)
    })
    const notes = [
      `Checked ${countOf(done.activities, 'activity', 'activities')}.`,
      `${countOf(done.found, 'finding is', 'findings are')} new, and ${countOf(done.fixed, 'is', 'are')} found no more.`,
    ]
    return { examined: done.activities, notes }
  })
}
