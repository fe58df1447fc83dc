import type { RawBuilder } from 'kysely'
import type { AsAt } from '../../src/domain/as-at.ts'
import type { SubjectKind } from '../../src/domain/audit-event.ts'
import { detailsOf } from '../../src/domain/audit-sentence.ts'
import { idList, tableOf } from '../dialect.ts'
import { inPlace } from '../in-place-of.ts'
import type { Db } from '../schema.ts'
import { nameAt } from './name-changes.ts'
import { contactFactsThen } from './organisations-then.ts'
import type { Service } from './services.ts'
import { allSourceSystems, type SourceSystem } from './source-systems.ts'

/** What stood in a field at the end of a day of those things of a kind in which it has been changed since, by their codes: the audit trail keeps what was there before. */
export async function fieldThen(
  db: Db,
  subjectKind: SubjectKind,
  field: string,
  asAt: AsAt,
): Promise<Map<string, string>> {
  const events = await db
    .selectFrom('auditEvents')
    .select(['subjectId', 'details'])
    .where('subjectKind', '=', subjectKind)
    .where('kind', '=', 'changed')
    .where('at', '>=', asAt.before)
    .orderBy('id', 'desc')
    .execute()
  // Of several later changes the earliest says what was there: it is written last.
  return new Map(
    events.flatMap(({ subjectId, details }) =>
      detailsOf({ details, personDetails: null })
        .changes.filter((change) => change.field === field)
        .map(({ before }): [string, string] => [subjectId, before ?? '']),
    ),
  )
}

/** The organisations of services at the end of a day by their codes and names, by the id of the service. */
export type OrganisationsThen = Map<number, { organisation: string; organisationName: string }>

/** The organisation of every service at the end of a day. */
export async function organisationsOfServicesThen(db: Db, asAt: AsAt): Promise<OrganisationsThen> {
  const services = await db
    .selectFrom('services as service')
    .innerJoin('organisations as organisation', 'organisation.id', 'service.organisationId')
    .select(['service.id', 'service.code', 'organisation.code as now'])
    .execute()
  const then = await fieldThen(db, 'service', 'organisation', asAt)
  const known = await contactFactsThen(db, asAt)
  return new Map(
    services.map(({ id, code, now }) => {
      const organisation = then.get(code) ?? now
      return [id, { organisation, organisationName: known.get(organisation)?.name ?? organisation }]
    }),
  )
}

/** The ids of the services that were of an organisation, by its code, to be asked within another statement. */
export const servicesOf = (db: Db, organisations: OrganisationsThen, code: string): RawBuilder<number> =>
  idList(
    db,
    [...organisations].filter(([, { organisation }]) => organisation === code).map(([id]) => id),
  )

/** What stood in the place of the service with a code at the end of a day, as it was called then; undefined when there is none. */
export async function serviceThen(db: Db, code: string, asAt: AsAt): Promise<Service | undefined> {
  const service = await db
    .selectFrom('services as said')
    .innerJoin('services as service', (join) => join.on('service.id', '=', inPlace('said', 'service', asAt)))
    .select(['service.id', 'service.code', nameAt('service', 'service', asAt).as('name')])
    .where('said.code', '=', code)
    .executeTakeFirst()
  const organisation = service && (await organisationsOfServicesThen(db, asAt)).get(service.id)
  return service && organisation && { ...service, ...organisation }
}

/**
 * The service of each review that has been handed to another since the end of a day, since services were merged, as a table `handed` with the columns
 * `review_id` and `service_id`.
 */
export async function reviewsHandedOver(db: Db, asAt: AsAt | null): Promise<RawBuilder<unknown>> {
  const codes = asAt === null ? new Map<string, string>() : await fieldThen(db, 'disposal review', 'service', asAt)
  const services = codes.size === 0 ? [] : await db.selectFrom('services').select(['id', 'code']).execute()
  const ids = new Map(services.map(({ id, code }) => [code, id]))
  const rows = [...codes].map(([review, code]) => [Number(review), ids.get(code) ?? null])
  return tableOf(db, 'handed', { review_id: 'integer', service_id: 'integer' }, rows)
}

/** All services by code, merged away or not, by the names that they had at the end of a day. */
export async function serviceNamesThen(
  db: Db,
  asAt: AsAt,
): Promise<Map<string, { id: number; code: string; name: string }>> {
  const rows = await db
    .selectFrom('services as service')
    .select(['service.id', 'service.code', nameAt('service', 'service', asAt).as('name')])
    .execute()
  return new Map(rows.map((service) => [service.code, service]))
}

/** The source systems by code, as they were called at the end of a day. */
export async function systemsThen(db: Db, asAt: AsAt): Promise<SourceSystem[]> {
  const renamed = await systemNamesThen(db, asAt)
  return (await allSourceSystems(db)).map((system) => ({ ...system, name: renamed.get(system.code) ?? system.name }))
}

/** What the source systems were called at the end of a day that have been renamed since, by code. */
export const systemNamesThen = (db: Db, asAt: AsAt): Promise<Map<string, string>> =>
  fieldThen(db, 'source system', 'name', asAt)
