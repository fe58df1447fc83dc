import { type RawBuilder, sql } from 'kysely'
import type { AsAt } from '../../src/domain/as-at.ts'
import type { ActivityStatus } from '../../src/domain/processing-activity.ts'
import type { SharedKind } from '../../src/domain/survivors.ts'
import { inPlaceOf } from '../in-place-of.ts'
import type { Db } from '../schema.ts'
import { shownVersion, statusOf } from './activity-standing.ts'

/** An activity that names something, as lists show it. `serviceId`: of the version that they show. */
export type UsedIn = { id: number; reference: string; title: string; status: ActivityStatus; serviceId: number }

/** The rows of versions that name a thing of a kind, or a duplicate that it took the place of. */
const naming: Record<SharedKind, (id: number) => RawBuilder<unknown>> = {
  service: (id) => sql`
    select version.id as version_id from activity_versions as version
    join services as said on said.id = version.service_id where ${inPlaceOf('said')} = ${id}`,
  term: (id) => sql`
    select fact.version_id from activity_terms as fact
    join terms as said on said.id = fact.term_id where ${inPlaceOf('said')} = ${id}`,
  organisation: (id) => sql`
    select fact.version_id from (
      select version_id, organisation_id from activity_parties
      union all select version_id, organisation_id from activity_recipients
    ) as fact
    join organisations as said on said.id = fact.organisation_id where ${inPlaceOf('said')} = ${id}`,
}

/** The versions of the present: those that lists show, and what is on its way to be approved. */
export const ofPresent = sql`(version.id = activity.shown_version_id or version.state in ('draft', 'submitted'))
  and activity.status not in ('retired', 'withdrawn')`

/** The versions that speak: of the present as `ofPresent`; as at the end of a day those that were in force then, as what was being drafted is not known. */
export const speaking = (asAt: AsAt | null): RawBuilder<unknown> =>
  asAt === null ? ofPresent : sql`version.id = ${shownVersion(asAt)} and ${statusOf(asAt)} <> 'retired'`

/** The activities that name a thing now, in what lists show of them or in a draft, by reference. */
export async function usedIn(db: Db, kind: SharedKind, id: number): Promise<UsedIn[]> {
  const { rows } = await sql<UsedIn>`
    select activity.id, activity.reference, shown.title, activity.status, shown.service_id
    from processing_activities as activity
    join activity_versions as shown on shown.id = activity.shown_version_id
    where exists (
      select 1 from activity_versions as version
      where version.activity_id = activity.id and ${ofPresent} and version.id in (${naming[kind](id)})
    )
    order by activity.reference`.execute(db)
  return rows
}
