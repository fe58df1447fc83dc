import { inPlaceOf } from '../in-place-of.ts'
import type { Db } from '../schema.ts'
import { deputiesOn } from './deputies.ts'

/** A service with those who answer for it, and how many activities it has in force. */
export type ManagedService = {
  id: number
  code: string
  name: string
  organisationName: string
  activities: number
  managers: { id: number; name: string; email: string }[]
}

/**
 * Every service with its managers, who are neither suspended nor erased, and whoever stands in for one of them today, and the number of its
 * activities in force; by organisation and name.
 */
export async function managedServices(db: Db, today: string): Promise<ManagedService[]> {
  const services = await db
    .selectFrom('services as service')
    .innerJoin('organisations as organisation', 'organisation.id', 'service.organisationId')
    .select(['service.id', 'service.code', 'service.name', 'organisation.name as organisationName'])
    .select((eb) =>
      eb
        .selectFrom('processingActivities as activity')
        .innerJoin('activityVersions as version', 'version.id', 'activity.shownVersionId')
        .innerJoin('services as said', 'said.id', 'version.serviceId')
        .where(inPlaceOf('said'), '=', eb.ref('service.id'))
        .where('activity.status', '=', 'approved')
        .select((of) => of.fn.countAll<number>().as('n'))
        .as('activities'),
    )
    .where('service.mergedIntoId', 'is', null)
    .orderBy('organisation.name')
    .orderBy('service.name')
    .execute()
  const managers = await db
    .selectFrom('userServices as of')
    .innerJoin('users as user', 'user.id', 'of.userId')
    .select(['of.serviceId', 'user.id', 'user.name', 'user.email'])
    .where('user.role', '=', 'manager')
    .where('user.suspendedAt', 'is', null)
    .where('user.erasedAt', 'is', null)
    .orderBy('user.name')
    .orderBy('user.id')
    .execute()
  const byService = Map.groupBy([...managers, ...(await deputiesOn(db, today))], ({ serviceId }) => serviceId)
  return services.map((service) => ({
    ...service,
    activities: service.activities ?? 0,
    managers: (byService.get(service.id) ?? []).map(({ serviceId: _, ...person }) => person),
  }))
}
