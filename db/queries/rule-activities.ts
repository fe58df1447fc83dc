import type { Db } from '../schema.ts'

/** An activity whose records a rule governs, and whether the link is stated, proposed or confirmed. */
export type UsingActivity = {
  ruleId: number
  reference: string
  title: string
  standing: 'stated' | 'proposed' | 'confirmed'
  serviceName: string
}

/** The activities in force that rules are linked to, within a reach (null: all), by reference; of one rule, or of all. */
export async function activitiesUsingRules(db: Db, reach: number[] | null, ruleId?: number): Promise<UsingActivity[]> {
  return db
    .selectFrom('activityRules as link')
    .innerJoin('processingActivities as activity', 'activity.currentVersionId', 'link.versionId')
    .innerJoin('activityVersions as version', 'version.id', 'link.versionId')
    .innerJoin('services as service', 'service.id', 'version.serviceId')
    .where('activity.status', '<>', 'retired')
    .$if(reach !== null, (query) => query.where('version.serviceId', 'in', reach ?? []))
    .$if(ruleId !== undefined, (query) => query.where('link.ruleId', '=', ruleId ?? 0))
    .select(['link.ruleId', 'activity.reference', 'version.title', 'link.standing', 'service.name as serviceName'])
    .orderBy('activity.reference')
    .execute()
}
