import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { type DeputyRole, deputyRoles } from '../../src/domain/deputy.ts'
import { idList, zeroOrOne } from '../dialect.ts'
import { inPlaceOf } from '../in-place-of.ts'
import { type Given, prepared } from '../prepared.ts'
import type { Db } from '../schema.ts'

/** A time as deputy. `managerAnswers`: whoever named the deputy manages the service still; `deputyIsAble`: the deputy may still be one. */
export type DeputyRow = {
  id: number
  serviceId: number
  serviceCode: string
  serviceName: string
  managerId: number
  managerName: string
  deputyId: number
  deputyName: string
  fromOn: string
  toOn: string
  namedAt: string
  endedAt: string | null
  endedByName: string | null
  managerAnswers: boolean
  deputyIsAble: boolean
}

/** Which times as deputy are asked for; all of these have to be met. `reach`: the services that may be seen, null for all. */
export type DeputyFilters = {
  id?: number
  /** Whoever named the deputy, or is the deputy. */
  person?: number
  service?: string | undefined
  /** By its id, or by that of a service that was merged into it. */
  serviceId?: number
  /** Those that are neither over nor ended on this day. */
  notOverOn?: string
  reach: number[] | null
}

/** Times as deputy, the latest to begin first. */
export async function deputyList(db: Db, filters: DeputyFilters): Promise<DeputyRow[]> {
  type Row = Omit<DeputyRow, 'managerAnswers' | 'deputyIsAble'> & { managerAnswers: number; deputyIsAble: number }
  const { rows } = await sql<Row>`
    select deputy.id, service.id as service_id, service.code as service_code, service.name as service_name,
      manager.id as manager_id, manager.name as manager_name, person.id as deputy_id, person.name as deputy_name,
      deputy.from_on, deputy.to_on, deputy.named_at, deputy.ended_at, ender.name as ended_by_name,
      ${zeroOrOne(managerAnswers)} as manager_answers, ${zeroOrOne(deputyIsAble)} as deputy_is_able
    from service_deputies as deputy
    join services as named on named.id = deputy.service_id
    join services as service on service.id = ${inPlaceOf('named')}
    join users as manager on manager.id = deputy.manager_id
    join users as person on person.id = deputy.deputy_id
    left join users as ender on ender.id = deputy.ended_by_id
    where ${matching(db, filters)}
    order by deputy.from_on desc, deputy.id desc`.execute(db)
  return rows.map((row) => ({ ...row, managerAnswers: row.managerAnswers === 1, deputyIsAble: row.deputyIsAble === 1 }))
}

function matching(db: Db, { id, person, service, serviceId, notOverOn, reach }: DeputyFilters): RawBuilder<unknown> {
  const conditions = [
    id === undefined ? [] : sql`deputy.id = ${id}`,
    person === undefined ? [] : sql`(deputy.manager_id = ${person} or deputy.deputy_id = ${person})`,
    service === undefined ? [] : sql`service.code = ${service}`,
    serviceId === undefined
      ? []
      : sql`service.id = (select ${inPlaceOf('asked')} from services as asked where asked.id = ${serviceId})`,
    notOverOn === undefined ? [] : sql`deputy.ended_at is null and deputy.to_on >= ${notOverOn}`,
    reach === null ? [] : sql`service.id in ${idList(db, reach)}`,
  ].flat()
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)
}

/** That `manager`, who named the deputy, still manages the service that stands in the place of `named`. */
const managerAnswers: RawBuilder<SqlBool> = sql`(
  manager.role = 'manager' and manager.suspended_at is null and manager.erased_at is null
  and exists (select 1 from user_services as managed
    where managed.user_id = manager.id and managed.service_id = ${inPlaceOf('named')}))`

/** That `person`, the deputy, may still stand in for somebody. */
const deputyIsAble: RawBuilder<SqlBool> = sql`(
  person.role in (${sql.join(deputyRoles)}) and person.suspended_at is null and person.erased_at is null)`

/** The services in which somebody stands in for a manager on a day, to select from: `deputy_id`, `service_id`. */
export const coveredOn = (day: string): RawBuilder<unknown> => sql`(
  select deputy.deputy_id, ${inPlaceOf('named')} as service_id
  from service_deputies as deputy
  join services as named on named.id = deputy.service_id
  join users as manager on manager.id = deputy.manager_id
  where deputy.ended_at is null and deputy.from_on <= ${day} and deputy.to_on >= ${day} and ${managerAnswers})`

/** True when somebody is named as a deputy for a day, whether or not it counts: an index alone answers, as each request asks. */
export async function isNamedOn(db: Db, userId: number, day: string): Promise<boolean> {
  return (await namings(db, userId, day)).length > 0
}

const namings = prepared((db, userId: Given<number>, day: Given<string>) =>
  db
    .selectFrom('serviceDeputies')
    .select(sql.lit(1).as('one'))
    .where('deputyId', '=', userId)
    .where('endedAt', 'is', null)
    .where('toOn', '>=', day)
    .where('fromOn', '<=', day)
    .limit(1),
)

/** Those who stand in for a manager on a day, and can sign in, each with the service; by name. */
export async function deputiesOn(
  db: Db,
  day: string,
): Promise<{ serviceId: number; id: number; name: string; email: string }[]> {
  const { rows } = await sql<{ serviceId: number; id: number; name: string; email: string }>`
    select distinct covered.service_id, person.id, person.name, person.email
    from ${coveredOn(day)} as covered join users as person on person.id = covered.deputy_id
    where ${deputyIsAble}
    order by person.name, person.id`.execute(db)
  return rows
}

/** The services that somebody manages themself, without those in which they stand in for another. */
export async function ownServices(db: Db, userId: number): Promise<{ id: number; code: string; name: string }[]> {
  return db
    .selectFrom('userServices as of')
    .innerJoin('services as service', 'service.id', 'of.serviceId')
    .select(['service.id', 'service.code', 'service.name'])
    .where('of.userId', '=', userId)
    .orderBy('service.name')
    .execute()
}

/** Somebody who could stand in for a manager. */
export type PossibleDeputy = { id: number; name: string; email: string; role: DeputyRole }

/** Those who could stand in for a person: managers and governance who can sign in, by name. */
export async function possibleDeputies(db: Db, managerId: number): Promise<PossibleDeputy[]> {
  return db
    .selectFrom('users')
    .select(['id', 'name', 'email'])
    .select((eb) => eb.ref('role').$castTo<DeputyRole>().as('role'))
    .where('role', 'in', deputyRoles)
    .where('suspendedAt', 'is', null)
    .where('erasedAt', 'is', null)
    .where((eb) => eb.or([eb('passwordHash', '<>', ''), eb('ssoSubject', 'is not', null)]))
    .where('id', '<>', managerId)
    .orderBy('name')
    .orderBy('id')
    .execute()
}

/** Adds a time as deputy and returns its id. */
export async function addDeputy(
  db: Db,
  deputy: {
    serviceId: number
    managerId: number
    deputyId: number
    fromOn: string
    toOn: string
    namedAt: string
  },
): Promise<number> {
  const nothing = { endedAt: null, endedById: null }
  const { id } = await db
    .insertInto('serviceDeputies')
    .values({ ...deputy, ...nothing })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Ends a time as deputy that is neither over on this day nor ended; true when it did. */
export async function endDeputy(
  db: Db,
  id: number,
  end: { endedAt: string; endedById: number; today: string },
): Promise<boolean> {
  const { today, ...by } = end
  const result = await db
    .updateTable('serviceDeputies')
    .set(by)
    .where('id', '=', id)
    .where('endedAt', 'is', null)
    .where('toOn', '>=', today)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
