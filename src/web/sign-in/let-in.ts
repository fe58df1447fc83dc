import type { Request } from 'express'
import { recordSignIn } from '../../actions/sign-in.ts'
import type { User } from '../../domain/permission.ts'
import type { App } from '../app-context.ts'
import { markDevice } from '../cookies.ts'
import { giveToken } from '../csrf.ts'
import { KEPT_FORM } from '../kept-form/keep.ts'

const LONGEST_BROWSER = 200

/**
 * Lets a person in whose identity has been proved, and returns the address of this site to which they go on.
 *
 * The session gets a new id, so that one planted before is worth nothing. `by`: how it was proved, in words for the audit trail.
 */
export async function letIn(app: App, req: Request, user: User, by: string): Promise<string> {
  const { returnTo = '/', keptForm } = req.session
  await renewed(req)
  req.session.userId = user.id
  req.session.address = req.ip ?? ''
  req.session.browser = (req.get('user-agent') ?? '').slice(0, LONGEST_BROWSER)
  if (req.res) markDevice(app, req.res, user.id)
  const requestId = String(req.res?.locals.requestId ?? '')
  await recordSignIn(app.db, { who: user, clock: app.clock, requestId, address: req.ip }, by)
  if (keptForm?.userId !== user.id) return returnTo
  req.session.keptForm = keptForm
  return KEPT_FORM
}

/** Gives the session a new id, and keeps of it only where the person was going. */
export async function renewHalfway(req: Request): Promise<void> {
  const { returnTo, keptForm } = req.session
  await renewed(req)
  Object.assign(req.session, { ...(returnTo && { returnTo }), ...(keptForm && { keptForm }) })
}

/** Begins a new session with a new id, in which nothing of the old one is left; the page that is answered has its token. */
export async function renewed(req: Request): Promise<void> {
  await new Promise<void>((done, fail) => req.session.regenerate((error) => (error ? fail(error) : done())))
  if (req.res) giveToken(req, req.res)
}
