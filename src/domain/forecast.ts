import { addDays, addPeriod, type IsoDate, monthEnd } from './calendar.ts'

/** A month of a forecast, both days inclusive: the first begins, and the last ends, where the forecast does. */
export type ForecastMonth = { name: string; from: IsoDate; to: IsoDate }

const SIX_YEARS = { years: 6, months: 0, days: 0 }

/** The months of the six years after a day: the day after it begins the first, and its date in the sixth year ends the last. */
export function forecastMonths(today: IsoDate): ForecastMonth[] {
  const last = addPeriod(today, SIX_YEARS)
  const months: ForecastMonth[] = []
  for (let day = addDays(today, 1); day <= last; day = addDays(monthEnd(day), 1)) {
    const end = monthEnd(day)
    months.push({ name: day.slice(0, 'YYYY-MM'.length), from: day, to: end < last ? end : last })
  }
  return months
}

/** How many records of a service fall due in a month. */
export type ForecastRow = { month: string; serviceCode: string | null; serviceName: string | null; records: number }

/** The records of all services in each month of a forecast, in their order; months without any are 0. */
export const byMonth = (months: readonly ForecastMonth[], rows: readonly ForecastRow[]): number[] =>
  months.map(({ name }) => rows.reduce((sum, row) => sum + (row.month === name ? row.records : 0), 0))
