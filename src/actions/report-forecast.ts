import { setImmediate as turnOfEvents } from 'node:timers/promises'
import { fallingDue } from '../../db/queries/report-forecast.ts'
import { servicesWithin } from '../../db/queries/services.ts'
import type { Db } from '../../db/schema.ts'
import type { IsoDate } from '../domain/calendar.ts'
import { type ForecastRow, forecastMonths } from '../domain/forecast.ts'

/**
 * What falls due in each month of the next six years, by service, within a reach (null: all): by the rules and the dates of today.
 *
 * Month by month, and others have their turn in between: of ten million records, each takes some hundredths of a second.
 */
export async function forecast(
  db: Db,
  reach: number[] | null,
  today: IsoDate,
  service?: string,
): Promise<ForecastRow[]> {
  const services = new Map((await servicesWithin(db, null)).map((one) => [one.id, one]))
  const rows: ForecastRow[] = []
  for (const { name: month, from, to } of forecastMonths(today)) {
    const counted = await fallingDue(db, from, to)
    for (const { serviceId, records } of counted) {
      const one = serviceId === null ? undefined : services.get(serviceId)
      if (reach !== null && !reach.includes(serviceId ?? 0)) continue
      if (service !== undefined && one?.code !== service) continue
      rows.push({ month, serviceCode: one?.code ?? null, serviceName: one?.name ?? null, records })
    }
    await turnOfEvents()
  }
  return rows.sort((a, b) => order(a.month, b.month) || order(a.serviceCode ?? '', b.serviceCode ?? ''))
}

const order = (a: string, b: string): number => Number(a > b) - Number(a < b)
