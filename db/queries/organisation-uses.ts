import { sql } from 'kysely'
import { inPlaceOf } from '../in-place-of.ts'
import type { Db } from '../schema.ts'

/** A place where an activity in force names an organisation: as what (`controller; data protection officer`, `recipient` …). */
export type OrganisationUse = {
  organisationId: number
  reference: string
  title: string
  serviceId: number
  as: string
}

/** Where activities in force name organisations, each once with all the parts it plays; `organisationId` limits them to one. */
export async function organisationUses(db: Db, organisationId?: number): Promise<OrganisationUse[]> {
  const one = organisationId === undefined ? sql`true` : sql`named.organisation_id = ${organisationId}`
  const { rows } = await sql<OrganisationUse>`
    select named.organisation_id, activity.reference, version.title, version.service_id,
      string_agg(named.as_what, '; ' order by named.as_what) as "as"
    from (
      select version_id, ${inPlaceOf('said')} as organisation_id, part as as_what
      from activity_parties join organisations as said on said.id = organisation_id
      union
      select version_id, ${inPlaceOf('said')}, case role when 'not stated' then 'recipient' else 'recipient, ' || role end
      from activity_recipients join organisations as said on said.id = organisation_id
    ) as named
    join activity_versions as version on version.id = named.version_id
    join processing_activities as activity on activity.current_version_id = version.id and activity.status <> 'retired'
    where ${one}
    group by named.organisation_id, activity.reference, version.title, version.service_id
    order by activity.reference`.execute(db)
  return rows
}
