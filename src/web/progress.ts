import type { JobRun } from '../../db/queries/job-runs.ts'
import type { Instant } from '../domain/calendar.ts'
import { countOf } from '../domain/list.ts'
import { type Progress, paceOf, percentOf, timeLeftInWords } from '../domain/progress.ts'

/** A bar and the words beside it, as `components/progress` shows them. */
export type ProgressView = { label: string; done: number; total: number; words: string }

/** How far a count of things is, in words: `1,200 of 5,000 records, 24 %; 310 a second, about 15 seconds left`. */
export function countedInWords(progress: Progress, thing: string, now: Instant): string {
  const { done, total } = progress
  const far = `${done.toLocaleString('en-GB')} of ${countOf(Math.max(done, total), thing)}, ${percentOf(progress)} %`
  const pace = paceOf(progress, now)
  if (pace === null) return far
  const rate = Math.round(pace.perSecond).toLocaleString('en-GB')
  return `${far}; ${rate} a second, ${timeLeftInWords(pace.secondsLeft)}`
}

/** What a run does and how far it is with that; null when it has not said. */
export function runProgress(run: JobRun, now: Instant): ProgressView | null {
  const { doing, done, total, doingSince } = run
  if (run.state !== 'running' || doing === '') return null
  const thing = run.job === 'verify-audit' ? 'event' : 'record'
  const words = countedInWords({ done, total: total ?? 0, from: 0, since: doingSince }, thing, now)
  return { label: doing, done, total: total ?? 0, words: total ? words : 'This takes a moment' }
}
