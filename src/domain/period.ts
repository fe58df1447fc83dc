import type { Period } from './calendar.ts'

const MOST_YEARS = 200

/**
 * Reads a period of ISO 8601 in years, months and days: `P6Y`, `P1Y6M`, `P30D`, `P0D`.
 *
 * Null for weeks, times, negatives, an empty `P`, and anything over 200 years.
 */
export function readPeriod(text: string): Period | null {
  const parts = /^P(?=\d)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})D)?$/.exec(text)
  if (!parts) return null
  const period = { years: Number(parts[1] ?? 0), months: Number(parts[2] ?? 0), days: Number(parts[3] ?? 0) }
  return period.years + period.months / 12 + period.days / 365 > MOST_YEARS ? null : period
}

/** A period in words: `6 years`, `1 year and 6 months`, `no time at all` for `P0D`. */
export function periodInWords(text: string): string {
  const period = readPeriod(text)
  if (!period) return text
  const parts = [counted(period.years, 'year'), counted(period.months, 'month'), counted(period.days, 'day')].filter(
    (part) => part !== '',
  )
  if (parts.length === 0) return 'no time at all'
  if (parts.length === 1) return parts[0] ?? ''
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

const counted = (n: number, unit: string): string => (n === 0 ? '' : `${n} ${unit}${n === 1 ? '' : 's'}`)
