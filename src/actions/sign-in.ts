import { accountByEmail } from '../../db/queries/users.ts'
import type { Db } from '../../db/schema.ts'
import { type Checked, refused } from '../domain/problem.ts'
import { hashPassword, passwordMatches } from './passwords.ts'

/** Compared with when there is no such account, so that both answers take the same time. */
const nobody = hashPassword('an account that does not exist')

/** The id of the person whose e-mail address and password these are; one refusal for all that can be wrong. */
export async function signIn(db: Db, email: string, password: string): Promise<Checked<number>> {
  const account = await accountByEmail(db, email.trim())
  const matches = await passwordMatches(password, account?.passwordHash ?? (await nobody))
  if (!account || !matches)
    return refused('email', 'The e-mail address or the password is not right. Check both and try again.')
  return { ok: true, value: account.id }
}
