import type { By } from '../actions/acting.ts'
import { isSweepMissing } from '../actions/job-stops.ts'
import { forgetDisposed } from '../actions/review-disposals.ts'
import { sweep } from '../actions/sweep.ts'
import { helpSweep } from '../actions/sweep-flagging.ts'
import { countOf } from '../domain/list.ts'
import type { JobContext, Report } from './run.ts'

/** `onlyIfMissing`: nothing is done when today has had its sweep. */
export type SweepTask = { by: By; confirmDate: boolean; onlyIfMissing: boolean }

/** Runs the sweep; before it, finishes forgetting what was disposed of, should that have been cut off. */
export async function sweepNow(task: SweepTask, { db, clock, config, signal }: JobContext): Promise<Report> {
  await forgetDisposed(db, clock, config.recordHashKey)
  if (task.onlyIfMissing && !(await isSweepMissing(db, clock)))
    return { text: 'Today has had its sweep, or somebody stopped it.', again: false }
  const { by, confirmDate } = task
  const outcome = await sweep(db, { ...by, clock, signal, confirmDate })
  if (outcome.ok) return { text: `The sweep flagged ${countOf(outcome.value.newly_due, 'record')}.`, again: false }
  const [problem] = outcome.problems
  return { text: problem?.text ?? 'The sweep was refused.', again: problem?.field === 'job' }
}

/** Takes part in the sweep that another node runs, as long as there is something to flag. */
export async function helpWithSweep({ db, clock, signal }: JobContext): Promise<Report> {
  const flagged = await helpSweep(db, { clock, signal })
  return { text: `Flagged ${countOf(flagged, 'record')} of the sweep of another node.`, again: false }
}
