import { isAddress } from '../dialect.ts'
import type { Db } from '../schema.ts'

/** An account as signing in sees it, suspended ones included. */
export type SignInAccount = {
  id: number
  name: string
  email: string
  passwordHash: string
  suspendedAt: string | null
}

/** The account of an e-mail address, in any case. */
export async function signInAccount(db: Db, email: string): Promise<SignInAccount | undefined> {
  return db
    .selectFrom('users')
    .select(['id', 'name', 'email', 'passwordHash', 'suspendedAt'])
    .where(isAddress(db, 'email', email))
    .executeTakeFirst()
}
