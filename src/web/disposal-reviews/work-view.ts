import type { JobRun } from '../../../db/queries/job-runs.ts'
import type { ReviewWork } from '../../../db/queries/review-work.ts'
import type { Runner } from '../../actions/job-leases.ts'
import { carryingOut } from '../../actions/review-work-job.ts'
import type { Instant } from '../../domain/calendar.ts'
import { countedInWords, orCutOff, type ProgressView, sinceWhen } from '../progress.ts'

/** What is being carried out, the run that carries out decisions now, if any, and whether anybody is at that. */
export type WorkFacts = { work: ReviewWork; run: JobRun | undefined; runner: Runner }

/** How far the carrying out of a decision on many records is. Its pace is that since its turn has come, or come again. */
export function workProgress({ work, run, runner }: WorkFacts, now: Instant): ProgressView {
  const { kind, askedByName, done, total } = work
  const atIt = run?.doing === carryingOut(work.reviewId) ? run : null
  const pace = { from: done - (atIt?.done ?? done), since: sinceWhen(atIt?.doingSince ?? null, runner) }
  const words = countedInWords({ done, total, ...pace }, 'record', now)
  return {
    ...{ label: `${labels[kind]}, as ${askedByName} decided`, done, total },
    words: atIt ? orCutOff(words, runner) : words,
  }
}

const labels: Record<ReviewWork['kind'], string> = {
  exception: 'An exception takes effect',
  undo: 'An exception is being undone',
  'approve disposal': 'The approval of the disposal is being written down for each record',
  'send back': 'The review is being sent back',
}
