import type { Db } from '../schema.ts'

export type SourceSystem = {
  id: number
  code: string
  name: string
  description: string
  defaultService: string | null
  defaultServiceName: string | null
}

/** The source systems by code. */
export async function allSourceSystems(db: Db): Promise<SourceSystem[]> {
  return db
    .selectFrom('sourceSystems as system')
    .leftJoin('services as service', 'service.id', 'system.defaultServiceId')
    .select(['system.id', 'system.code', 'system.name', 'system.description'])
    .select(['service.code as defaultService', 'service.name as defaultServiceName'])
    .orderBy('system.code')
    .execute()
}

/** Adds source systems; throws when a code is taken. */
export async function addSourceSystems(
  db: Db,
  systems: { code: string; name: string; description: string; defaultServiceId: number | null }[],
): Promise<void> {
  await db.insertInto('sourceSystems').values(systems).execute()
}
