import type { SpecialHolding } from '../../src/domain/special-category-map.ts'
import type { Db } from '../schema.ts'

/** How many activities of each service within a reach (null: all) hold each special category of data, or offence data. */
export async function specialHoldings(db: Db, reach: number[] | null): Promise<SpecialHolding[]> {
  const rows = await db
    .selectFrom('processingActivities as activity')
    .innerJoin('activityVersions as version', 'version.id', 'activity.shownVersionId')
    .innerJoin('services as service', 'service.id', 'version.serviceId')
    .innerJoin('activityTerms as of', 'of.versionId', 'version.id')
    .innerJoin('terms as term', 'term.id', 'of.termId')
    .select(['service.code as service', 'term.name as category', 'term.mark'])
    .select((eb) => eb.fn.count<number>('activity.id').distinct().as('activities'))
    .where('activity.status', 'not in', ['retired', 'withdrawn'])
    .where('term.mark', 'in', ['special category', 'criminal offence'])
    .$if(reach !== null, (query) => query.where('version.serviceId', 'in', reach ?? []))
    .groupBy(['service.code', 'term.name', 'term.mark'])
    .orderBy('service.code')
    .orderBy('term.name')
    .execute()
  return rows.flatMap(({ mark, ...row }) =>
    mark === 'special category' || mark === 'criminal offence' ? [{ ...row, mark }] : [],
  )
}
