import type { RequestHandler } from 'express'
import { userById } from '../../db/queries/users.ts'
import type { App } from './app-context.ts'

/** Finds who is signed in, afresh for each request, so that a suspension, a change of role or a time as deputy takes hold at once. */
export function whoIsIt({ db, clock }: Pick<App, 'db' | 'clock'>): RequestHandler {
  return async (req, res, next) => {
    res.locals.path = req.path
    res.locals.flash = req.session.flash ?? null
    if (req.session.flash && req.method === 'GET') delete req.session.flash
    res.locals.user =
      req.session.userId === undefined ? undefined : await userById(db, req.session.userId, clock.today())
    next()
  }
}
