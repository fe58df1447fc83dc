import type { Request } from 'express'
import { userById } from '../../../db/queries/users.ts'
import type { Acting } from '../../actions/acting.ts'
import { passwordMark } from '../../actions/own-password.ts'
import { secondFactorState } from '../../actions/second-factor.ts'
import { addSeconds } from '../../domain/calendar.ts'
import { stranger, type User } from '../../domain/permission.ts'
import type { App } from '../app-context.ts'
import { letIn, renewHalfway } from './let-in.ts'

/** Seconds within which the second step of signing in is to be taken. */
const HALFWAY_SECONDS = 10 * 60

/** The page of each second step. */
export const steps = { code: '/sign-in/code', 'set-up': '/sign-in/second-factor' } as const

/**
 * Goes on with a person who gave the right password, and returns the address where they go on.
 *
 * They are let in, or only halfway when they have an authenticator app, or their role must have one: then nobody is signed in yet.
 */
export async function passwordProved(app: App, req: Request, user: User): Promise<string> {
  const { since, required } = await secondFactorState(app.db, user)
  if (since === null && !required) return letIn(app, req, user, 'password')
  const next = since === null ? 'set-up' : 'code'
  await renewHalfway(req)
  const until = addSeconds(app.clock.now(), HALFWAY_SECONDS)
  req.session.halfway = { userId: user.id, until, next, password: await passwordMark(app.db, user.id) }
  return steps[next]
}

/** Who stands before the second step, or undefined when nobody does, it is another step, too late, or their password is another one since. */
export async function halfwayPerson(app: App, req: Request, step: keyof typeof steps): Promise<User | undefined> {
  const { halfway } = req.session
  if (halfway?.next !== step || halfway.until <= app.clock.now()) return undefined
  if ((await passwordMark(app.db, halfway.userId)) !== halfway.password) return undefined
  return userById(app.db, halfway.userId)
}

/** Who acts while nobody is signed in: a stranger, or somebody whose password was right. */
export const actingBefore = ({ clock }: Pick<App, 'clock'>, req: Request, who: Acting['who'] = stranger()): Acting => ({
  who,
  clock,
  requestId: String(req.res?.locals.requestId ?? ''),
  address: req.ip,
})
