import { daysBetween, type IsoDate } from './calendar.ts'

/** Days past the day to answer by at which whoever is to answer a review is reminded of it, once at each. */
export const reminderDays = [0, 14, 28] as const
export type ReminderDays = (typeof reminderDays)[number]

/** With the last reminder a review comes to information governance as well. */
export const LAST_REMINDER: ReminderDays = 28

/**
 * The reminder that a review is due by now; null while it may still be answered in time.
 *
 * A review may be answered on its day, so that the first falls on the day after, and each later one so many days after that. Of several
 * that nobody made, while no sweep ran, only the latest is.
 */
export function reminderDue(reviewBy: IsoDate, today: IsoDate): ReminderDays | null {
  const late = daysBetween(reviewBy, today) - 1
  return reminderDays.findLast((days) => late >= days) ?? null
}

/** The place of a reminder in their order: “2 of 3”. */
export const reminderInWords = (days: ReminderDays): string =>
  `${reminderDays.indexOf(days) + 1} of ${reminderDays.length}`
