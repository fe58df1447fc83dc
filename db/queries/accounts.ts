import type { Role } from '../../src/domain/permission.ts'
import { isAddress } from '../dialect.ts'
import type { Db } from '../schema.ts'

/** An account as administrators see it; nothing in it lets anybody in. */
export type AccountRow = {
  id: number
  name: string
  email: string
  role: Role
  services: { code: string; name: string }[]
  createdAt: string
  suspendedAt: string | null
  erasedAt: string | null
  lastSignedInAt: string | null
  passwordSetAt: string | null
  hasPassword: boolean
  usesSingleSignOn: boolean
  secondFactorSince: string | null
}

/** All accounts by name, with the services they answer for. */
export async function allAccounts(db: Db): Promise<AccountRow[]> {
  return withServices(db, await accounts(db).execute())
}

/** The account with an id, suspended or not, or undefined. */
export async function accountById(db: Db, id: number): Promise<AccountRow | undefined> {
  return (await withServices(db, await accounts(db).where('id', '=', id).execute()))[0]
}

const accounts = (db: Db) =>
  db
    .selectFrom('users')
    .select(['id', 'name', 'email', 'role', 'createdAt', 'suspendedAt', 'erasedAt', 'lastSignedInAt', 'passwordSetAt'])
    .select((eb) => [
      eb('passwordHash', '<>', '').as('hasPassword'),
      eb('ssoSubject', 'is not', null).as('usesSingleSignOn'),
      'secondFactorConfirmedAt as secondFactorSince',
    ])
    .orderBy((eb) => eb.fn<string>('lower', ['name']))
    .orderBy('id')

type Bare = Awaited<ReturnType<ReturnType<typeof accounts>['execute']>>

async function withServices(db: Db, rows: Bare): Promise<AccountRow[]> {
  const services = await db
    .selectFrom('userServices as of')
    .innerJoin('services as service', 'service.id', 'of.serviceId')
    .select(['of.userId', 'service.code', 'service.name'])
    .$if(rows.length === 1, (query) => query.where('of.userId', '=', rows[0]?.id ?? 0))
    .orderBy('service.name')
    .execute()
  const byUser = Map.groupBy(services, ({ userId }) => userId)
  return rows.map((row) => ({
    ...row,
    hasPassword: Boolean(row.hasPassword),
    usesSingleSignOn: Boolean(row.usesSingleSignOn),
    services: (byUser.get(row.id) ?? []).map(({ code, name }) => ({ code, name })),
  }))
}

/** True once there is an account, whatever its state: an empty database is set up first. */
export async function anyAccount(db: Db): Promise<boolean> {
  return (await db.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined
}

/** True when somebody else can sign in as an administrator. */
export async function otherAdministrator(db: Db, id: number): Promise<boolean> {
  const other = await db
    .selectFrom('users')
    .select('id')
    .where('role', '=', 'administrator')
    .where('id', '<>', id)
    .where('suspendedAt', 'is', null)
    .where((eb) => eb.or([eb('passwordHash', '<>', ''), eb('ssoSubject', 'is not', null)]))
    .limit(1)
    .executeTakeFirst()
  return other !== undefined
}

/** What an administrator says of a person. */
export type AccountContent = { name: string; email: string; role: Role; serviceIds: number[] }

/** Adds an account without a password and returns its id, or null when another has the e-mail address. */
export async function addAccount(db: Db, content: AccountContent, now: string): Promise<number | null> {
  const { serviceIds, ...row } = content
  const added = await db
    .insertInto('users')
    .values({ ...row, passwordHash: '', suspendedAt: null, createdAt: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!added) return null
  await setServices(db, added.id, serviceIds)
  return added.id
}

/** Changes an account; false when another has the e-mail address. */
export async function changeAccount(db: Db, id: number, content: AccountContent): Promise<boolean> {
  const { serviceIds, ...row } = content
  const result = await db
    .updateTable('users')
    .set(row)
    .where('id', '=', id)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('users as other')
            .select('other.id')
            .where(isAddress(db, 'other.email', row.email))
            .where('other.id', '<>', id),
        ),
      ),
    )
    .executeTakeFirst()
  if (result.numUpdatedRows === 0n) return false
  await db.deleteFrom('userServices').where('userId', '=', id).execute()
  await setServices(db, id, serviceIds)
  return true
}

async function setServices(db: Db, userId: number, serviceIds: number[]): Promise<void> {
  if (serviceIds.length === 0) return
  await db
    .insertInto('userServices')
    .values([...new Set(serviceIds)].map((serviceId) => ({ userId, serviceId })))
    .execute()
}

/** Suspends an account from an instant on, or with null lets it in again. */
export async function setSuspended(db: Db, id: number, at: string | null): Promise<void> {
  await db.updateTable('users').set({ suspendedAt: at }).where('id', '=', id).execute()
}

/** The hash of a person's password; empty when they have none, undefined when the account is suspended or there is none. */
export async function passwordHashOf(db: Db, id: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('users')
    .select('passwordHash')
    .where('id', '=', id)
    .where('suspendedAt', 'is', null)
    .executeTakeFirst()
  return row?.passwordHash
}

/** Gives a person a new password; a demonstration account with a password of its own is one like any other. */
export async function setPassword(db: Db, id: number, passwordHash: string, now: string): Promise<void> {
  await db
    .updateTable('users')
    .set({ passwordHash, passwordSetAt: now, demonstration: 0 })
    .where('id', '=', id)
    .execute()
}

/** Whether a person takes the optional messages. */
export async function takesOptionalMail(db: Db, id: number): Promise<boolean> {
  const row = await db.selectFrom('users').select('optionalMail').where('id', '=', id).executeTakeFirstOrThrow()
  return row.optionalMail === 1
}

/** Says whether a person takes the optional messages. */
export async function setOptionalMail(db: Db, id: number, wanted: boolean): Promise<void> {
  await db
    .updateTable('users')
    .set({ optionalMail: wanted ? 1 : 0 })
    .where('id', '=', id)
    .execute()
}

/** Forgets a person's authenticator app and recovery codes; false when there was none. */
export async function forgetSecondFactor(db: Db, id: number): Promise<boolean> {
  await db.deleteFrom('recoveryCodes').where('userId', '=', id).execute()
  const result = await db
    .updateTable('users')
    .set({ secondFactorSecret: null, secondFactorConfirmedAt: null, secondFactorLastStep: null })
    .where('id', '=', id)
    .where('secondFactorConfirmedAt', 'is not', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
