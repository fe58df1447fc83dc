import { underLease } from '../actions/job-leases.ts'
import { recomputePending } from '../actions/recompute.ts'
import { RECOMPUTE } from '../actions/sweep.ts'
import { countOf } from '../domain/list.ts'
import type { JobContext, Report } from './run.ts'

/** Gives records the dates of rules that were changed. */
export async function recompute({ db, clock, signal }: JobContext): Promise<Report> {
  const done = await underLease(db, { job: RECOMPUTE, clock, signal }, (held) =>
    recomputePending(db, { clock, ...held }),
  )
  if (!done.ran) return { text: 'Another process is bringing dates up to date.', again: true }
  return { text: `Brought the dates of ${countOf(done.value.records, 'record')} up to date.`, again: false }
}
