import { type Instant, secondsBetween } from './calendar.ts'
import { countOf } from './list.ts'

/** How far a piece of work is: `done` of `total`, of which `from` had been done when it was begun, or gone on with, at `since`. */
export type Progress = { done: number; total: number; from: number; since: Instant | null }

/** How many a second, and how many seconds are left at that; null before anything can be said of it. */
export function paceOf(
  { done, total, from, since }: Progress,
  now: Instant,
): { perSecond: number; secondsLeft: number } | null {
  const seconds = since === null ? 0 : secondsBetween(since, now)
  if (seconds < 1 || done <= from) return null
  const perSecond = (done - from) / seconds
  return { perSecond, secondsLeft: Math.max(0, total - done) / perSecond }
}

/** A time that is left, roughly: `about 40 seconds`, `about 5 minutes`, `about 2 hours`. */
export function timeLeftInWords(seconds: number): string {
  if (seconds < 90) return `about ${countOf(Math.max(5, Math.ceil(seconds / 5) * 5), 'second')} left`
  if (seconds < 90 * 60) return `about ${countOf(Math.round(seconds / 60), 'minute')} left`
  return `about ${countOf(Math.round(seconds / 3600), 'hour')} left`
}

/** How much of it is done, as a whole per cent that is 100 only at the end. */
export const percentOf = ({ done, total }: Pick<Progress, 'done' | 'total'>): number =>
  total === 0 ? 0 : Math.min(100, Math.floor((done * 100) / total))
