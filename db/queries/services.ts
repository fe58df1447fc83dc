import type { Insertable } from 'kysely'
import { inPlaceOf } from '../in-place-of.ts'
import { prepared } from '../prepared.ts'
import type { Db, Schema } from '../schema.ts'

export type Service = { id: number; code: string; name: string; organisation: string; organisationName: string }

/** A service as the list shows it: who manages it, and how much of the register and the schedule is its own. */
export type ServiceRow = Service & { managers: string[]; activities: number; rules: number }

/** The services by organisation and name, within a reach (null: all); none that was merged away. */
export async function servicesWithin(db: Db, reach: number[] | null): Promise<Service[]> {
  return reach === null ? allServices(db) : standing(db, reach).execute()
}

const allServices = prepared((db) => standing(db, null))

const standing = (db: Db, reach: number[] | null) => services(db, reach).where('service.mergedIntoId', 'is', null)

const services = (db: Db, reach: number[] | null) =>
  db
    .selectFrom('services as service')
    .innerJoin('organisations as organisation', 'organisation.id', 'service.organisationId')
    .select(['service.id', 'service.code', 'service.name'])
    .select(['organisation.code as organisation', 'organisation.name as organisationName'])
    .$if(reach !== null, (query) => query.where('service.id', 'in', reach ?? []))
    .orderBy('organisation.name')
    .orderBy('service.name')

/** The service with a code, be it merged away or not, within a reach (null: all); undefined when there is none. */
export async function serviceByCode(
  db: Db,
  code: string,
  reach: number[] | null = null,
): Promise<(Service & { mergedIntoId: number | null }) | undefined> {
  return services(db, reach).select('service.mergedIntoId').where('service.code', '=', code).executeTakeFirst()
}

/** The service with an id, or undefined. */
export async function serviceById(db: Db, id: number): Promise<Service | undefined> {
  return services(db, [id]).executeTakeFirst()
}

/** The services within a reach (null: all) with their managers and how many activities and rules are theirs. */
export async function serviceRows(db: Db, reach: number[] | null): Promise<ServiceRow[]> {
  const standing = await servicesWithin(db, reach)
  const managers = await db
    .selectFrom('userServices as of')
    .innerJoin('users as user', 'user.id', 'of.userId')
    .select(['of.serviceId', 'user.name'])
    .where('user.role', '=', 'manager')
    .where('user.suspendedAt', 'is', null)
    .orderBy('user.name')
    .execute()
  const activities = await db
    .selectFrom('processingActivities as activity')
    .innerJoin('activityVersions as version', 'version.id', 'activity.shownVersionId')
    .innerJoin('services as said', 'said.id', 'version.serviceId')
    .select((eb) => [inPlaceOf('said').as('serviceId'), eb.fn.countAll<number>().as('count')])
    .where('activity.status', 'not in', ['retired', 'withdrawn'])
    .groupBy(inPlaceOf('said'))
    .execute()
  const rules = await db
    .selectFrom('retentionRules as rule')
    .innerJoin('retentionRuleVersions as version', 'version.id', 'rule.currentVersionId')
    .innerJoin('services as said', 'said.id', 'version.serviceId')
    .select((eb) => [inPlaceOf('said').as('serviceId'), eb.fn.countAll<number>().as('count')])
    .groupBy(inPlaceOf('said'))
    .execute()
  const counted = (counts: { serviceId: number | null; count: number }[], id: number): number =>
    counts.find(({ serviceId }) => serviceId === id)?.count ?? 0
  return standing.map((service) => ({
    ...service,
    managers: managers.filter(({ serviceId }) => serviceId === service.id).map(({ name }) => name),
    activities: counted(activities, service.id),
    rules: counted(rules, service.id),
  }))
}

/** Adds services; one whose code is taken, or its name within its organisation, is left out. True when all were added. */
export async function addServices(db: Db, services: Omit<Insertable<Schema['services']>, 'id'>[]): Promise<boolean> {
  const added = await db
    .insertInto('services')
    .values(services)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  return added.length === services.length
}

/** Changes a service; false when its organisation has another of that name. */
export async function changeService(
  db: Db,
  code: string,
  facts: { name: string; organisationId: number },
): Promise<boolean> {
  const result = await db
    .updateTable('services')
    .set(facts)
    .where('code', '=', code)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('services as other')
            .select('other.id')
            .where('other.name', '=', facts.name)
            .where('other.organisationId', '=', facts.organisationId)
            .where('other.code', '<>', code),
        ),
      ),
    )
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
