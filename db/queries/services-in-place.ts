import { inPlaceOf } from '../in-place-of.ts'
import type { Db } from '../schema.ts'

/** A service that stands. */
export type StandingService = { id: number; code: string; name: string }

/** The services by their ids, those that were merged away too: each with what stands in its place. */
export async function servicesInPlace(db: Db): Promise<Map<number, StandingService>> {
  const rows = await db
    .selectFrom('services as said')
    .innerJoin('services as service', (join) => join.on('service.id', '=', inPlaceOf('said')))
    .select(['said.id as saidId', 'service.id', 'service.code', 'service.name'])
    .execute()
  return new Map(rows.map(({ saidId, ...service }) => [saidId, service]))
}
