import type { SpecialHolding } from '../../src/domain/special-category-map.ts'
import { inPlaceOf } from '../in-place-of.ts'
import type { Db } from '../schema.ts'

/** How many activities of each service within a reach (null: all) hold each special category of data, or offence data. */
export async function specialHoldings(db: Db, reach: number[] | null): Promise<SpecialHolding[]> {
  const rows = await db
    .selectFrom('processingActivities as activity')
    .innerJoin('activityVersions as version', 'version.id', 'activity.shownVersionId')
    .innerJoin('services as said', 'said.id', 'version.serviceId')
    .innerJoin('services as service', (join) => join.on('service.id', '=', inPlaceOf('said')))
    .innerJoin('activityTerms as of', 'of.versionId', 'version.id')
    .innerJoin('terms as named', 'named.id', 'of.termId')
    .innerJoin('terms as term', (join) => join.on('term.id', '=', inPlaceOf('named')))
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
