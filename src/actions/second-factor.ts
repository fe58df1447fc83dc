import { forgetSecondFactor, passwordHashOf } from '../../db/queries/accounts.ts'
import {
  addSecondFactor,
  recoveryCodesLeft,
  replaceRecoveryCodes,
  secondFactorOf,
  secondFactorRoles,
} from '../../db/queries/second-factors.ts'
import { endSessionsOf } from '../../db/queries/user-sessions.ts'
import type { Db } from '../../db/schema.ts'
import type { Config } from '../config.ts'
import type { User } from '../domain/permission.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { tellOfChange } from './account-notices.ts'
import { type Acting, mustBeAllowed, personActing } from './acting.ts'
import { recordEvent } from './audit.ts'
import { newSecret, stepOf } from './authenticator.ts'
import { hashOfRecoveryCode, newRecoveryCodes } from './recovery-codes.ts'
import { seal, unseal } from './sealed.ts'

type Settings = Pick<Config, 'recordHashKey' | 'mail' | 'baseUrl'>

const WRONG_CODE =
  'This is not the code that the app shows now. Enter the newest one; if it is refused too, check the clock of the device.'

/** A new secret for a person's authenticator app, sealed: until it is confirmed it stands in their session alone. */
export const sealedNewSecret = (config: Settings, { id }: Pick<User, 'id'>): string =>
  seal(config, contextOf(id), newSecret())

/** The secret of a person's authenticator app; null when the key of the settings is no longer the one it was sealed with. */
export const openSecret = (config: Settings, { id }: Pick<User, 'id'>, sealed: string): string | null =>
  unseal(config, contextOf(id), sealed)

/** Whose secret it is: copied to another person's row, it is unreadable. */
const contextOf = (userId: number): string => `user ${userId}`

/** How a person stands with the second factor: since when they have one, the recovery codes left, whether their role must, and whether it is asked for at all: it goes with a password. */
export async function secondFactorState(db: Db, { id, role }: Pick<User, 'id' | 'role'>) {
  const factor = await secondFactorOf(db, id)
  const required = (await secondFactorRoles(db)).includes(role)
  const hasPassword = ((await passwordHashOf(db, id)) ?? '') !== ''
  return { since: factor?.confirmedAt ?? null, left: await recoveryCodesLeft(db, id), required, hasPassword }
}

/**
 * Adds the authenticator app whose code proves that it holds the secret, and returns the recovery codes, which are never shown again.
 *
 * The person's sessions end, but for the one with the hash `session`.
 */
export async function confirmSecondFactor(
  db: Db,
  acting: Acting,
  config: Settings,
  { sealed, code, session }: { sealed: string; code: string; session: string },
): Promise<Checked<string[]>> {
  mustBeAllowed(acting, 'use one’s own account')
  const person = personActing(acting)
  const secret = openSecret(config, person, sealed)
  const step = secret === null ? null : stepOf(secret, code, acting.clock.now())
  if (step === null) return refused('code', WRONG_CODE)
  const codes = newRecoveryCodes()
  return db.transaction().execute(async (tx) => {
    const factor = { secret: sealed, confirmedAt: acting.clock.now() }
    if (!(await addSecondFactor(tx, person.id, factor, step)))
      return refused('code', 'You have an authenticator app already. Remove it first.')
    await replaceRecoveryCodes(tx, person.id, codes.map(hashOfRecoveryCode))
    const ended = await endSessionsOf(tx, person.id, session)
    const subject = subjectOf(person)
    await recordEvent(tx, acting, { kind: 'second factor added', subject, facts: { 'sessions ended': ended } })
    await tellOfChange(tx, acting, config, person, 'An authenticator app was added to your account.')
    return accepted(codes)
  })
}

/** Makes new recovery codes, in place of those the person has; a problem when they have no authenticator app. */
export async function remakeRecoveryCodes(db: Db, acting: Acting, config: Settings): Promise<Checked<string[]>> {
  mustBeAllowed(acting, 'use one’s own account')
  const person = personActing(acting)
  const codes = newRecoveryCodes()
  return db.transaction().execute(async (tx) => {
    if (!(await secondFactorOf(tx, person.id))) return refused('', 'You have no authenticator app.')
    await replaceRecoveryCodes(tx, person.id, codes.map(hashOfRecoveryCode))
    await recordEvent(tx, acting, { kind: 'recovery codes made', subject: subjectOf(person) })
    await tellOfChange(tx, acting, config, person, 'New recovery codes were made for your account.')
    return accepted(codes)
  })
}

/**
 * Removes a person's own authenticator app and its recovery codes; a problem when their role must have one, or they have none.
 *
 * The person's sessions end, but for the one with the hash `session`.
 */
export async function removeOwnSecondFactor(
  db: Db,
  acting: Acting,
  config: Settings,
  session: string,
): Promise<Checked<null>> {
  mustBeAllowed(acting, 'use one’s own account')
  const person = personActing(acting)
  return db.transaction().execute(async (tx) => {
    if ((await secondFactorRoles(tx)).includes(person.role))
      return refused('removalPassword', 'Your role must have an authenticator app, so that it cannot be removed.')
    if (!(await forgetSecondFactor(tx, person.id))) return refused('', 'You have no authenticator app.')
    const ended = await endSessionsOf(tx, person.id, session)
    const subject = subjectOf(person)
    await recordEvent(tx, acting, { kind: 'second factor removed', subject, facts: { 'sessions ended': ended } })
    await tellOfChange(tx, acting, config, person, 'The authenticator app was removed from your account.')
    return accepted(null)
  })
}

const subjectOf = ({ id }: Pick<User, 'id'>) => ({ kind: 'user', id: String(id) }) as const
