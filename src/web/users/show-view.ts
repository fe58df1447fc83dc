import type { LinkKind, OpenLink } from '../../../db/queries/account-links.ts'
import type { SuspensionRow } from '../../../db/queries/account-suspensions.ts'
import type { AccountRow } from '../../../db/queries/accounts.ts'
import type { DeputyRow } from '../../../db/queries/deputies.ts'
import { accountState } from '../../domain/account.ts'
import { dateInWords, type IsoDate, instantInWords, londonDate } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import { roleInWords } from '../../domain/permission.ts'
import type { Problem } from '../../domain/problem.ts'
import type { Line, SummaryRow } from '../components.ts'
import { deputyRows } from '../deputies/person-rows.ts'
import { stateTags } from './words.ts'

const LIST = '/users'

/** What the page of an account is made of. `isOwn`: it is the reader's; `mayManage`: whether they may change accounts. */
export type ShowFacts = {
  account: AccountRow
  sessions: number
  link: OpenLink | undefined
  suspension: SuspensionRow | undefined
  deputies: DeputyRow[]
  today: IsoDate
  isOwn: boolean
  mayManage: boolean
  problems: Problem[]
}

/** A person's account: what they may do, how they sign in, and, for administrators, what can be done about it. */
export function showPage(facts: ShowFacts) {
  const { account, isOwn, mayManage, problems } = facts
  const path = `${LIST}/${account.id}`
  const state = accountState(account)
  return {
    title: account.name,
    caption: roleInWords[account.role],
    tag: stateTags[state],
    trail: [{ text: 'Users', href: LIST }],
    problems,
    actions: mayManage && account.erasedAt === null ? [{ text: 'Change', href: `${path}/edit` }] : [],
    facts: [...aboutPerson(facts), ...aboutAccess(facts)],
    mayManage,
    deeds: deedsOf(account, path),
    suspension: state === 'suspended' || isOwn ? null : `${path}/suspension`,
    own: isOwn,
  }
}

const row = (key: string, ...lines: Line[]): SummaryRow => ({ key, lines })

function aboutPerson({ account, suspension, deputies, today }: ShowFacts): SummaryRow[] {
  const services = account.services.map(({ code, name }) => ({
    text: name,
    href: `/processing-activities?service=${code}`,
  }))
  const none = { text: 'None yet: they see no records and no reviews', muted: true }
  return [
    row('E-mail address', { text: account.email }),
    ...(account.role === 'manager' ? [row('Services', ...(services.length > 0 ? services : [none]))] : []),
    ...deputyRows({ id: account.id, deputies, today, named: 'Deputies', held: 'Stands in for' }),
    row('Added', { text: dateInWords(londonDate(account.createdAt)) }),
    ...(account.suspendedAt === null ? [] : [row('Suspended', ...suspensionInWords(account.suspendedAt, suspension))]),
  ]
}

function suspensionInWords(at: string, suspension: SuspensionRow | undefined): Line[] {
  const by = suspension?.name ? `, by ${suspension.name}` : ''
  const { facts = {} }: { facts?: { reason?: unknown } } = JSON.parse(suspension?.details ?? '{}')
  return [
    { text: `${instantInWords(at)}${by}` },
    ...(typeof facts.reason === 'string' ? [{ text: `Reason: ${facts.reason}` }] : []),
  ]
}

const linkInWords: Record<LinkKind, string> = {
  invitation: 'An invitation',
  'password reset': 'A link to set a new password',
}

function aboutAccess({ account, sessions, link }: ShowFacts): SummaryRow[] {
  const { lastSignedInAt, passwordSetAt, secondFactorSince } = account
  const password = passwordSetAt === null ? 'Set' : `Set on ${dateInWords(londonDate(passwordSetAt))}`
  const none = account.usesSingleSignOn ? 'None, and none is needed' : 'None yet'
  const factor = secondFactorSince === null ? null : dateInWords(londonDate(secondFactorSince))
  return [
    row('Last signed in', lastSignedInAt ? { text: instantInWords(lastSignedInAt) } : { text: 'Never', muted: true }),
    row('Signed in now', sessions > 0 ? { text: `In ${countOf(sessions, 'place')}` } : { text: 'No', muted: true }),
    row('Password', account.hasPassword ? { text: password } : { text: none, muted: true }),
    ...(account.usesSingleSignOn ? [row('Single sign-on', { text: 'Linked' })] : []),
    row('Second factor', factor ? { text: `Authenticator app, since ${factor}` } : { text: 'None', muted: true }),
    ...(link
      ? [row('Link sent', { text: `${linkInWords[link.kind]}, which works until ${instantInWords(link.expiresAt)}` })]
      : []),
  ]
}

/** What a button does, said before it is pressed. */
export type Deed = { action: string; text: string; says: string }

function deedsOf(account: AccountRow, path: string): Deed[] {
  const state = accountState(account)
  if (account.erasedAt !== null) return []
  if (state === 'suspended')
    return [
      {
        action: `${path}/reinstatement`,
        text: 'Reinstate this account',
        says: 'They can sign in again as before, with the rights shown here.',
      },
    ]
  return [
    ...(state === 'invited' ? [invitation(path)] : []),
    ...(account.hasPassword ? [reset(path)] : []),
    ...(account.secondFactorSince === null ? [] : [lostFactor(path)]),
    ...(account.usesSingleSignOn ? [unlinking(path)] : []),
  ]
}

const invitation = (path: string): Deed => ({
  action: `${path}/invitation`,
  text: 'Send a new invitation',
  says: 'An invitation is a link by which they choose a password, good for seven days. A link that was sent before stops working.',
})

const reset = (path: string): Deed => ({
  action: `${path}/password-reset`,
  text: 'Send a link to set a new password',
  says: 'A link to set a new password is good for one hour. Their password stays as it is until they use it.',
})

const lostFactor = (path: string): Deed => ({
  action: `${path}/second-factor-removal`,
  text: 'Remove their authenticator app',
  says: 'For somebody who has lost their phone and their recovery codes. Make sure first that it is they who ask. They then sign in with their password alone.',
})

const unlinking = (path: string): Deed => ({
  action: `${path}/single-sign-on-removal`,
  text: 'End the link to single sign-on',
  says: 'For somebody whose identity at the council was made anew, or was linked by mistake. They are signed out. Whoever signs in there next with this e-mail address is linked to this account.',
})
