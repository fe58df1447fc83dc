import type { Role } from '../../src/domain/permission.ts'
import type { Db } from '../schema.ts'

/** The second factor of a person; `secret` is sealed. */
export type SecondFactor = { secret: string; confirmedAt: string }

/** A person's second factor, or undefined when they have none. */
export async function secondFactorOf(db: Db, userId: number): Promise<SecondFactor | undefined> {
  const row = await db
    .selectFrom('users')
    .select(['secondFactorSecret', 'secondFactorConfirmedAt'])
    .where('id', '=', userId)
    .executeTakeFirst()
  if (!row?.secondFactorSecret || !row.secondFactorConfirmedAt) return undefined
  return { secret: row.secondFactorSecret, confirmedAt: row.secondFactorConfirmedAt }
}

/** Gives a person a second factor, whose code of a step has just been used; false when they have one already. */
export async function addSecondFactor(db: Db, userId: number, factor: SecondFactor, step: number): Promise<boolean> {
  const result = await db
    .updateTable('users')
    .set({
      secondFactorSecret: factor.secret,
      secondFactorConfirmedAt: factor.confirmedAt,
      secondFactorLastStep: step,
    })
    .where('id', '=', userId)
    .where('secondFactorConfirmedAt', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Uses up the codes of a step and all before it; false when that was done already: of two at once, one wins. */
export async function useStep(db: Db, userId: number, step: number): Promise<boolean> {
  const result = await db
    .updateTable('users')
    .set({ secondFactorLastStep: step })
    .where('id', '=', userId)
    .where('secondFactorConfirmedAt', 'is not', null)
    .where((eb) => eb.or([eb('secondFactorLastStep', 'is', null), eb('secondFactorLastStep', '<', step)]))
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Gives a person recovery codes in place of those they had. */
export async function replaceRecoveryCodes(db: Db, userId: number, hashes: string[]): Promise<void> {
  await db.deleteFrom('recoveryCodes').where('userId', '=', userId).execute()
  await db
    .insertInto('recoveryCodes')
    .values(hashes.map((codeHash) => ({ userId, codeHash, usedAt: null })))
    .execute()
}

/** Uses up a recovery code; false when it is none of the person's, or was used before: of two at once, one wins. */
export async function useRecoveryCode(db: Db, userId: number, codeHash: string, now: string): Promise<boolean> {
  const result = await db
    .updateTable('recoveryCodes')
    .set({ usedAt: now })
    .where('userId', '=', userId)
    .where('codeHash', '=', codeHash)
    .where('usedAt', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** How many recovery codes a person has left. */
export async function recoveryCodesLeft(db: Db, userId: number): Promise<number> {
  const { left } = await db
    .selectFrom('recoveryCodes')
    .select((eb) => eb.fn.countAll<number>().as('left'))
    .where('userId', '=', userId)
    .where('usedAt', 'is', null)
    .executeTakeFirstOrThrow()
  return left
}

/** The roles whose people must have a second factor to sign in with a password. */
export async function secondFactorRoles(db: Db): Promise<Role[]> {
  const rows = await db.selectFrom('secondFactorRoles').select('role').orderBy('role').execute()
  return rows.map(({ role }) => role)
}

/** Sets which roles' people must have a second factor. */
export async function setSecondFactorRoles(db: Db, roles: Role[]): Promise<void> {
  await db.deleteFrom('secondFactorRoles').execute()
  if (roles.length > 0)
    await db
      .insertInto('secondFactorRoles')
      .values(roles.map((role) => ({ role })))
      .execute()
}

/** For each role how many people it has, and how many of them have a second factor; the suspended are not counted. */
export async function secondFactorsByRole(db: Db): Promise<{ role: Role; people: number; withFactor: number }[]> {
  return db
    .selectFrom('users')
    .select((eb) => [
      'role',
      eb.fn.countAll<number>().as('people'),
      eb.fn.count<number>('secondFactorConfirmedAt').as('withFactor'),
    ])
    .where('suspendedAt', 'is', null)
    .groupBy('role')
    .execute()
}
