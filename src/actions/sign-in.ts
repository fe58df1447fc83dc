import { endSession } from '../../db/queries/sessions.ts'
import { type SignInAccount, signInAccount } from '../../db/queries/sign-in-accounts.ts'
import { setLastSignedIn } from '../../db/queries/users.ts'
import type { Db } from '../../db/schema.ts'
import type { User } from '../domain/permission.ts'
import { type Checked, refused } from '../domain/problem.ts'
import type { Acting } from './acting.ts'
import { recordEvent } from './audit.ts'
import { hashPassword, passwordMatches } from './passwords.ts'

/** Compared with when there is no password to compare with, so that every answer takes the same time. */
const nobody = hashPassword('an account that does not exist')

/** The id of the person whose e-mail address and password these are; one refusal for all that can be wrong, in the same time. */
export async function signIn(db: Db, acting: Acting, email: string, password: string): Promise<Checked<number>> {
  const account = await signInAccount(db, email.trim())
  const hash = account?.passwordHash.startsWith('$argon2id$') ? account.passwordHash : await nobody
  const matches = await passwordMatches(password, hash)
  if (account && matches && hash === account.passwordHash && account.suspendedAt === null)
    return { ok: true, value: account.id }
  await db.transaction().execute((tx) => recordFailedSignIn(tx, acting, account, 'password'))
  return refused('email', 'The e-mail address or the password is not right. Check both and try again.')
}

/**
 * Writes down that somebody was not let in, and which proof failed.
 *
 * What was typed for an account that does not exist is kept nowhere: people type passwords there.
 */
export async function recordFailedSignIn(
  tx: Db,
  acting: Acting,
  account: Pick<SignInAccount, 'id' | 'name' | 'email'> | undefined,
  by: string,
): Promise<void> {
  await recordEvent(tx, acting, {
    kind: 'sign-in failed',
    subject: { kind: 'user', id: account ? String(account.id) : '' },
    facts: { by },
    ...(account && { personal: { facts: { name: account.name, 'e-mail address': account.email } } }),
  })
}

/** Writes down that a person was let in, and by what: a password, single sign-on. */
export async function recordSignIn(db: Db, acting: Acting & { who: User }, by: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await setLastSignedIn(tx, acting.who.id, acting.clock.now())
    const subject = { kind: 'user', id: String(acting.who.id) } as const
    await recordEvent(tx, acting, { kind: 'signed in', subject, facts: { by } })
  })
}

/** Ends the session in which a person signs out. */
export async function signOut(db: Db, acting: Acting & { who: User }, sessionHash: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await endSession(tx, sessionHash)
    await recordEvent(tx, acting, { kind: 'signed out', subject: { kind: 'user', id: String(acting.who.id) } })
  })
}
