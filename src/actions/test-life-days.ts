/** The day after the last on which it is kept; the 29th of February of a year that has none is the 28th. */
export function dueUnder(
  { trigger, keptUntil }: { trigger: string | null; keptUntil: string | null },
  years: number,
): string | null {
  if (trigger === null) return null
  const year = Number(trigger.slice(0, 4)) + years
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const day = trigger.endsWith('02-29') && !isLeap ? '02-28' : trigger.slice(5)
  const until = `${year}-${day}`
  return plusDays(keptUntil !== null && keptUntil > until ? keptUntil : until, 1)
}

/** By whole days of the calendar that everybody uses, in the time of no country. */
export function plusDays(date: string, days: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  return isoOfDayNumber(dayNumber(year, month, day) + days)
}

/** Days since the first of March of the year 0, as Hatcher counts them. */
function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const m = (month + 9) % 12
  return (
    365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + Math.floor((m * 306 + 5) / 10) + day - 1
  )
}

function isoOfDayNumber(number: number): string {
  let y = Math.floor((10_000 * number + 14_780) / 3_652_425)
  const dayOf = (year: number) =>
    number - (365 * year + Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400))
  if (dayOf(y) < 0) y -= 1
  const day = dayOf(y)
  const m = Math.floor((100 * day + 52) / 3060)
  const month = ((m + 2) % 12) + 1
  const year = y + Math.floor((m + 2) / 12)
  const dayOfMonth = day - Math.floor((m * 306 + 5) / 10) + 1
  return `${year}-${String(month).padStart(2, '0')}-${String(dayOfMonth).padStart(2, '0')}`
}
