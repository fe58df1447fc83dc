import { type Request, type Response, Router } from 'express'
import { LINK_PAGE, linkOf, setPasswordByLink } from '../../actions/account-links.ts'
import { anyone, byOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { formBody } from '../form.ts'
import { sendPage } from '../page.ts'
import { queryText, readQuery } from '../query.ts'
import { newPasswordPage } from './view.ts'

const GONE = 410

/**
 * Choosing a password by a link that was mailed or handed over. To look at the page uses nothing up.
 *
 * The token is in the query of the address, which is not logged, and no other site is told the address.
 */
export function routes(app: App): Router {
  const router = Router()

  const noLonger = (res: Response) =>
    sendPage(
      res,
      'new-password/gone',
      { title: 'This link does not work any more', byMail: app.config.mail !== undefined },
      GONE,
    )

  router.get(LINK_PAGE, anyone(), async (req, res) => {
    res.set('Referrer-Policy', 'no-referrer')
    const { token = '' } = readQuery({ token: queryText }, req)
    const link = await linkOf(app.db, token, app.clock.now())
    if (!link) return noLonger(res)
    sendPage(res, 'new-password/form', newPasswordPage(link, token, []))
  })

  router.post(LINK_PAGE, anyone(), async (req, res) => {
    res.set('Referrer-Policy', 'no-referrer')
    const token = textOf(req, 'token')
    const done = await setPasswordByLink(app.db, byOf(app, req, res), token, textOf(req, 'password'), app.config)
    if (done.ok) {
      req.session.flash = 'Your password has been set. Sign in with it.'
      return res.redirect(303, '/sign-in')
    }
    const link = await linkOf(app.db, token, app.clock.now())
    if (!link) return noLonger(res)
    sendPage(res, 'new-password/form', newPasswordPage(link, token, done.problems), 422)
  })

  return router
}

/** A field as it was typed: a password is never trimmed. */
function textOf(req: Request, name: string): string {
  const value = formBody(req)[name]
  return typeof value === 'string' ? value : ''
}
