import { FIRST_YEAR, type IsoDate, LAST_YEAR } from './calendar.ts'

/** What is said where a date is missing. */
export const NO_DATE = 'Enter a date, for example 14/06/2027'

/** Why what a person typed is none of the dates that `readDate` reads: not written in numbers, of a year that is not taken, or no day at all. */
export function noDateInWords(typed: string): string {
  const written = /^(?:(\d{4})-\d{2}-\d{2}|\d{1,2}\/\d{1,2}\/(\d{4}))$/.exec(typed)
  if (!written) return 'Enter the date in numbers, the day first, for example 14/06/2027'
  const year = Number(written[1] ?? written[2])
  return year < FIRST_YEAR || year > LAST_YEAR
    ? `Enter a date of a year from ${FIRST_YEAR} to ${LAST_YEAR}`
    : 'Enter a date that exists, for example 14/06/2027'
}

/** How a date can be typed, by the example of one that would be taken. */
export function exampleInWords(date: IsoDate): string {
  const [year, month, day] = date.split('-')
  return `For example, ${day}/${month}/${year} or ${date}`
}
