import { forgetOpenLinks } from '../../db/queries/account-links.ts'
import { passwordHashOf, setOptionalMail, setPassword, takesOptionalMail } from '../../db/queries/accounts.ts'
import { endSessionOf, endSessionsOf } from '../../db/queries/user-sessions.ts'
import type { Db } from '../../db/schema.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { type Site, tellOfNewPassword } from './account-links.ts'
import { type Acting, mustBeAllowed, personActing } from './acting.ts'
import { recordEvent } from './audit.ts'
import { problemOfPassword } from './common-passwords.ts'
import { hashPassword, passwordMatches } from './passwords.ts'

const OWN = 'use one’s own account'

/**
 * Changes one's own password, which the current one is asked for. All sessions of the person end: the caller begins a new one.
 *
 * Refused under `current` when that is wrong or there is none, under `password` when the new one will not do.
 */
export async function changeOwnPassword(
  db: Db,
  acting: Acting,
  { current, password }: { current: string; password: string },
  site: Site,
): Promise<Checked<{ ended: number }>> {
  mustBeAllowed(acting, OWN)
  const person = personActing(acting)
  const hash = (await passwordHashOf(db, person.id)) ?? ''
  if (hash === '') return refused('current', 'You sign in by single sign-on, and have no password here')
  if (!(await passwordMatches(current, hash))) return refused('current', 'The current password is not right')
  const problem = await problemOfPassword(db, person, password)
  if (problem !== null) return refused('password', problem)
  if (await passwordMatches(password, hash))
    return refused('password', 'Choose a password that is not the one you have')
  const passwordHash = await hashPassword(password)
  return db.transaction().execute(async (tx) => {
    await setPassword(tx, person.id, passwordHash, acting.clock.now())
    const ended = await endSessionsOf(tx, person.id)
    await forgetOpenLinks(tx, person.id)
    await recordEvent(tx, acting, {
      kind: 'password set',
      subject: subjectOf(person),
      facts: { by: 'current password' },
    })
    await tellOfNewPassword(tx, acting.clock, person, site)
    return accepted({ ended })
  })
}

/** Ends one of one's sessions by its number, or all but the one with the hash `current`; refused when there is none to end. */
export async function endOwnSessions(
  db: Db,
  acting: Acting,
  which: number | 'others',
  current: string,
): Promise<Checked<number>> {
  mustBeAllowed(acting, OWN)
  const person = personActing(acting)
  return db.transaction().execute(async (tx) => {
    const ended =
      which === 'others'
        ? await endSessionsOf(tx, person.id, current)
        : Number(await endSessionOf(tx, person.id, which, current))
    if (ended === 0) return refused('session', 'That session has ended already')
    await recordEvent(tx, acting, { kind: 'sessions ended', subject: subjectOf(person), facts: { sessions: ended } })
    return accepted(ended)
  })
}

/** Says whether one takes the optional messages; nothing happens when it is so already. */
export async function chooseOptionalMail(db: Db, acting: Acting, wanted: boolean): Promise<void> {
  mustBeAllowed(acting, OWN)
  const person = personActing(acting)
  const words = (on: boolean) => (on ? 'on' : 'off')
  await db.transaction().execute(async (tx) => {
    const before = await takesOptionalMail(tx, person.id)
    if (before === wanted) return
    await setOptionalMail(tx, person.id, wanted)
    const changes = [{ field: 'optional messages', before: words(before), after: words(wanted) }]
    await recordEvent(tx, acting, { kind: 'changed', subject: subjectOf(person), changes })
  })
}

const subjectOf = ({ id }: { id: number }) => ({ kind: 'user', id: String(id) }) as const
