import { createHash, randomBytes } from 'node:crypto'
import {
  addLink,
  type LinkKind,
  linkedSince,
  type OpenLink,
  openLink,
  useLink,
} from '../../db/queries/account-links.ts'
import { type AccountRow, accountById, setPassword } from '../../db/queries/accounts.ts'
import { endSessionsOf } from '../../db/queries/user-sessions.ts'
import { accountByEmail, userById } from '../../db/queries/users.ts'
import type { Db } from '../../db/schema.ts'
import type { Config } from '../config.ts'
import { accountState } from '../domain/account.ts'
import { addSeconds, type Clock, type Instant, instantInWords } from '../domain/calendar.ts'
import { stranger } from '../domain/permission.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { problemOfPassword } from './common-passwords.ts'
import { type Message, queueMessage } from './mail.ts'
import { hashPassword } from './passwords.ts'

/** Where links lead, and whether they can be mailed. */
export type Site = Pick<Config, 'baseUrl' | 'mail'>

/** A link that a person was given. `address`: to hand over by other means, where no mail is set up; null when it was mailed. */
export type GivenLink = { kind: LinkKind; address: string | null; expiresAt: Instant }

const TOKEN_BYTES = 32
const SECONDS: Record<LinkKind, number> = { invitation: 7 * 24 * 60 * 60, 'password reset': 60 * 60 }
const SECONDS_BETWEEN_REQUESTS = 5 * 60

/** The address of the page on which a link's password is set. */
export const LINK_PAGE = '/new-password'
const NO_LONGER =
  'This link does not work any more: it has been used, has expired, or was replaced by a newer one. Ask for a new one'

/** Gives a person a link, in the transaction of whatever asks for it; links that they were given before are worth nothing from then on. */
export async function giveLink(
  tx: Db,
  acting: Acting,
  { id, name, email }: Pick<AccountRow, 'id' | 'name' | 'email'>,
  kind: LinkKind,
  site: Site,
): Promise<GivenLink> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  const createdAt = acting.clock.now()
  const expiresAt = addSeconds(createdAt, SECONDS[kind])
  const tokenHash = hashOf(token)
  await addLink(tx, { userId: id, kind, tokenHash, createdAt, expiresAt })
  const address = new URL(`${LINK_PAGE}?token=${token}`, site.baseUrl).href
  if (site.mail)
    await queueMessage(tx, acting.clock, messageOf({ id, name, email, kind, tokenHash, address, expiresAt }))
  await recordEvent(tx, acting, {
    kind: kind === 'invitation' ? 'invited' : 'reset sent',
    subject: subjectOf(id),
    facts: { sent: site.mail ? 'by e-mail' : 'shown once', 'works until': instantInWords(expiresAt) },
  })
  return { kind, address: site.mail ? null : address, expiresAt }
}

/** Sends a person an invitation while they have no way to sign in, else a link to set a new password; refused when it is not what they need. */
export async function sendLink(
  db: Db,
  acting: Acting,
  id: number,
  kind: LinkKind,
  site: Site,
): Promise<Checked<GivenLink>> {
  mustBeAllowed(acting, 'manage accounts')
  return db.transaction().execute(async (tx) => {
    const account = await accountById(tx, id)
    if (!account || accountState(account) === 'suspended') return refused('account', 'The account is suspended')
    if (kind === 'invitation' && accountState(account) !== 'invited')
      return refused('account', `${account.name} can sign in already`)
    if (kind === 'password reset' && !account.hasPassword)
      return refused('account', `${account.name} has no password that could be set anew`)
    return accepted(await giveLink(tx, acting, account, kind, site))
  })
}

/**
 * Mails a link to whoever has an account with this e-mail address and a password, at most one in five minutes.
 *
 * Whatever is the case, it comes to the same end. It does more for an account than for none: the route answers after a fixed time.
 */
export async function askForReset(db: Db, by: Omit<Acting, 'who'>, email: string, site: Site): Promise<void> {
  const acting: Acting = { ...by, who: stranger() }
  const since = addSeconds(by.clock.now(), -SECONDS_BETWEEN_REQUESTS)
  await db.transaction().execute(async (tx) => {
    const account = await accountByEmail(tx, email)
    const subject = subjectOf(account?.id ?? '')
    const wanted = account !== undefined && account.passwordHash !== '' && !(await linkedSince(tx, account.id, since))
    await recordEvent(tx, acting, { kind: 'reset asked for', subject, facts: { mailed: wanted } })
    if (wanted) await giveLink(tx, acting, account, 'password reset', site)
  })
}

/** The link of a token while it can be used, or undefined. Looking at it uses nothing up. */
export const linkOf = (db: Db, token: string, now: Instant): Promise<OpenLink | undefined> =>
  openLink(db, hashOf(token), now)

/**
 * Sets a password by a link, which works once: of two who use it, one wins. The person's sessions end.
 *
 * Refused under `token` when the link does not work any more, under `password` when the password will not do.
 */
export async function setPasswordByLink(
  db: Db,
  by: Omit<Acting, 'who'>,
  token: string,
  password: string,
  site: Site,
): Promise<Checked<OpenLink>> {
  const { clock } = by
  const link = await linkOf(db, token, clock.now())
  if (!link) return refused('token', NO_LONGER)
  const problem = await problemOfPassword(db, link, password)
  if (problem !== null) return refused('password', problem)
  const passwordHash = await hashPassword(password)
  return db.transaction().execute(async (tx) => {
    const person = await userById(tx, link.userId)
    if (!person || !(await useLink(tx, link.id, clock.now()))) return refused('token', NO_LONGER)
    await setPassword(tx, link.userId, passwordHash, clock.now())
    const sessions = await endSessionsOf(tx, link.userId)
    await recordEvent(
      tx,
      { ...by, who: person },
      {
        kind: link.kind === 'invitation' ? 'invitation accepted' : 'password set',
        subject: subjectOf(link.userId),
        facts: { by: 'link', ...(sessions > 0 && { 'sessions ended': sessions }) },
      },
    )
    if (link.kind === 'password reset') await tellOfNewPassword(tx, clock, person, site)
    return accepted(link)
  })
}

/** Tells a person by mail that their password was set, so that they learn of it when somebody else did. */
export async function tellOfNewPassword(
  tx: Db,
  clock: Clock,
  person: { id: number; name: string; email: string },
  site: Site,
): Promise<void> {
  if (!site.mail) return
  await queueMessage(tx, clock, {
    ...{ userId: person.id, to: person.email, kind: 'notice', subject: 'Your Muniment password was changed' },
    dedupeKey: `password set/${person.id}/${clock.now()}`,
    blocks: [
      { text: `Hello ${person.name},` },
      { text: `The password of your Muniment account was set anew on ${instantInWords(clock.now())}.` },
      { text: 'If this was you, there is nothing to do. If it was not, tell your administrator at once.' },
    ],
  })
}

type Addressed = {
  id: number
  name: string
  email: string
  kind: LinkKind
  tokenHash: string
  address: string
  expiresAt: Instant
}

function messageOf({ id, name, email, kind, tokenHash, address, expiresAt }: Addressed): Message {
  const isInvitation = kind === 'invitation'
  const why = isInvitation
    ? 'You have been given an account in Muniment, your council’s register of processing activities and retention schedule.'
    : 'Somebody, perhaps you, asked for a link to set a new password for your Muniment account.'
  const otherwise = isInvitation
    ? 'If you did not expect this, you need not do anything.'
    : 'If you did not ask for it, you need not do anything: your password stays as it is.'
  return {
    ...{ userId: id, to: email, kind, dedupeKey: `${kind}/${tokenHash}` },
    subject: isInvitation ? 'Your Muniment account' : 'Set a new Muniment password',
    blocks: [
      { text: `Hello ${name},` },
      { text: why },
      { link: isInvitation ? 'Choose your password' : 'Set a new password', href: address },
      { text: `The link works once, until ${instantInWords(expiresAt)}. ${otherwise}` },
    ],
  }
}

const subjectOf = (id: number | '') => ({ kind: 'user', id: String(id) }) as const

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')
