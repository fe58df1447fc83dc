import { recoveryCodesLeft, secondFactorOf, useRecoveryCode, useStep } from '../../db/queries/second-factors.ts'
import type { Db } from '../../db/schema.ts'
import type { Config } from '../config.ts'
import { codeLimit } from '../domain/attempt-limit.ts'
import { countOf } from '../domain/list.ts'
import type { User } from '../domain/permission.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { tellOfChange } from './account-notices.ts'
import type { Acting } from './acting.ts'
import { countTry, trySucceeded } from './attempts.ts'
import { recordEvent } from './audit.ts'
import { stepOf } from './authenticator.ts'
import { hashOfRecoveryCode } from './recovery-codes.ts'
import { openSecret } from './second-factor.ts'
import { recordFailedSignIn } from './sign-in.ts'

type Settings = Pick<Config, 'recordHashKey' | 'sessionSecret' | 'mail' | 'baseUrl'>

/** What the second step of signing in asks for. */
export type SecondProof = { by: 'code' | 'recovery code'; text: string }

const wrong = {
  code: 'This code is not right, or was used before. Wait for the next one that the app shows, and enter that.',
  'recovery code': 'This recovery code is not right, or was used before. Enter another one.',
}

/**
 * The second step of signing in: done when the code is that of the person's app, or one of their recovery codes, and was never used.
 *
 * `acting`: by whom the password was given, not yet known for sure. Throws `TooManyAttempts`.
 */
export async function takeSecondStep(
  db: Db,
  acting: Acting,
  config: Settings,
  person: User,
  { by, text }: SecondProof,
): Promise<Checked<null>> {
  const limits = [codeLimit(person.id)]
  await countTry({ db, clock: acting.clock, config }, limits)
  const isRight = await db.transaction().execute(async (tx) => {
    const used =
      by === 'code'
        ? await useCode(tx, acting, config, person, text)
        : await useRecovery(tx, { ...acting, who: person }, config, person, text)
    if (!used) await recordFailedSignIn(tx, acting, person, by)
    return used
  })
  if (!isRight) return refused('code', wrong[by])
  await trySucceeded({ db, config }, limits)
  return accepted(null)
}

async function useCode(tx: Db, { clock }: Acting, config: Settings, person: User, text: string): Promise<boolean> {
  const factor = await secondFactorOf(tx, person.id)
  const secret = factor ? openSecret(config, person, factor.secret) : null
  const step = secret === null ? null : stepOf(secret, text.replace(/\s/g, ''), clock.now())
  return step !== null && (await useStep(tx, person.id, step))
}

async function useRecovery(tx: Db, acting: Acting, config: Settings, person: User, text: string): Promise<boolean> {
  if (!(await useRecoveryCode(tx, person.id, hashOfRecoveryCode(text), acting.clock.now()))) return false
  const left = await recoveryCodesLeft(tx, person.id)
  const subject = { kind: 'user', id: String(person.id) } as const
  await recordEvent(tx, acting, { kind: 'recovery code used', subject, facts: { left } })
  const used = `Somebody signed in to your account with a recovery code; ${countOf(left, 'code')} of them left.`
  await tellOfChange(tx, acting, config, person, used)
  return true
}
