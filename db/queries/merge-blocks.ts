import { sql } from 'kysely'
import type { Db } from '../schema.ts'

/** The jobs under way on a day and moment, of those named. */
export async function jobsUnderWay(db: Db, jobs: readonly string[], now: string): Promise<string[]> {
  const rows = await db
    .selectFrom('jobLeases')
    .select('job')
    .where('job', 'in', jobs)
    .where('expiresAt', '>=', now)
    .orderBy('job')
    .execute()
  return rows.map(({ job }) => job)
}

/** The names that services of one organisation share with services of another; `merged`: that of the other was merged away and keeps its name. */
export async function sharedServiceNames(
  db: Db,
  from: number,
  into: number,
): Promise<{ name: string; merged: boolean }[]> {
  const { rows } = await sql<{ name: string; merged: number }>`
    select own.name, case when other.merged_into_id is null then 0 else 1 end as merged from services as own
    join services as other on other.name = own.name and other.organisation_id = ${into}
    where own.organisation_id = ${from} and own.merged_into_id is null
    order by own.name`.execute(db)
  return rows.map(({ name, merged }) => ({ name, merged: merged === 1 }))
}

/** The source systems of an organisation, by code, that hold records or are being sent some. */
export async function systemsInUse(db: Db, organisationId: number): Promise<string[]> {
  const { rows } = await sql<{ code: string }>`
    select code from source_systems as system
    where organisation_id = ${organisationId} and (
      exists (select 1 from records where source_system_id = system.id and organisation_id = ${organisationId})
      or exists (select 1 from record_feeds where source_system_id = system.id and state in ('waiting', 'running')))
    order by code`.execute(db)
  return rows.map(({ code }) => code)
}

/**
 * Hands over what is of the present of an organisation that was merged away: its services, and source systems that hold nothing. Returns the
 * codes of the services.
 */
export async function handOverOrganisation(tx: Db, fromId: number, intoId: number): Promise<string[]> {
  const organisationId = intoId
  const services = await tx
    .updateTable('services')
    .set({ organisationId })
    .where('organisationId', '=', fromId)
    .where('mergedIntoId', 'is', null)
    .returning('code')
    .execute()
  await tx.updateTable('sourceSystems').set({ organisationId }).where('organisationId', '=', fromId).execute()
  return services.map(({ code }) => code).sort()
}

/** What goes from an organisation to the one in its place, in numbers. */
export async function organisationHolds(db: Db, id: number): Promise<{ services: number; systems: number }> {
  const { rows } = await sql<{ services: number; systems: number }>`
    select (select count(*) from services where organisation_id = ${id} and merged_into_id is null) as services,
      (select count(*) from source_systems where organisation_id = ${id}) as systems`.execute(db)
  return rows[0] ?? { services: 0, systems: 0 }
}
