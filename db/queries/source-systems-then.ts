import type { AsAt } from '../../src/domain/as-at.ts'
import type { Db } from '../schema.ts'
import { statusOf, versionInForce } from './activity-standing.ts'
import { contactFactsThen } from './organisations-then.ts'
import { additionsOf } from './since-when.ts'
import { allSourceSystems, type SourceSystem, systemLimits } from './source-systems.ts'
import { fieldThen, serviceNamesThen } from './values-then.ts'

/**
 * A source system as the list as at a day shows it. `limits`: the services that it was limited to; none: it could hold records of any. `isSinceKnown`
 * false: it is not known whether it was there yet.
 */
export type SystemThen = SourceSystem & {
  limits: { code: string; name: string }[]
  activities: number
  isSinceKnown: boolean
}

/** The source systems that there were at the end of a day, by code, as they were then: the audit trail keeps what was changed since. */
export async function sourceSystemsThen(db: Db, asAt: AsAt): Promise<SystemThen[]> {
  const of = (field: string) => fieldThen(db, 'source system', field, asAt)
  const names = await of('name')
  const descriptions = await of('description')
  const defaults = await of('default service')
  const limitsThen = await of('services it is limited to')
  const organisations = await of('organisation')
  const limitsNow = await systemLimits(db)
  const additions = await additionsOf(db, 'source system', asAt)
  const services = await serviceNamesThen(db, asAt)
  const known = await contactFactsThen(db, asAt)
  const uses = await usesThen(db, asAt)
  const named = (code: string) => ({ code, name: services.get(code)?.name ?? code })
  return (await allSourceSystems(db)).flatMap((now) => {
    const { code } = now
    if (additions.isLater(code)) return []
    const defaultService = (defaults.get(code) ?? now.defaultService) || null
    const organisation = organisations.get(code) ?? now.organisation
    const limited = limitsThen.get(code)?.split(', ') ?? limitsNow.get(code)?.map((service) => service.code) ?? []
    const limits = limited.filter((service) => service !== '').map(named)
    return {
      ...{
        id: now.id,
        code,
        name: names.get(code) ?? now.name,
        description: descriptions.get(code) ?? now.description,
      },
      ...{ organisation, organisationName: known.get(organisation)?.name ?? organisation },
      ...{ defaultService, defaultServiceName: defaultService && named(defaultService).name },
      limits: limits.sort((a, b) => a.name.localeCompare(b.name, 'en-GB') || a.code.localeCompare(b.code)),
      activities: uses.get(code) ?? 0,
      isSinceKnown: !additions.isNotKnown(code),
    }
  })
}

async function usesThen(db: Db, asAt: AsAt): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('activitySystems as of')
    .innerJoin('sourceSystems as system', 'system.id', 'of.sourceSystemId')
    .innerJoin('activityVersions as version', 'version.id', 'of.versionId')
    .innerJoin('processingActivities as activity', 'activity.id', 'version.activityId')
    .select((eb) => ['system.code', eb.fn.count<number>('activity.id').distinct().as('count')])
    .where('version.id', '=', versionInForce(asAt))
    .where((eb) => eb(statusOf(asAt), '<>', 'retired'))
    .groupBy('system.code')
    .execute()
  return new Map(rows.map(({ code, count }) => [code, count]))
}
