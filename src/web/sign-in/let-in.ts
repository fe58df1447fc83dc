import type { Request } from 'express'
import { recordSignIn } from '../../actions/sign-in.ts'
import type { User } from '../../domain/permission.ts'
import type { App } from '../app-context.ts'

const LONGEST_BROWSER = 200

/**
 * Lets a person in whose identity has been proved, and returns the address of this site to which they go on.
 *
 * The session gets a new id, so that one planted before is worth nothing. `by`: how it was proved, in words for the audit trail.
 */
export async function letIn(app: App, req: Request, user: User, by: string): Promise<string> {
  const returnTo = req.session.returnTo ?? '/'
  await renewed(req)
  req.session.userId = user.id
  req.session.address = req.ip ?? ''
  req.session.browser = (req.get('user-agent') ?? '').slice(0, LONGEST_BROWSER)
  const requestId = String(req.res?.locals.requestId ?? '')
  await recordSignIn(app.db, { who: user, clock: app.clock, requestId, address: req.ip }, by)
  return returnTo
}

/** Begins a new session with a new id, in which nothing of the old one is left. */
export const renewed = (req: Request): Promise<void> =>
  new Promise((done, fail) => req.session.regenerate((error) => (error ? fail(error) : done())))
