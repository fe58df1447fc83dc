import type { Request, RequestHandler } from 'express'
import { userById } from '../../../db/queries/users.ts'
import type { App } from '../app-context.ts'
import { deviceOf } from '../cookies.ts'
import { formBody } from '../form.ts'

/** A form that came when its sender's session had ended. */
export type KeptForm = { userId: number; path: string; fields: [name: string, value: string][] }

/** Where a form that was kept waits for its sender. */
export const KEPT_FORM = '/kept-form'

const MOST_BYTES = 200_000
const SECRET_FIELD = /password|secret|token/i
/** Pages on which people say who they are: what is typed there is never kept. */
const ABOUT_ONESELF = /^\/(sign-|single-sign-on|account|new-password|password-resets|set-up)/

/**
 * Keeps a form that comes after the session of its sender has ended, and asks them to sign in: nothing typed is lost.
 *
 * Kept is only what this site's own page sent from a browser in which that person was signed in before, and only for that person
 * while they may sign in; never a form with a password or a code in it. It waits in the new session, and ends with it.
 */
export function keepForms(app: App): RequestHandler {
  return async (req, res, next) => {
    if (req.method !== 'POST') return next()
    if (req.session.userId !== undefined) {
      if (req.session.keptForm?.path === req.originalUrl) delete req.session.keptForm
      return next()
    }
    const form = formToKeep(app, req)
    if (!form || !(await userById(app.db, form.userId))) return next()
    req.session.keptForm = form
    res.redirect(303, '/sign-in')
  }
}

function formToKeep(app: App, req: Request): KeptForm | null {
  const device = deviceOf(app, req)
  if (!device || !sentByOurselves(req) || !/^\/(?![/\\])/.test(req.originalUrl) || ABOUT_ONESELF.test(req.path))
    return null
  const fields = Object.entries(formBody(req)).flatMap(([name, values]) =>
    name === '_csrf' ? [] : [values].flat().map((value): [string, string] => [name, String(value)]),
  )
  if (fields.length === 0 || fields.some(([name]) => SECRET_FIELD.test(name))) return null
  return JSON.stringify(fields).length > MOST_BYTES ? null : { userId: device.userId, path: req.originalUrl, fields }
}

/** True when the browser says that a page of this site sent the form; one that says nothing is not believed. */
function sentByOurselves(req: Request): boolean {
  const site = req.get('sec-fetch-site')
  const origin = req.get('origin')
  if (site !== undefined && site !== 'same-origin') return false
  if (origin !== undefined && URL.parse(origin)?.host !== req.get('host')) return false
  return site !== undefined || origin !== undefined
}
