import { createHash } from 'node:crypto'
import { passwordHashOf } from '../../db/queries/accounts.ts'
import type { Db } from '../../db/schema.ts'
import type { Config } from '../config.ts'
import { passwordLimit } from '../domain/attempt-limit.ts'
import type { Problem } from '../domain/problem.ts'
import { type Acting, personActing } from './acting.ts'
import { countTry, trySucceeded } from './attempts.ts'
import { passwordMatches } from './passwords.ts'

/** What is wrong with the password that a person who is signed in was asked for again; null when it is theirs. Throws `TooManyAttempts`. */
export async function ownPasswordProblem(
  db: Db,
  acting: Acting,
  config: Pick<Config, 'sessionSecret'>,
  { field, password }: { field: string; password: unknown },
): Promise<Problem | null> {
  const { id } = personActing(acting)
  if (typeof password !== 'string' || password === '') return { field, text: 'Enter your password' }
  const limits = [passwordLimit(id)]
  await countTry({ db, clock: acting.clock, config }, limits)
  if (!(await passwordMatches(password, (await passwordHashOf(db, id)) ?? '')))
    return { field, text: 'This is not your password. Check it and try again.' }
  await trySucceeded({ db, config }, limits)
  return null
}

/** A mark that is another one once the person's password is set anew, or taken away; it says nothing of the password. */
export async function passwordMark(db: Db, userId: number): Promise<string> {
  return createHash('sha256')
    .update((await passwordHashOf(db, userId)) ?? '')
    .digest('base64url')
}
