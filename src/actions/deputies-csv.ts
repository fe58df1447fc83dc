import { type DeputyRow, deputyList } from '../../db/queries/deputies.ts'
import { londonDate } from '../domain/calendar.ts'
import { type DeputyState, deputyState } from '../domain/deputy.ts'
import type { CsvExport } from './csv-export.ts'

/** The filters of the list: a service by its code, and how a time as deputy stands. */
export type DeputyListFilters = { id?: number; service?: string | undefined; state?: DeputyState | undefined }

/** A time as deputy with how it stands. */
export type ListedDeputy = DeputyRow & { state: DeputyState }

/** Times as deputy with how each stands on a day, within a reach (null: all). */
export async function listedDeputies(
  db: Parameters<typeof deputyList>[0],
  { state, ...filters }: DeputyListFilters,
  { today, reach }: { today: string; reach: number[] | null },
): Promise<ListedDeputy[]> {
  return (await deputyList(db, { ...filters, reach }))
    .map((deputy) => ({ ...deputy, state: deputyState(deputy, today) }))
    .filter((deputy) => state === undefined || deputy.state === state)
}

/** Who stands in for whom as CSV, one row a service and time. */
export const deputiesExport: CsvExport<ListedDeputy, DeputyListFilters> = {
  name: 'deputies',
  columns: [
    { name: 'service', value: ({ serviceCode }) => serviceCode },
    { name: 'manager', value: ({ managerName }) => managerName },
    { name: 'deputy', value: ({ deputyName }) => deputyName },
    { name: 'from_on', value: ({ fromOn }) => fromOn },
    { name: 'to_on', value: ({ toOn }) => toOn },
    { name: 'state', value: ({ state }) => state },
    { name: 'named_on', value: ({ namedAt }) => londonDate(namedAt) },
    { name: 'ended_on', value: ({ endedAt }) => endedAt && londonDate(endedAt) },
    { name: 'ended_by', value: ({ endedByName }) => endedByName },
  ],
  async *rows(db, filters, context) {
    yield await listedDeputies(db, filters, context)
  },
}
