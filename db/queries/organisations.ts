import type { Insertable, Selectable } from 'kysely'
import type { ContactFacts } from '../../src/domain/findings/check.ts'
import type { Db, Schema } from '../schema.ts'

export type Organisation = Selectable<Schema['organisations']>
export type NewOrganisation = Insertable<Schema['organisations']>

/** True while nothing has been put into the register: no organisation, service or activity, and no account. */
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

/** All organisations by name. */
export async function allOrganisations(db: Db): Promise<Organisation[]> {
  return db.selectFrom('organisations').selectAll().orderBy('name').execute()
}

/** The organisation with a code, or undefined. */
export async function organisationByCode(db: Db, code: string): Promise<Organisation | undefined> {
  return db.selectFrom('organisations').selectAll().where('code', '=', code).executeTakeFirst()
}

/** Adds organisations; throws when a code or name is taken. */
export async function addOrganisations(db: Db, organisations: NewOrganisation[]): Promise<void> {
  await db.insertInto('organisations').values(organisations).execute()
}

/** How every organisation can be reached, by code. */
export async function contactFacts(db: Db): Promise<Map<string, ContactFacts>> {
  const rows = await db
    .selectFrom('organisations')
    .select(['code', 'name', 'address', 'email', 'telephone', 'dpoContact'])
    .execute()
  return new Map(rows.map(({ code, ...facts }) => [code, facts]))
}
