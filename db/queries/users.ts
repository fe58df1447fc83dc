import type { Role, User } from '../../src/domain/permission.ts'
import { isAddress } from '../dialect.ts'
import type { Db } from '../schema.ts'

/** A person who may sign in, with the hash of the password. */
export type Account = User & { passwordHash: string }

/** The account of an e-mail address (in any case), or undefined when there is none or it is suspended. */
export async function accountByEmail(db: Db, email: string): Promise<Account | undefined> {
  const row = await accounts(db)
    .where(isAddress(db, 'email', email))
    .executeTakeFirst()
  return row && { ...row, serviceIds: await serviceIdsOf(db, row.id) }
}

/** The person with an id, or undefined when there is none or the account is suspended. */
export async function userById(db: Db, id: number): Promise<User | undefined> {
  const row = await accounts(db).where('id', '=', id).executeTakeFirst()
  if (!row) return undefined
  return { id: row.id, name: row.name, email: row.email, role: row.role, serviceIds: await serviceIdsOf(db, row.id) }
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

const accounts = (db: Db) =>
  db.selectFrom('users').select(['id', 'name', 'email', 'role', 'passwordHash']).where('suspendedAt', 'is', null)

/** The services that a person answers for, and with each whatever was merged into it: versions and reviews of before name that. */
async function serviceIdsOf(db: Db, userId: number): Promise<number[]> {
  const rows = await db
    .selectFrom('userServices as of')
    .innerJoin('services as service', (join) =>
      join.on((eb) =>
        eb.or([eb('service.id', '=', eb.ref('of.serviceId')), eb('service.mergedIntoId', '=', eb.ref('of.serviceId'))]),
      ),
    )
    .select('service.id')
    .where('of.userId', '=', userId)
    .orderBy('service.id')
    .execute()
  return rows.map(({ id }) => id)
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
