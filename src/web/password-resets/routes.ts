import { setTimeout as pause } from 'node:timers/promises'
import { Router } from 'express'
import { z } from 'zod'
import { askForReset } from '../../actions/account-links.ts'
import { countTry } from '../../actions/attempts.ts'
import { resetLimit } from '../../domain/attempt-limit.ts'
import { check } from '../../domain/problem.ts'
import { anyone, byOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { NotFound } from '../errors.ts'
import { formBody } from '../form.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { askPage } from './view.ts'

const LIST = '/password-resets'
/** Longer than any of what is done takes, so that the time of the answer tells nobody who has an account. */
const ANSWER_MS = 250

const Asked = z.object({
  email: z
    .string({ error: 'Enter your e-mail address' })
    .trim()
    .min(1, 'Enter your e-mail address')
    .max(254, 'Enter an e-mail address of 254 characters or fewer'),
})

/** Asking for a link by mail to set a new password, which says to nobody whether there is such an account. */
export function routes(app: App): Router {
  const router = Router()
  const byMail = app.config.mail !== undefined

  router.get(`${LIST}/new`, anyone(), (req, res) => {
    readQuery({}, req)
    sendPage(res, 'password-resets/form', askPage(byMail, '', []))
  })

  router.post(LIST, anyone(), async (req, res) => {
    if (!byMail) throw new NotFound()
    const asked = check(Asked, formBody(req))
    const email = String(formBody(req).email ?? '').slice(0, 254)
    if (!asked.ok) return sendPage(res, 'password-resets/form', askPage(byMail, email, asked.problems), 422)
    await countTry(app, [resetLimit(req.ip ?? '')])
    await Promise.all([pause(ANSWER_MS), askForReset(app.db, byOf(app, req, res), asked.value.email, app.config)])
    res.redirect(303, `${LIST}/sent`)
  })

  router.get(`${LIST}/sent`, anyone(), (req, res) => {
    readQuery({}, req)
    sendPage(res, 'password-resets/sent', { title: 'Look at your e-mail', back: { text: 'Sign in', href: '/sign-in' } })
  })

  return router
}
