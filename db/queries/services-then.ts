import type { AsAt } from '../../src/domain/as-at.ts'
import { idList } from '../dialect.ts'
import { inPlace } from '../in-place-of.ts'
import type { Db } from '../schema.ts'
import { shownVersion, statusOf } from './activity-standing.ts'
import { nameAt } from './name-changes.ts'
import { versionInForce } from './retention-rules.ts'
import type { ServiceRow } from './services.ts'
import { additionsOf } from './since-when.ts'
import { organisationsOfServicesThen } from './values-then.ts'

/**
 * A service as the list as at a day shows it. Who managed it is not kept. `activities`: those that were in force; `isSinceKnown` false: it is not
 * known whether it was there yet.
 */
export type ServiceThen = Omit<ServiceRow, 'managers'> & { isSinceKnown: boolean }

/** The services that there were at the end of a day within a reach (null: all), by organisation and name as they were called then. */
export async function servicesThen(db: Db, reach: number[] | null, asAt: AsAt): Promise<ServiceThen[]> {
  const services = await standingThen(db, reach, asAt)
  const activities = await activitiesOfServices(db, asAt)
  const rules = await rulesOfServices(db, asAt)
  return services.map((service) => ({
    ...service,
    activities: activities.get(service.id) ?? 0,
    rules: rules.get(service.id) ?? 0,
  }))
}

/** As `servicesThen`, without how much of the register and the schedule was their own. */
export async function standingThen(
  db: Db,
  reach: number[] | null,
  asAt: AsAt,
): Promise<Omit<ServiceThen, 'activities' | 'rules'>[]> {
  const rows = await db
    .selectFrom('services as service')
    .select(['service.id', 'service.code', nameAt('service', 'service', asAt).as('name')])
    .where('service.id', '=', inPlace('service', 'service', asAt))
    .$if(reach !== null, (query) => query.where('service.id', 'in', idList(db, reach ?? [])))
    .execute()
  const additions = await additionsOf(db, 'service', asAt)
  const organisations = await organisationsOfServicesThen(db, asAt)
  return rows
    .filter(({ code }) => !additions.isLater(code))
    .map((row) => ({
      ...row,
      ...(organisations.get(row.id) ?? { organisation: '', organisationName: '' }),
      isSinceKnown: !additions.isNotKnown(row.code),
    }))
    .sort(
      (a, b) =>
        a.organisationName.localeCompare(b.organisationName, 'en-GB') ||
        a.name.localeCompare(b.name, 'en-GB') ||
        a.id - b.id,
    )
}

async function activitiesOfServices(db: Db, asAt: AsAt): Promise<Map<number, number>> {
  const place = inPlace('said', 'service', asAt)
  const rows = await db
    .selectFrom('processingActivities as activity')
    .innerJoin('activityVersions as version', (join) => join.on('version.id', '=', shownVersion(asAt)))
    .innerJoin('services as said', 'said.id', 'version.serviceId')
    .select([place.as('serviceId'), 'activity.id'])
    .where((eb) => eb(statusOf(asAt), '<>', 'retired'))
    .execute()
  return counted(rows)
}

async function rulesOfServices(db: Db, asAt: AsAt): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom('retentionRules as rule')
    .innerJoin('retentionRuleVersions as version', (join) => join.on('version.id', '=', versionInForce(asAt)))
    .innerJoin('services as said', 'said.id', 'version.serviceId')
    .select([inPlace('said', 'service', asAt).as('serviceId'), 'rule.id'])
    .execute()
  return counted(rows)
}

const counted = (rows: { serviceId: number }[]): Map<number, number> =>
  new Map([...Map.groupBy(rows, ({ serviceId }) => serviceId)].map(([id, of]) => [id, of.length]))
