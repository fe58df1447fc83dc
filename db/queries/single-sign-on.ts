import type { Role } from '../../src/domain/permission.ts'
import { isAddress } from '../dialect.ts'
import type { Db } from '../schema.ts'

/** An account as signing in from elsewhere finds it, suspended ones included. */
export type SsoAccount = { id: number; role: Role; ssoSubject: string | null; suspended: boolean }

/** The account linked to a provider's own id of a person, or undefined. */
export async function accountOfSubject(db: Db, subject: string): Promise<SsoAccount | undefined> {
  return read(await accounts(db).where('ssoSubject', '=', subject).executeTakeFirst())
}

/** The account of an e-mail address (in any case), or undefined. */
export async function accountOfEmail(db: Db, email: string): Promise<SsoAccount | undefined> {
  return read(
    await accounts(db)
      .where(isAddress(db, 'email', email))
      .executeTakeFirst(),
  )
}

/** Links an account to a provider's own id of its person, or with null to none. */
export async function linkToSubject(db: Db, id: number, subject: string | null): Promise<void> {
  await db.updateTable('users').set({ ssoSubject: subject }).where('id', '=', id).execute()
}

/** Takes away the password of an account; false when it had none. */
export async function takePasswordAway(db: Db, id: number): Promise<boolean> {
  const result = await db
    .updateTable('users')
    .set({ passwordHash: '', passwordSetAt: null })
    .where('id', '=', id)
    .where('passwordHash', '<>', '')
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** True when an administrator other than this account can sign in with a password. */
export async function anotherAdministratorsPassword(db: Db, id: number): Promise<boolean> {
  const other = db.selectFrom('users').select('id').where('role', '=', 'administrator').where('id', '<>', id)
  const active = other.where('suspendedAt', 'is', null).where('passwordHash', '<>', '')
  return (await active.limit(1).executeTakeFirst()) !== undefined
}

/** Gives an account another role; returns the names of the services that it no longer answers for, as only managers do. */
export async function setRole(db: Db, id: number, role: Role): Promise<string[]> {
  await db.updateTable('users').set({ role }).where('id', '=', id).execute()
  if (role === 'manager') return []
  const gone = await db.deleteFrom('userServices').where('userId', '=', id).returning('serviceId').execute()
  const ids = gone.map(({ serviceId }) => serviceId)
  const services = await db.selectFrom('services').select('name').where('id', 'in', ids).orderBy('name').execute()
  return services.map(({ name }) => name)
}

/** Adds an account that only the provider lets in: it has no password, and a manager no services yet. */
export async function addAccountFromSubject(
  db: Db,
  account: { email: string; name: string; role: Role; ssoSubject: string; createdAt: string },
): Promise<number> {
  const values = { ...account, passwordHash: '', suspendedAt: null }
  return (await db.insertInto('users').values(values).returning('id').executeTakeFirstOrThrow()).id
}

const accounts = (db: Db) =>
  db.selectFrom('users').select(['id', 'role', 'ssoSubject', 'suspendedAt']).where('erasedAt', 'is', null)

type Row = { id: number; role: Role; ssoSubject: string | null; suspendedAt: string | null }

const read = (row: Row | undefined): SsoAccount | undefined =>
  row && { id: row.id, role: row.role, ssoSubject: row.ssoSubject, suspended: row.suspendedAt !== null }
