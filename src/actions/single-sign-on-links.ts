import { forgetOpenLinks } from '../../db/queries/account-links.ts'
import { accountById } from '../../db/queries/accounts.ts'
import { anotherAdministratorsPassword, linkToSubject, takePasswordAway } from '../../db/queries/single-sign-on.ts'
import { endSessionsOf } from '../../db/queries/user-sessions.ts'
import type { Db } from '../../db/schema.ts'
import { instantInWords } from '../domain/calendar.ts'
import type { User } from '../domain/permission.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import type { Site } from './account-links.ts'
import { type Acting, mustBeAllowed, NotAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { queueMessage } from './mail.ts'

const subjectOf = (id: number) => ({ kind: 'user', id: String(id) }) as const

/**
 * Links an account to the provider's own id of its person, in the transaction that lets them in, and tells them by mail.
 *
 * Its password and open links go, so that whoever is put out at the council is out here too. The last password of an
 * administrator stays, as the way in when the provider is down.
 */
export async function linkAccount(tx: Db, person: Acting & { who: User }, subject: string, site: Site): Promise<void> {
  const { who, clock } = person
  await linkToSubject(tx, who.id, subject)
  await forgetOpenLinks(tx, who.id)
  const keeps = who.role === 'administrator' && !(await anotherAdministratorsPassword(tx, who.id))
  const taken = !keeps && (await takePasswordAway(tx, who.id))
  await recordEvent(tx, person, {
    kind: 'linked to single sign-on',
    subject: subjectOf(who.id),
    facts: { 'password taken away': taken },
    personal: { changes: [{ field: 'identity', before: null, after: subject }] },
  })
  if (!site.mail) return
  await queueMessage(tx, clock, {
    ...{ userId: who.id, to: who.email, kind: 'notice', subject: 'Your Muniment account is linked to single sign-on' },
    dedupeKey: `single sign-on/${who.id}/${clock.now()}`,
    blocks: [
      { text: `Hello ${who.name},` },
      { text: `Somebody signed in to your Muniment account by single sign-on on ${instantInWords(clock.now())}.` },
      {
        text: taken
          ? 'From now on you sign in that way; your password does not work any more.'
          : 'You can sign in that way from now on.',
      },
      { text: 'If this was you, there is nothing to do. If it was not, tell your administrator at once.' },
    ],
  })
}

/**
 * Ends the link of an account, and its sessions: whoever signs in next with its e-mail address is linked afresh, or an invitation
 * gives it a password. Refused when it is not linked.
 */
export async function unlinkAccount(db: Db, acting: Acting, id: number): Promise<Checked<number>> {
  mustBeAllowed(acting, 'manage accounts')
  return db.transaction().execute(async (tx) => {
    const account = await accountById(tx, id)
    if (!account) throw new NotAllowed('There is no such account')
    if (!account.usesSingleSignOn) return refused('account', `${account.name} is not linked to single sign-on`)
    await linkToSubject(tx, id, null)
    const facts = { 'sessions ended': await endSessionsOf(tx, id) }
    await recordEvent(tx, acting, { kind: 'unlinked from single sign-on', subject: subjectOf(id), facts })
    return accepted(id)
  })
}
