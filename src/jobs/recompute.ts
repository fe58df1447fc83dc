import { recomputeAsJob } from '../actions/recompute-job.ts'
import { program } from '../domain/permission.ts'
import type { JobContext, Report } from './run.ts'

/** Gives records the dates of rules that were changed. */
export async function recompute({ db, clock, signal }: JobContext): Promise<Report> {
  const done = await recomputeAsJob(db, { who: program('Change of a rule'), clock, signal })
  if (done === null) return { text: 'No rule has changed.', again: false }
  if (!done.ran) return { text: 'Another process is bringing dates up to date.', again: true }
  return { text: done.value.numbers.notes?.join(' ') ?? 'The recomputing of dates was stopped.', again: false }
}
