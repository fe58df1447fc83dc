import type { JobRun } from '../../db/queries/job-runs.ts'
import type { Runner } from '../actions/job-leases.ts'
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

/** What is said of work that nobody is at any more. */
const CUT_OFF = 'it was cut off, and goes on by itself within a minute'

/** Since when work is at its step; null while nobody is heard of it: its pace would fall though nothing is slow. */
export const sinceWhen = (since: Instant | null, runner: Runner): Instant | null => (runner === 'at it' ? since : null)

/** Words about work, and that it was cut off when it was. */
export const orCutOff = (words: string, runner: Runner): string => (runner === 'gone' ? `${words}; ${CUT_OFF}` : words)

/** What a run does and how far it is with that; null when it has not said. */
export function runProgress(run: JobRun, runner: Runner, now: Instant): ProgressView | null {
  const { doing, done, total } = run
  if (run.state !== 'running' || doing === '') return null
  const thing = run.job === 'verify-audit' ? 'event' : 'record'
  const since = sinceWhen(run.doingSince, runner)
  const words = total ? countedInWords({ done, total, from: 0, since }, thing, now) : 'This takes a moment'
  return { label: doing, done, total: total ?? 0, words: orCutOff(words, runner) }
}
