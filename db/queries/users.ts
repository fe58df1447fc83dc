import { type RawBuilder, sql } from 'kysely'
import { deputyRoles } from '../../src/domain/deputy.ts'
import type { Role, User } from '../../src/domain/permission.ts'
import { isAddress } from '../dialect.ts'
import { type Given, prepared } from '../prepared.ts'
import type { Db } from '../schema.ts'
import { coveredOn, isNamedOn } from './deputies.ts'

/** A person who may sign in, with the hash of the password. */
export type Account = User & { passwordHash: string }

/** The account of an e-mail address (in any case), or undefined when there is none or it is suspended. */
export async function accountByEmail(db: Db, email: string): Promise<Account | undefined> {
  const row = await accounts(db)
    .where(isAddress(db, 'email', email))
    .executeTakeFirst()
  return row && { ...row, serviceIds: await serviceIdsOf(db, row, null) }
}

/**
 * The person with an id, or undefined when there is none or the account is suspended. `today`: the day on which they act, so that the
 * services in which they stand in for a manager are theirs; null: only their own are.
 */
export async function userById(db: Db, id: number, today: string | null = null): Promise<User | undefined> {
  const [row] = await accountOf(db, id)
  if (!row) return undefined
  const { name, email, role } = row
  return { id, name, email, role, serviceIds: await serviceIdsOf(db, row, today) }
}

/** The demonstration accounts, one or more a role. */
export async function demonstrationAccounts(db: Db): Promise<{ name: string; email: string; role: Role }[]> {
  return db.selectFrom('users').select(['name', 'email', 'role']).where('demonstration', '=', 1).orderBy('id').execute()
}

/** True while somebody can sign in to a demonstration account with the password that every one of them has. */
export async function knownPasswords(db: Db): Promise<boolean> {
  const row = await db
    .selectFrom('users')
    .select('id')
    .where('demonstration', '=', 1)
    .where('suspendedAt', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Adds an account with its services and returns its id. */
export async function addUser(
  db: Db,
  user: Omit<Account, 'id'> & { demonstration: 0 | 1; createdAt: string },
): Promise<number> {
  const { serviceIds, ...row } = user
  const { id } = await db.insertInto('users').values(row).returning('id').executeTakeFirstOrThrow()
  if (serviceIds.length > 0)
    await db
      .insertInto('userServices')
      .values(serviceIds.map((serviceId) => ({ userId: id, serviceId })))
      .execute()
  return id
}

/** Writes down when a person was last let in. */
export async function setLastSignedIn(db: Db, id: number, now: string): Promise<void> {
  await db.updateTable('users').set({ lastSignedInAt: now }).where('id', '=', id).execute()
}

const accountOf = prepared((db, id: Given<number>) => accounts(db).where('id', '=', id))

const accounts = (db: Db) =>
  db.selectFrom('users').select(['id', 'name', 'email', 'role', 'passwordHash']).where('suspendedAt', 'is', null)

/**
 * The services that a person answers for, and with each whatever was merged into it: versions and reviews of before name that. On a day,
 * those too in which they stand in for a manager, which few ever do.
 */
async function serviceIdsOf(db: Db, { id, role }: { id: number; role: Role }, today: string | null): Promise<number[]> {
  const own =
    role === 'manager' ? await withMerged(db, sql`select service_id from user_services where user_id = ${id}`) : []
  const mayStandIn = deputyRoles.some((one) => one === role)
  if (today === null || !mayStandIn || !(await isNamedOn(db, id, today))) return own
  const covered = await withMerged(
    db,
    sql`select service_id from ${coveredOn(today)} as covered where deputy_id = ${id}`,
  )
  return [...new Set([...own, ...covered])].sort((a, b) => a - b)
}

async function withMerged(db: Db, serviceIds: RawBuilder<unknown>): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct service.id from (${serviceIds}) as answered
    join services as service on service.id = answered.service_id or service.merged_into_id = answered.service_id
    order by service.id`.execute(db)
  return rows.map((row) => row.id)
}

/** Those who can answer for what the register says: governance and service managers who are not suspended, by name. */
export async function peopleWhoAnswer(db: Db): Promise<{ id: number; name: string }[]> {
  return db
    .selectFrom('users')
    .select(['id', 'name'])
    .where('role', 'in', ['governance', 'manager'])
    .where('suspendedAt', 'is', null)
    .where('erasedAt', 'is', null)
    .orderBy('name')
    .orderBy('id')
    .execute()
}

/** The people of information governance whose accounts are in use, by name. */
export async function peopleOfGovernance(db: Db): Promise<{ id: number; name: string }[]> {
  return db
    .selectFrom('users')
    .select(['id', 'name'])
    .where('role', '=', 'governance')
    .where('suspendedAt', 'is', null)
    .where('erasedAt', 'is', null)
    .orderBy('name')
    .orderBy('id')
    .execute()
}
