import { forgetOpenLinks } from '../../db/queries/account-links.ts'
import {
  type AccountContent,
  type AccountRow,
  accountById,
  addAccount as add,
  changeAccount as change,
  forgetSecondFactor,
  otherAdministrator,
  setSuspended,
} from '../../db/queries/accounts.ts'
import { idsByCode } from '../../db/queries/codes.ts'
import { withdrawDigestsOf } from '../../db/queries/mail-outbox.ts'
import { endSessionsOf } from '../../db/queries/user-sessions.ts'
import type { Db } from '../../db/schema.ts'
import type { AccountDraft } from '../domain/account.ts'
import { roleInWords } from '../domain/permission.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { type GivenLink, giveLink, type Site } from './account-links.ts'
import { tellOfChange } from './account-notices.ts'
import { type Acting, mustBeAllowed, NotAllowed } from './acting.ts'
import { changesBetween, recordEvent } from './audit.ts'
import { changedFirst, fingerprint } from './fingerprint.ts'

/** The field of the problems of an account as a whole. */
const ACCOUNT = 'account'

const taken = refused('email', 'Another account has this e-mail address: each person has one account')

/** Adds a person, and with `invite` gives them a link by which they set a password; refused when the e-mail address is taken. */
export async function addAccount(
  db: Db,
  acting: Acting,
  draft: AccountDraft,
  { invite, site }: { invite: boolean; site: Site },
): Promise<Checked<{ id: number; link: GivenLink | null }>> {
  mustBeAllowed(acting, 'manage accounts')
  return db.transaction().execute(async (tx) => {
    const content = await contentOf(tx, draft)
    if (!content.ok) return content
    const id = await add(tx, content.value, acting.clock.now())
    const account = id === null ? undefined : await accountById(tx, id)
    if (!account) return taken
    const nothing = { ...account, name: '', email: '', services: [] }
    await recordEvent(tx, acting, {
      kind: 'added',
      subject: subjectOf(account.id),
      changes: [
        { field: 'role', before: null, after: roleInWords[account.role] },
        ...changesBetween(fields, nothing, account).filter(({ field }) => field === 'services'),
      ],
      personal: { changes: changesBetween(personalFields, nothing, account) },
    })
    const link = invite ? await giveLink(tx, acting, account, 'invitation', site) : null
    return accepted({ id: account.id, link })
  })
}

/** What a form of an account changes, from which its fingerprint is taken. */
export const accountFacts = ({ id, name, email, role, services }: AccountRow) => ({
  ...{ id, name, email, role },
  services: services.map(({ code }) => code).sort(),
})

/**
 * Changes an account, from the state whose fingerprint is `seen`.
 *
 * Refused when it is no longer in that state, when another has the e-mail address, and when nobody would be left as
 * administrator or an administrator would give up the role by themselves. With another address, links sent to the old one are worth nothing.
 */
export async function changeAccount(
  db: Db,
  acting: Acting,
  id: number,
  seen: string,
  draft: AccountDraft,
): Promise<Checked<number>> {
  mustBeAllowed(acting, 'manage accounts')
  return db.transaction().execute(async (tx) => {
    const before = await accountById(tx, id)
    if (!before || fingerprint(accountFacts(before)) !== seen) return changedFirst(before?.name ?? 'The account')
    const content = await contentOf(tx, draft)
    if (!content.ok) return content
    if (before.role === 'administrator' && draft.role !== 'administrator') {
      const needed = await neededAsAdministrator(tx, acting, before)
      if (needed !== null) return refused('role', needed)
    }
    if (!(await change(tx, id, content.value))) return taken
    if (before.email !== draft.email) await forgetOpenLinks(tx, id)
    const after = (await accountById(tx, id)) ?? before
    const changes = changesBetween(fields, before, after)
    if (changes.length > 0 || before.email !== after.email) await withdrawDigestsOf(tx, id)
    await recordEvent(tx, acting, {
      kind: 'changed',
      subject: subjectOf(id),
      changes,
      personal: { changes: changesBetween(personalFields, before, after) },
    })
    return accepted(id)
  })
}

/** Suspends an account at once: its sessions end, and its links are worth nothing. Refused for one's own, and for the last administrator's. */
export async function suspendAccount(db: Db, acting: Acting, id: number, reason: string): Promise<Checked<number>> {
  mustBeAllowed(acting, 'manage accounts')
  return db.transaction().execute(async (tx) => {
    const account = await knownAccount(tx, id)
    if (account.suspendedAt !== null) return refused(ACCOUNT, `${account.name} is suspended already`)
    const needed = account.role === 'administrator' ? await neededAsAdministrator(tx, acting, account) : null
    if (needed !== null) return refused(ACCOUNT, needed)
    await setSuspended(tx, id, acting.clock.now())
    const sessions = await endSessionsOf(tx, id)
    await forgetOpenLinks(tx, id)
    await withdrawDigestsOf(tx, id)
    const facts = { 'sessions ended': sessions }
    await recordEvent(tx, acting, { kind: 'suspended', subject: subjectOf(id), facts, personal: { facts: { reason } } })
    return accepted(id)
  })
}

/** Lets a suspended person in again, with the password they had; refused when the account is not suspended, or its name was erased. */
export async function reinstateAccount(db: Db, acting: Acting, id: number): Promise<Checked<number>> {
  mustBeAllowed(acting, 'manage accounts')
  return db.transaction().execute(async (tx) => {
    const account = await knownAccount(tx, id)
    if (account.suspendedAt === null) return refused(ACCOUNT, `${account.name} is not suspended`)
    if (account.erasedAt !== null)
      return refused(ACCOUNT, 'The name and address of this account have been erased: add the person afresh')
    await setSuspended(tx, id, null)
    await recordEvent(tx, acting, { kind: 'reinstated', subject: subjectOf(id) })
    return accepted(id)
  })
}

/** Removes the authenticator app that a person has lost, and their recovery codes; refused when there is none. */
export async function removeLostSecondFactor(db: Db, acting: Acting, id: number, site: Site): Promise<Checked<number>> {
  mustBeAllowed(acting, 'manage accounts')
  return db.transaction().execute(async (tx) => {
    const account = await knownAccount(tx, id)
    if (!(await forgetSecondFactor(tx, id))) return refused(ACCOUNT, `${account.name} has no authenticator app`)
    await recordEvent(tx, acting, {
      kind: 'second factor removed',
      subject: subjectOf(id),
      facts: { by: 'administrator' },
    })
    await tellOfChange(tx, acting, site, account, 'An administrator removed the authenticator app from your account.')
    return accepted(id)
  })
}

async function contentOf(tx: Db, { services, ...facts }: AccountDraft): Promise<Checked<AccountContent>> {
  const ids = await idsByCode(tx, 'services', services)
  const serviceIds = [...new Set(services)].flatMap((code) => ids.get(code) ?? [])
  if (serviceIds.length < new Set(services).size) return refused('services', 'Choose services from the list')
  return accepted({ ...facts, serviceIds })
}

/** Why an administrator's account has to stay one, or null. */
async function neededAsAdministrator(tx: Db, { who }: Acting, { id }: AccountRow): Promise<string | null> {
  if ('serviceIds' in who && who.id === id) return 'You cannot do this to your own account: ask another administrator'
  if (await otherAdministrator(tx, id)) return null
  return 'This is the last administrator who can sign in: give somebody else the role first'
}

async function knownAccount(tx: Db, id: number): Promise<AccountRow> {
  const account = await accountById(tx, id)
  if (!account) throw new NotAllowed(`There is no account ${id}`)
  return account
}

const subjectOf = (id: number) => ({ kind: 'user', id: String(id) }) as const

const fields = [
  ['role', ({ role }: AccountRow) => roleInWords[role]],
  ['services', ({ services }: AccountRow) => services.map(({ name }) => name).join(', ')],
] as const

const personalFields = [
  ['name', ({ name }: AccountRow) => name],
  ['e-mail address', ({ email }: AccountRow) => email],
] as const
