import type { Service } from '../../../db/queries/services.ts'
import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import { byMonth, type ForecastRow, forecastMonths } from '../../domain/forecast.ts'
import { countOf } from '../../domain/list.ts'
import { drawBars } from '../../formats/bars.ts'
import { choiceFilters } from '../choice-filters.ts'
import type { Cell, TableView } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { queryString } from '../query.ts'

export const FORECAST = '/reports/forecast'

/** What the page is made of: the forecast of a service, or of all that its reader may see. */
export type ForecastFacts = { rows: ForecastRow[]; service: string | undefined; services: Service[]; today: IsoDate }

/** What falls due in the next six years, as a chart by month and as tables. */
export function forecastPage({ rows, service, services, today }: ForecastFacts) {
  const months = forecastMonths(today)
  const counts = byMonth(months, rows)
  const total = counts.reduce((sum, count) => sum + count, 0)
  const query = { service }
  const options = services.map(({ code, name }) => ({ value: code, text: name }))
  const filters = choiceFilters<'service'>(FORECAST, query, [{ name: 'service', label: 'Service', options }])
  const description = `${countOf(total, 'record')} from ${dateInWords(months[0]?.from ?? today)} to ${dateInWords(months.at(-1)?.to ?? today)}, month by month.`
  const bars = months.map(({ name }, at) => ({
    value: counts[at] ?? 0,
    label: name.endsWith('-01') || (at === 0 && hasRoom(name)) ? name.slice(0, 'YYYY'.length) : '',
  }))
  return {
    title: 'Forecast of what falls due',
    lead: 'How many of the records held today fall due in each month of the next six years, by the rules and dates of today. Holds and decisions to keep longer will change it.',
    trail: [{ text: 'Reports', href: '/reports' }],
    filters: { action: FORECAST, ...filters, clear: FORECAST },
    summary: total === 0 ? null : description,
    picture:
      total === 0
        ? null
        : {
            title: 'Records that fall due by month',
            svg: drawBars({ title: 'Records that fall due by month', description, bars }, 'forecast'),
          },
    tables: [byServiceTable(rows), byMonthTable(months, counts)],
    files: filesOf(FORECAST, queryString(query)),
  }
}

/** The year stands below a month as long as the next one is not about to. */
const hasRoom = (month: string): boolean => month.slice('YYYY-'.length) <= '09'

/** By calendar year, which is what people plan by. */
function byServiceTable(rows: ForecastRow[]): TableView {
  const years = [...new Set(rows.map(({ month }) => month.slice(0, 'YYYY'.length)))].sort()
  const services = [...Map.groupBy(rows, ({ serviceCode }) => serviceCode).values()]
  return {
    caption: 'By service and year',
    head: [{ text: 'Service' }, ...years.map((text) => ({ text, numeric: true })), { text: 'Together', numeric: true }],
    rows: services.map((of): Cell[] => [
      { text: of[0]?.serviceName ?? 'Unassigned', header: true },
      ...years.map((year) => number(sum(of.filter(({ month }) => month.startsWith(year))))),
      number(sum(of)),
    ]),
    empty: 'Nothing falls due in the next six years.',
  }
}

const byMonthTable = (months: { name: string; from: IsoDate; to: IsoDate }[], counts: number[]): TableView => ({
  caption: 'By month',
  head: [{ text: 'From' }, { text: 'To' }, { text: 'Records', numeric: true }],
  rows: months.map(({ from, to }, at): Cell[] => [
    { text: dateInWords(from), header: true },
    { text: dateInWords(to) },
    number(counts[at] ?? 0),
  ]),
  empty: '',
})

const sum = (rows: ForecastRow[]): number => rows.reduce((total, { records }) => total + records, 0)
const number = (n: number): Cell => ({ text: n.toLocaleString('en-GB'), numeric: true })
