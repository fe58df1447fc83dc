import { withdrawDigestsOf } from '../../db/queries/mail-outbox.ts'
import {
  accountOfEmail,
  accountOfSubject,
  addAccountFromSubject,
  type SsoAccount,
  setRole,
} from '../../db/queries/single-sign-on.ts'
import { endSessionsOf } from '../../db/queries/user-sessions.ts'
import { userById } from '../../db/queries/users.ts'
import type { Db } from '../../db/schema.ts'
import type { FieldChange } from '../domain/audit-event.ts'
import { program, type Role, roleInWords, stranger, type User } from '../domain/permission.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import type { Identity } from '../domain/single-sign-on.ts'
import type { Site } from './account-links.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { linkAccount } from './single-sign-on-links.ts'

/** Whether the provider's claims give roles, or an administrator of Muniment. */
export type RolesFrom = 'claims' | 'Muniment'

const sentences = {
  'no account':
    'You have no account in Muniment yet. Ask an administrator of Muniment to add you with the e-mail address of your council account.',
  'no e-mail address':
    'Your council account came without a confirmed e-mail address, so Muniment cannot tell which account is yours. Ask your IT service desk to add it to what Muniment is told.',
  'no role':
    'Your council account has no role in Muniment. Ask your IT service desk to give it one, and then sign in again.',
  suspended: 'Your account in Muniment is suspended. Ask an administrator of Muniment if you think it should not be.',
  'another identity':
    'The account with your e-mail address belongs to another identity at the council. Ask an administrator of Muniment to look at it.',
} as const satisfies Record<string, string>
type Reason = keyof typeof sentences

/**
 * The person whom the provider has proved somebody to be; what changes with it is written down in the same transaction.
 *
 * An account is found by the provider's own id. Else one with the e-mail address is linked, unless it is linked already; else, when
 * claims give roles, one is made. Claims are followed at each sign-in, whoever loses a role by it. The problem of a refusal is a
 * sentence that says whom to ask.
 */
export async function personFromProvider(
  db: Db,
  acting: Acting,
  identity: Identity,
  rolesFrom: RolesFrom,
  site: Site,
): Promise<Checked<User>> {
  const provider = { ...acting, who: program('single sign-on') }
  mustBeAllowed(provider, 'manage accounts')
  return db.transaction().execute(async (tx) => {
    const known = await accountOfSubject(tx, identity.subject)
    const account = known ?? (identity.email === null ? undefined : await accountOfEmail(tx, identity.email))
    const reason = reasonAgainst(identity, account, rolesFrom)
    if (reason) {
      if (known && reason === 'no role') await endSessions(tx, provider, known.id)
      return refuse(tx, acting, identity, account, reason)
    }
    const id = account?.id ?? (await addAccount(tx, provider, identity))
    if (account) await followClaim(tx, provider, account, identity.role)
    const user = await userById(tx, id)
    if (!user) throw new Error('An account that was just found is gone')
    if (!known && account) await linkAccount(tx, { ...acting, who: user }, identity.subject, site)
    return accepted(user)
  })
}

/** Why somebody is not let in, or null when they are. */
function reasonAgainst(identity: Identity, account: SsoAccount | undefined, rolesFrom: RolesFrom): Reason | null {
  if (account?.suspended) return 'suspended'
  if (account?.ssoSubject && account.ssoSubject !== identity.subject) return 'another identity'
  if (rolesFrom === 'claims' && identity.role === null) return 'no role'
  if (account) return null
  if (identity.email === null) return 'no e-mail address'
  return rolesFrom === 'claims' ? null : 'no account'
}

async function refuse(tx: Db, acting: Acting, identity: Identity, account: SsoAccount | undefined, reason: Reason) {
  await recordEvent(
    tx,
    { ...acting, who: stranger(identity.email ?? identity.name) },
    {
      kind: 'sign-in failed',
      subject: { kind: 'user', id: account ? String(account.id) : '' },
      facts: { by: 'single sign-on', reason },
    },
  )
  return refused('', sentences[reason])
}

/** Ends every session of somebody whose role the provider has taken away. */
async function endSessions(tx: Db, provider: Acting, id: number): Promise<void> {
  const sessions = await endSessionsOf(tx, id)
  if (sessions === 0) return
  const facts = { sessions, reason: 'no role at the identity provider' }
  await recordEvent(tx, provider, { kind: 'sessions ended', subject: { kind: 'user', id: String(id) }, facts })
}

async function addAccount(tx: Db, provider: Acting, { subject, email, name, role }: Identity): Promise<number> {
  if (email === null || role === null) throw new Error('An account is made only with an e-mail address and a role')
  const createdAt = provider.clock.now()
  const id = await addAccountFromSubject(tx, { email, name, role, ssoSubject: subject, createdAt })
  await recordEvent(tx, provider, {
    kind: 'added',
    subject: { kind: 'user', id: String(id) },
    changes: [{ field: 'role', before: null, after: roleInWords[role] }],
    personal: {
      changes: [
        { field: 'name', before: null, after: name },
        { field: 'e-mail address', before: null, after: email },
        { field: 'identity', before: null, after: subject },
      ],
    },
  })
  return id
}

async function followClaim(tx: Db, provider: Acting, { id, role: before }: SsoAccount, after: Role | null) {
  if (after === null || after === before) return
  const services = await setRole(tx, id, after)
  await withdrawDigestsOf(tx, id)
  const changes: FieldChange[] = [{ field: 'role', before: roleInWords[before], after: roleInWords[after] }]
  if (services.length > 0) changes.push({ field: 'services', before: services.join(', '), after: null })
  const facts = { by: 'single sign-on' }
  await recordEvent(tx, provider, { kind: 'changed', subject: { kind: 'user', id: String(id) }, changes, facts })
}

/** Writes down that a sign-in came to nothing before anybody knew whose it was. `reason`: in words. */
export async function recordFailedSignOn(db: Db, acting: Acting, reason: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const facts = { by: 'single sign-on', reason }
    await recordEvent(tx, acting, { kind: 'sign-in failed', subject: { kind: 'user', id: '' }, facts })
  })
}
