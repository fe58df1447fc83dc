import type { Insertable } from 'kysely'
import type { Db, Schema } from '../schema.ts'

/** `organisation`: the code of that whose records it holds. */
export type SourceSystem = {
  id: number
  code: string
  name: string
  description: string
  organisation: string
  organisationName: string
  defaultService: string | null
  defaultServiceName: string | null
}

/** The source systems by code. */
export async function allSourceSystems(db: Db): Promise<SourceSystem[]> {
  return db
    .selectFrom('sourceSystems as system')
    .innerJoin('organisations as organisation', 'organisation.id', 'system.organisationId')
    .leftJoin('services as service', 'service.id', 'system.defaultServiceId')
    .select(['system.id', 'system.code', 'system.name', 'system.description'])
    .select(['organisation.code as organisation', 'organisation.name as organisationName'])
    .select(['service.code as defaultService', 'service.name as defaultServiceName'])
    .orderBy('system.code')
    .execute()
}

/** The source system with a code, or undefined. */
export async function sourceSystemByCode(db: Db, code: string): Promise<SourceSystem | undefined> {
  return (await allSourceSystems(db)).find((system) => system.code === code)
}

/** Which services each system is limited to, by the code of the system; one that is not there may hold records of any. */
export async function systemLimits(db: Db): Promise<Map<string, { code: string; name: string }[]>> {
  const rows = await db
    .selectFrom('sourceSystemServices as of')
    .innerJoin('sourceSystems as system', 'system.id', 'of.sourceSystemId')
    .innerJoin('services as service', 'service.id', 'of.serviceId')
    .select(['system.code as system', 'service.code', 'service.name'])
    .orderBy('service.name')
    .execute()
  return Map.groupBy(rows, ({ system }) => system)
}

/** How many activities in force name each system as what holds their records, by the code of the system. */
export async function systemUses(db: Db): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('activitySystems as of')
    .innerJoin('sourceSystems as system', 'system.id', 'of.sourceSystemId')
    .innerJoin('processingActivities as activity', 'activity.currentVersionId', 'of.versionId')
    .select((eb) => ['system.code', eb.fn.count<number>('activity.id').distinct().as('count')])
    .where('activity.status', '<>', 'retired')
    .groupBy('system.code')
    .execute()
  return new Map(rows.map(({ code, count }) => [code, count]))
}

/** Adds source systems; one whose code is taken is left out. True when all were added. */
export async function addSourceSystems(
  db: Db,
  systems: Omit<Insertable<Schema['sourceSystems']>, 'id'>[],
): Promise<boolean> {
  const added = await db
    .insertInto('sourceSystems')
    .values(systems)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  return added.length === systems.length
}

/** Changes a source system. */
export async function changeSourceSystem(
  db: Db,
  code: string,
  facts: Pick<Insertable<Schema['sourceSystems']>, 'name' | 'description' | 'organisationId' | 'defaultServiceId'>,
): Promise<void> {
  await db.updateTable('sourceSystems').set(facts).where('code', '=', code).execute()
}

/** True when a source system holds records, or a feed of it waits or is being loaded. */
export async function holdsRecords(db: Db, code: string): Promise<boolean> {
  const held = await db
    .selectFrom('sourceSystems as system')
    .where('system.code', '=', code)
    .where(({ or, exists, selectFrom }) =>
      or([
        exists(
          selectFrom('records')
            .select('records.id')
            .whereRef('records.sourceSystemId', '=', 'system.id')
            .whereRef('records.organisationId', '=', 'system.organisationId'),
        ),
        exists(
          selectFrom('recordFeeds as feed')
            .select('feed.id')
            .whereRef('feed.sourceSystemId', '=', 'system.id')
            .where('feed.state', 'in', ['waiting', 'running']),
        ),
      ]),
    )
    .select('system.id')
    .executeTakeFirst()
  return held !== undefined
}

/** Limits a system to services, by id, in place of the limits it had; none: it may hold records of any. */
export async function limitSourceSystem(db: Db, code: string, serviceIds: number[]): Promise<void> {
  const { id } = await db.selectFrom('sourceSystems').select('id').where('code', '=', code).executeTakeFirstOrThrow()
  await db.deleteFrom('sourceSystemServices').where('sourceSystemId', '=', id).execute()
  if (serviceIds.length > 0)
    await db
      .insertInto('sourceSystemServices')
      .values([...new Set(serviceIds)].map((serviceId) => ({ sourceSystemId: id, serviceId })))
      .execute()
}
