import type { AsAt } from '../../src/domain/as-at.ts'
import { inPlace } from '../in-place-of.ts'
import type { Db } from '../schema.ts'
import { statusOf, versionInForce } from './activity-standing.ts'
import { nameAt } from './name-changes.ts'

/** An activity whose records a rule governs, and whether the link is stated, proposed or confirmed. */
export type UsingActivity = {
  ruleId: number
  reference: string
  title: string
  standing: 'stated' | 'proposed' | 'confirmed'
  serviceName: string
}

/** The activities in force that rules are linked to, within a reach (null: all), by reference; of one rule, or of all; now, or at the end of a day. */
export async function activitiesUsingRules(
  db: Db,
  reach: number[] | null,
  ruleId?: number,
  asAt: AsAt | null = null,
): Promise<UsingActivity[]> {
  return db
    .selectFrom('activityRules as link')
    .innerJoin('activityVersions as version', 'version.id', 'link.versionId')
    .innerJoin('processingActivities as activity', 'activity.id', 'version.activityId')
    .innerJoin('services as said', 'said.id', 'version.serviceId')
    .innerJoin('services as service', (join) => join.on('service.id', '=', inPlace('said', 'service', asAt)))
    .where('version.id', '=', versionInForce(asAt))
    .where((eb) => eb(statusOf(asAt), '<>', 'retired'))
    .$if(reach !== null, (query) => query.where('version.serviceId', 'in', reach ?? []))
    .$if(ruleId !== undefined, (query) => query.where('link.ruleId', '=', ruleId ?? 0))
    .select(['link.ruleId', 'activity.reference', 'version.title', 'link.standing'])
    .select(nameAt('service', 'service', asAt).as('serviceName'))
    .orderBy('activity.reference')
    .execute()
}

/** The activities that name a rule in what lists show of them, by id. */
export async function activityIdsUsingRule(db: Db, ruleId: number): Promise<number[]> {
  const rows = await db
    .selectFrom('activityRules as link')
    .innerJoin('processingActivities as activity', 'activity.shownVersionId', 'link.versionId')
    .select('activity.id')
    .distinct()
    .where('link.ruleId', '=', ruleId)
    .orderBy('activity.id')
    .execute()
  return rows.map(({ id }) => id)
}
