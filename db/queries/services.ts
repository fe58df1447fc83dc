import type { Db } from '../schema.ts'

export type Service = { id: number; code: string; name: string; organisation: string; organisationName: string }

/** The services by organisation and name, within a reach (null: all). */
export async function servicesWithin(db: Db, reach: number[] | null): Promise<Service[]> {
  return db
    .selectFrom('services as service')
    .innerJoin('organisations as organisation', 'organisation.id', 'service.organisationId')
    .select(['service.id', 'service.code', 'service.name'])
    .select(['organisation.code as organisation', 'organisation.name as organisationName'])
    .$if(reach !== null, (query) => query.where('service.id', 'in', reach ?? []))
    .orderBy('organisation.name')
    .orderBy('service.name')
    .execute()
}

/** Adds services; throws when a code is taken, or a name within its organisation. */
export async function addServices(
  db: Db,
  services: { code: string; name: string; organisationId: number }[],
): Promise<void> {
  await db.insertInto('services').values(services).execute()
}
