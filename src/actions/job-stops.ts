import { askToStop, lastRun, lastRunFor } from '../../db/queries/job-runs.ts'
import type { Db } from '../../db/schema.ts'
import type { Clock } from '../domain/calendar.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { runners } from './job-leases.ts'
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

/**
 * True when today is to be swept, or swept again: its last sweep did not come to its end, or there was none. What a person stopped, and what
 * somebody is at, is left alone.
 *
 * An earlier one that succeeded does not count: what was cut off after it may have left records unflagged.
 */
export async function isSweepMissing(db: Db, clock: Clock): Promise<boolean> {
  const last = await lastRunFor(db, SWEEP, clock.today())
  if (!last) return true
  if (last.state === 'running' && (await runners(db, clock.now()))(SWEEP) !== 'gone') return false
  return last.state !== 'succeeded' && last.stopAskedBy === null
}

/** True when a person stopped the last recomputation: the next sweep goes on with it. */
export async function isRecomputingStopped(db: Db): Promise<boolean> {
  const last = await lastRun(db, RECOMPUTE)
  return last !== undefined && last.state !== 'succeeded' && last.stopAskedBy !== null
}
