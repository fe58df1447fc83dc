import { askToStop, runsFor } from '../../db/queries/job-runs.ts'
import type { Db } from '../../db/schema.ts'
import type { IsoDate } from '../domain/calendar.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { RECOMPUTE } from './recompute-job.ts'
import { SWEEP } from './sweep-flagging.ts'

/** The jobs that a person may stop: whatever they have done until then stands, and the next run goes on from there. */
export const stoppableJobs: readonly string[] = [SWEEP, RECOMPUTE]

/**
 * Asks a run to stop, in whichever process it is: it does so before its next piece of work. Who may start a sweep may do it.
 *
 * False when it has come to its end, when somebody asked before, or when it is of a job that is not stopped by hand.
 */
export async function stopRun(db: Db, acting: Acting, id: number): Promise<boolean> {
  mustBeAllowed(acting, 'run the sweep')
  return db.transaction().execute(async (tx) => {
    const run = await askToStop(tx, id, acting.who.name, stoppableJobs)
    if (!run) return false
    const subject = { kind: 'job run', id: String(id) } as const
    await recordEvent(tx, acting, { kind: 'stop asked for', subject, facts: { job: run.job } })
    return true
  })
}

/** True when the sweep of a day is still to be made up for: it has had none, nor did a person stop the last one on that day. */
export async function isSweepMissing(db: Db, day: IsoDate): Promise<boolean> {
  const runs = await runsFor(db, SWEEP, day)
  const last = runs.at(-1)
  return !runs.some(({ state }) => state === 'succeeded') && !(last?.state === 'stopped' && last.stopAskedBy !== null)
}
