import { applyAccepted } from '../actions/disposal-answers.ts'
import { instructAsJob } from '../actions/instructing.ts'
import { underLease } from '../actions/job-leases.ts'
import { forgetDisposed } from '../actions/review-disposals.ts'
import { countOf } from '../domain/list.ts'
import { program } from '../domain/permission.ts'
import type { JobContext, Report } from './run.ts'

/** The lease under which answers are applied and what is gone is forgotten. */
const ANSWERS = 'answers'

/** Applies answers that were accepted, instructs what is approved and ready, and forgets what is gone. */
export async function instruct({ db, clock, config, signal }: JobContext): Promise<Report> {
  const work = { who: program('Instructing'), clock, hashKey: config.recordHashKey, signal }
  const applied = await underLease(db, { job: ANSWERS, clock, signal }, async (held) => {
    const records = await applyAccepted(db, { ...work, ...held })
    await forgetDisposed(db, clock, config.recordHashKey, held)
    return records
  })
  const instructed = await instructAsJob(db, work)
  if (!applied.ran || instructed?.ran === false)
    return { text: 'Another process is instructing disposals or applying answers.', again: true }
  const notes = instructed?.value.numbers.notes ?? ['Nothing was to be instructed.']
  return { text: `Applied the answers for ${countOf(applied.value, 'record')}. ${notes.join(' ')}`, again: false }
}
