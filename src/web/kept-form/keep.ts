import type { Request, RequestHandler } from 'express'
import { userById } from '../../../db/queries/users.ts'
import type { App } from '../app-context.ts'
import { deviceOf } from '../cookies.ts'
import { isCsrfToken } from '../csrf.ts'
import { formBody } from '../form.ts'

/** A form that came when the session in which its page was read had ended. */
export type KeptForm = { userId: number; path: string; fields: [name: string, value: string][] }

/** Where a form that was kept waits for its sender. */
export const KEPT_FORM = '/kept-form'

const MOST_BYTES = 200_000
const SECRET_FIELD = /password|secret|token/i
/** Pages on which people say who they are: what is typed there is never kept. */
const ABOUT_ONESELF = /^\/(sign-|single-sign-on|account|new-password|password-resets|set-up|mail-preferences)/

/**
 * Keeps a form that comes after the session of its page has ended: nothing typed is lost. Where nobody is signed in by now, they are asked to.
 *
 * Kept is only what this site's own page sent: for whoever is signed in, who may have signed in again in another tab, else for whom
 * the browser was last signed in with, while they may sign in; never a form with a password or a code in it. Nothing is carried out:
 * it waits in the session, which it ends with, until it is sent from a page with a token of its own.
 */
export function keepForms(app: App): RequestHandler {
  return async (req, res, next) => {
    if (req.method !== 'POST') return next()
    const { userId } = req.session
    if (userId !== undefined && isCsrfToken(req, formBody(req)._csrf)) {
      if (req.session.keptForm?.path === req.originalUrl) delete req.session.keptForm
      return next()
    }
    const form = formToKeep(app, req)
    if (!form || !(await userById(app.db, form.userId))) return next()
    req.session.keptForm = form
    res.redirect(303, userId === undefined ? '/sign-in' : KEPT_FORM)
  }
}

function formToKeep(app: App, req: Request): KeptForm | null {
  const userId = req.session.userId ?? deviceOf(app, req)?.userId
  if (userId === undefined || !sentByOurselves(req)) return null
  if (!/^\/(?![/\\])/.test(req.originalUrl) || ABOUT_ONESELF.test(req.path)) return null
  const fields = Object.entries(formBody(req)).flatMap(([name, values]) =>
    name === '_csrf' ? [] : [values].flat().map((value): [string, string] => [name, String(value)]),
  )
  if (fields.length === 0 || fields.some(([name]) => SECRET_FIELD.test(name))) return null
  return JSON.stringify(fields).length > MOST_BYTES ? null : { userId, path: req.originalUrl, fields }
}

/** True when the browser says that a page of this site sent the form; one that says nothing is not believed. */
function sentByOurselves(req: Request): boolean {
  const site = req.get('sec-fetch-site')
  const origin = req.get('origin')
  if (site !== undefined && site !== 'same-origin') return false
  if (origin !== undefined && URL.parse(origin)?.host !== req.get('host')) return false
  return site !== undefined || origin !== undefined
}
