import { type Insertable, type Selectable, sql } from 'kysely'
import type { ContactFacts } from '../../src/domain/findings/check.ts'
import { inPlaceOf } from '../in-place-of.ts'
import { prepared } from '../prepared.ts'
import type { Db, Schema } from '../schema.ts'

export type Organisation = Selectable<Schema['organisations']>
export type NewOrganisation = Insertable<Schema['organisations']>

/** True while nothing has been put into the register: no organisation, no rule and no account. */
export async function isEmptyRegister(db: Db): Promise<boolean> {
  const row = await db
    .selectNoFrom(({ exists, selectFrom }) => [
      exists(selectFrom('organisations').select('id')).as('organisations'),
      exists(selectFrom('retentionRules').select('id')).as('rules'),
      exists(selectFrom('users').select('id')).as('users'),
    ])
    .executeTakeFirstOrThrow()
  return !row.organisations && !row.rules && !row.users
}

/** All organisations by name, without those that were merged away. */
export async function allOrganisations(db: Db): Promise<Organisation[]> {
  return standing(db)
}

const standing = prepared((db) =>
  db.selectFrom('organisations').selectAll().where('mergedIntoId', 'is', null).orderBy(sql`lower(name)`),
)

/** An organisation that records may belong to. */
export type RecordHolder = Pick<Organisation, 'id' | 'code' | 'name'>

/**
 * The organisations that a source system may hold records of, that which the register is of first: councils and shared services, and whoever
 * has a service or holds records already; all, while there is none of these.
 */
export async function recordHolders(db: Db): Promise<RecordHolder[]> {
  const rows = await db
    .selectFrom('organisations as organisation')
    .select(['organisation.id', 'organisation.code', 'organisation.name'])
    .select(({ eb, exists, selectFrom }) => [
      eb('organisation.kind', 'in', ['council', 'shared service']).as('governs'),
      exists(
        selectFrom('services').select('services.id').whereRef('services.organisationId', '=', 'organisation.id'),
      ).as('serves'),
      exists(
        selectFrom('sourceSystems as system')
          .select('system.id')
          .whereRef('system.organisationId', '=', 'organisation.id'),
      ).as('holds'),
    ])
    .where('organisation.mergedIntoId', 'is', null)
    .orderBy('organisation.id')
    .execute()
  const ofRegister = [...rows.filter(({ governs }) => governs), ...rows.filter(({ governs }) => !governs)]
  const likely = ofRegister.filter(({ governs, serves, holds }) => governs || serves || holds)
  return (likely.length > 0 ? likely : ofRegister).map(({ id, code, name }) => ({ id, code, name }))
}

/** The organisation with a code, be it merged away or not, or undefined. */
export async function organisationByCode(db: Db, code: string): Promise<Organisation | undefined> {
  return db.selectFrom('organisations').selectAll().where('code', '=', code).executeTakeFirst()
}

/** How many people it takes to approve what the register says of a service's processing: its organisation says so. */
export async function approvalsOfService(db: Db, service: string): Promise<1 | 2> {
  const row = await db
    .selectFrom('services as named')
    .innerJoin('services as service', (join) => join.on('service.id', '=', inPlaceOf('named')))
    .innerJoin('organisations as organisation', 'organisation.id', 'service.organisationId')
    .select('organisation.approvals')
    .where('named.code', '=', service)
    .executeTakeFirst()
  return row?.approvals ?? 1
}

/** How every organisation can be reached, by code. */
export async function contactFacts(db: Db): Promise<Map<string, ContactFacts>> {
  const rows = await db
    .selectFrom('organisations')
    .select(['code', 'name', 'address', 'email', 'telephone', 'dpoContact'])
    .execute()
  return new Map(rows.map(({ code, ...facts }) => [code, facts]))
}

/** Adds organisations; one whose code or name is taken is left out. True when all were added. */
export async function addOrganisations(db: Db, organisations: NewOrganisation[]): Promise<boolean> {
  const added = await db
    .insertInto('organisations')
    .values(organisations)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  return added.length === organisations.length
}

/** Changes what is known of an organisation; false when another has its name. */
export async function changeOrganisation(
  db: Db,
  code: string,
  facts: Omit<NewOrganisation, 'id' | 'code'>,
): Promise<boolean> {
  const result = await db
    .updateTable('organisations')
    .set(facts)
    .where('code', '=', code)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('organisations as other')
            .select('other.id')
            .where('other.name', '=', facts.name)
            .where('other.code', '<>', code),
        ),
      ),
    )
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** The names by which people know the councils and shared services of the register, and their services. */
export async function namesOfPlaces(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('organisations')
    .select('name')
    .where('kind', 'in', ['council', 'shared service'])
    .unionAll(db.selectFrom('services').select('name'))
    .execute()
  return rows.map(({ name }) => name)
}
