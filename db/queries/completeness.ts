import { sql } from 'kysely'
import { idList } from '../dialect.ts'
import { inPlaceOf } from '../in-place-of.ts'
import type { Db } from '../schema.ts'

/** How complete the register is for a service: its activities that are not over, and what is open of them by weight. */
export type ServiceCompleteness = {
  service: string
  serviceName: string
  organisation: string
  organisationName: string
  activities: number
  /** Those of which nothing is found that is missing or wrong. */
  complete: number
  errors: number
  warnings: number
  prompts: number
}

/** How complete the register is on a day, by organisation and service, within a reach (null: all). */
export async function completenessOf(db: Db, reach: number[] | null, today: string): Promise<ServiceCompleteness[]> {
  const open = db
    .selectFrom('findings')
    .select(['activityId'])
    .select([weighing('error').as('errors'), weighing('warning').as('warnings'), weighing('prompt').as('prompts')])
    .where('fixedOn', 'is', null)
    .where((eb) => eb.or([eb('acceptedUntil', 'is', null), eb('acceptedUntil', '<', today)]))
    .groupBy('activityId')
    .as('open')
  const rows = await db
    .selectFrom('processingActivities as activity')
    .innerJoin('activityVersions as version', 'version.id', 'activity.shownVersionId')
    .innerJoin('services as said', 'said.id', 'version.serviceId')
    .innerJoin('services as service', (join) => join.on('service.id', '=', inPlaceOf('said')))
    .innerJoin('organisations as organisation', 'organisation.id', 'service.organisationId')
    .leftJoin(open, 'open.activityId', 'activity.id')
    .where('activity.status', 'not in', ['retired', 'withdrawn'])
    .$if(reach !== null, (query) => query.where('service.id', 'in', reach ?? []))
    .select(['service.code as service', 'service.name as serviceName'])
    .select(['organisation.code as organisation', 'organisation.name as organisationName'])
    .select([
      sql<number>`count(*)`.as('activities'),
      sql<number>`sum(case when coalesce(open.errors, 0) = 0 then 1 else 0 end)`.as('complete'),
      sql<number>`sum(coalesce(open.errors, 0))`.as('errors'),
      sql<number>`sum(coalesce(open.warnings, 0))`.as('warnings'),
      sql<number>`sum(coalesce(open.prompts, 0))`.as('prompts'),
    ])
    .groupBy(['service.code', 'service.name', 'organisation.code', 'organisation.name'])
    .orderBy(sql`lower(organisation.name)`)
    .orderBy(sql`lower(service.name)`)
    .execute()
  return rows.map((row) => ({
    ...row,
    activities: Number(row.activities),
    complete: Number(row.complete),
    errors: Number(row.errors),
    warnings: Number(row.warnings),
    prompts: Number(row.prompts),
  }))
}

const weighing = (severity: 'error' | 'warning' | 'prompt') =>
  sql<number>`sum(case when severity = ${severity} then 1 else 0 end)`

/**
 * How many findings of each check are open on a day, within a reach (null: all), the most first, with what the first of them cites; an index
 * alone counts them.
 */
export async function openByCheck(
  db: Db,
  reach: number[] | null,
  today: string,
): Promise<{ code: string; citation: string; count: number }[]> {
  const counts = await db
    .selectFrom('findings as finding')
    .where('finding.fixedOn', 'is', null)
    .where((eb) => eb.or([eb('finding.acceptedUntil', 'is', null), eb('finding.acceptedUntil', '<', today)]))
    .$if(reach !== null, (query) =>
      query.where('finding.activityId', 'in', (eb) =>
        eb
          .selectFrom('processingActivities as activity')
          .innerJoin('activityVersions as version', 'version.id', 'activity.shownVersionId')
          .where('version.serviceId', 'in', reach ?? [])
          .select('activity.id'),
      ),
    )
    .select(({ fn }) => ['finding.code', fn.min('finding.id').as('first'), fn.countAll<number>().as('count')])
    .groupBy('finding.code')
    .orderBy(({ fn }) => fn.countAll(), 'desc')
    .orderBy('finding.code')
    .execute()
  const firsts = counts.map(({ first }) => first)
  const cited = await db
    .selectFrom('findings')
    .select(['id', 'citation'])
    .where('id', 'in', idList(db, firsts))
    .execute()
  const citations = new Map(cited.map(({ id, citation }) => [id, citation]))
  return counts.map(({ code, first, count }) => ({ code, citation: citations.get(first) ?? '', count: Number(count) }))
}
