import { parse, type ScheduledTask } from 'node-cron'
import { asDate, type Clock, startOfDay } from '../domain/calendar.ts'

/**
 * True when a time of a schedule lies between the start of today in London and now, both inclusive: a job that has not run today missed it.
 *
 * Asked of each minute, from now backwards: the next times of a cron that is not daily say nothing of the last one.
 */
export function isPast(task: Pick<ScheduledTask, 'match' | 'getPattern'>, clock: Clock): boolean {
  const start = asDate(startOfDay(clock.today()))
  const { minute } = parse(task.getPattern())
  const at = asDate(clock.now())
  at.setUTCSeconds(0, 0)
  for (; at >= start; at.setUTCMinutes(at.getUTCMinutes() - 1)) {
    // London is whole hours from UTC, so that most minutes need not be asked about, which is slow.
    if (minute.includes(at.getUTCMinutes()) && task.match(at)) return true
  }
  return false
}
