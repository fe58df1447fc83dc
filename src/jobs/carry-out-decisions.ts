import { carryOutAsJob } from '../actions/review-work-job.ts'
import { program } from '../domain/permission.ts'
import type { JobContext, Report } from './run.ts'

/** Carries out decisions on more records than one transaction takes. */
export async function carryOutDecisions({ db, clock, config, signal }: JobContext): Promise<Report> {
  const context = { who: program('Decisions'), clock, signal, hashKey: config.recordHashKey }
  const done = await carryOutAsJob(db, context)
  if (done === null) return { text: 'No decision waits to be carried out.', again: false }
  if (!done.ran) return { text: 'Another process is carrying out decisions.', again: true }
  return { text: done.value.numbers.notes?.join(' ') ?? 'The carrying out of decisions was stopped.', again: false }
}
