import { addDays, type IsoDate, monthEnd } from './calendar.ts'

/** A month of a forecast, both days inclusive: the first begins where the forecast does. */
export type ForecastMonth = { name: string; from: IsoDate; to: IsoDate }

const MONTHS_OF_A_YEAR = 12
const YEARS = 6

/** The rest of this month from a day on, and the months after it until six years are full. */
export function forecastMonths(from: IsoDate): ForecastMonth[] {
  const months: ForecastMonth[] = []
  for (let day = from; months.length < MONTHS_OF_A_YEAR * YEARS; day = addDays(months.at(-1)?.to ?? day, 1))
    months.push({ name: day.slice(0, 'YYYY-MM'.length), from: day, to: monthEnd(day) })
  return months
}

/** How many records of a service fall due in a month. */
export type ForecastRow = { month: string; serviceCode: string | null; serviceName: string | null; records: number }

/** The records of all services in each month of a forecast, in their order; months without any are 0. */
export const byMonth = (months: readonly ForecastMonth[], rows: readonly ForecastRow[]): number[] =>
  months.map(({ name }) => rows.reduce((sum, row) => sum + (row.month === name ? row.records : 0), 0))
