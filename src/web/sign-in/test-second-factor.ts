import { Secret, TOTP } from 'otpauth'
import { addSecondFactor, replaceRecoveryCodes } from '../../../db/queries/second-factors.ts'
import { newSecret } from '../../actions/authenticator.ts'
import { hashOfRecoveryCode, newRecoveryCodes } from '../../actions/recovery-codes.ts'
import { seal } from '../../actions/sealed.ts'
import type { Role } from '../../domain/permission.ts'
import type { testSite } from '../test-site.ts'

type Site = Awaited<ReturnType<typeof testSite>>

const PASSWORD = 'correct horse battery staple'
const STEP_MS = 30_000

/** Gives a role's person an authenticator app: the codes that it shows so many steps from now, and their recovery codes. */
export async function withSecondFactor(site: Site, role: Role) {
  const { id } = site.world.users[role]
  const secret = newSecret()
  const sealed = seal(site.config, `user ${id}`, secret)
  await addSecondFactor(site.db, id, { secret: sealed, confirmedAt: '2026-11-01T09:00:00.000Z' }, 0)
  const recovery = newRecoveryCodes()
  await replaceRecoveryCodes(site.db, id, recovery.map(hashOfRecoveryCode))
  return { id, recovery, code: (steps = 0) => codeOf(secret, site.clock.now(), steps) }
}

/** The code of a secret so many steps of 30 seconds after an instant. */
export const codeOf = (secret: string, at: string, steps = 0): string =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: Date.parse(at) + steps * STEP_MS })

/** Sends the form of the sign-in page, and reads the page of the second step where it leads to one. */
export async function passwordOnly(visitor: ReturnType<Site['visitor']>, role: Role, password = PASSWORD) {
  const { text } = await visitor.get('/sign-in')
  const form = { _csrf: tokenOf(text), email: `${role}@muniment.example`, password }
  const answer = await visitor.send('/sign-in', { method: 'POST', body: new URLSearchParams(form) })
  const next = answer.headers.get('location') ?? ''
  if (next.startsWith('/sign-in/')) await visitor.get(next)
  return answer
}

/** The token that the forms of a page carry. */
export const tokenOf = (html: string): string => /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? ''

/** Where an answer leads, or its status when it leads nowhere. */
export const leadsTo = ({ status, headers }: { status: number; headers: Headers }): string | number =>
  headers.get('location') ?? status

/** What was told of in the audit trail of late, the newest last. */
export async function events(site: Site, kind: string) {
  const rows = await site.db
    .selectFrom('auditEvents as event')
    .leftJoin('auditEventPersons as person', 'person.eventId', 'event.id')
    .select(['event.whoId', 'event.whoRole', 'event.subjectId', 'event.details', 'person.name', 'person.address'])
    .select('person.details as personal')
    .where('event.kind', '=', kind as 'signed in')
    .orderBy('event.id')
    .execute()
  return rows.map(({ details, ...row }) => ({ ...row, facts: JSON.parse(details).facts }))
}
