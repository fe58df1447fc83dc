import { accountByEmail, setLastSignedIn } from '../../db/queries/users.ts'
import type { Db } from '../../db/schema.ts'
import type { User } from '../domain/permission.ts'
import { type Checked, refused } from '../domain/problem.ts'
import type { Acting } from './acting.ts'
import { recordEvent } from './audit.ts'
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

/** Writes down that a person was let in, and by what: a password, single sign-on. */
export async function recordSignIn(db: Db, acting: Acting & { who: User }, by: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await setLastSignedIn(tx, acting.who.id, acting.clock.now())
    const subject = { kind: 'user', id: String(acting.who.id) } as const
    await recordEvent(tx, acting, { kind: 'signed in', subject, facts: { by } })
  })
}
