import type { NextFunction, Request, RequestHandler, Response } from 'express'
import type { Acting } from '../actions/acting.ts'
import { may, type Permission, type User } from '../domain/permission.ts'
import type { App } from './app-context.ts'
import { Forbidden } from './errors.ts'

/** A handler that knows which permission its route asks for, so that a test can walk the router. */
export type Guard = RequestHandler & { permission: Permission | 'anyone' }

/** Lets a request through when its person may take the action; sends the signed-out to sign in, refuses others with 403. */
export function needs(permission: Permission): Guard {
  return Object.assign(
    (req: Request, res: Response, next: NextFunction) => {
      const user = signedIn(res)
      if (!user) return askToSignIn(req, res)
      if (!may(user, permission)) throw new Forbidden()
      next()
    },
    { permission },
  )
}

/** Marks a route that anyone may use, signed in or not. */
export function anyone(): Guard {
  return Object.assign((_req: Request, _res: Response, next: NextFunction) => next(), { permission: 'anyone' as const })
}

/** The person signed in; for use behind `needs`, which makes sure that there is one. */
export function userOf(res: Response): User {
  const user = signedIn(res)
  if (!user) throw new Forbidden()
  return user
}

/** Who acts by this request, and when: what an action is given. For use behind `needs`. */
export const actingOf = ({ clock }: Pick<App, 'clock'>, req: Request, res: Response): Acting => ({
  who: userOf(res),
  clock,
  requestId: String(res.locals.requestId ?? ''),
  address: req.ip,
})

/** As `actingOf` for those who need not be signed in: all but who. */
export const byOf = ({ clock }: Pick<App, 'clock'>, req: Request, res: Response): Omit<Acting, 'who'> => ({
  clock,
  requestId: String(res.locals.requestId ?? ''),
  address: req.ip,
})

/** The person signed in, or undefined. */
export const signedIn = (res: Response): User | undefined => res.locals.user as User | undefined

/** An address of this site: what begins with two slashes would be one of another. */
const OF_THIS_SITE = /^\/(?![/\\])/

/** Only a page to read is returned to after sign-in: a form that was sent would not be sent again by itself. */
function askToSignIn(req: Request, res: Response): void {
  const isPage = req.method === 'GET' && OF_THIS_SITE.test(req.originalUrl) && req.accepts('html')
  if (isPage) req.session.returnTo = req.originalUrl
  res.redirect(303, '/sign-in')
}
