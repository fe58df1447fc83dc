import { type Request, type Response, Router } from 'express'
import { declineOptionalMail, optionalMailByKey } from '../../actions/mail-preferences.ts'
import { anyone, byOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { MAIL_PREFERENCES } from '../csrf.ts'
import { PageError } from '../errors.ts'
import { sendPage } from '../page.ts'
import { queryText, readQuery } from '../query.ts'

const NO_KEY =
  'This link is not whole, or is not valid any more. Copy all of it from the message, or sign in and choose on the page of your account.'

/**
 * Switching optional messages off by the link of a message, without signing in.
 *
 * Mail programs send the POST by themselves (RFC 8058): with a body of their own and no cookie, and they follow no redirect.
 */
export function routes(app: App): Router {
  const router = Router()
  const keyOf = (req: Request): string => readQuery({ key: queryText }, req).key ?? ''
  const page = (res: Response, key: string, takesThem: boolean) => {
    res.set('Referrer-Policy', 'no-referrer')
    const action = `${MAIL_PREFERENCES}?key=${encodeURIComponent(key)}`
    sendPage(res, 'mail-preferences/show', { title: 'Messages that you can do without', takesThem, action })
  }

  router.get(MAIL_PREFERENCES, anyone(), async (req, res) => {
    const key = keyOf(req)
    const takesThem = await optionalMailByKey(app.db, key, app.config.sessionSecret)
    if (takesThem === undefined) throw new PageError(404, NO_KEY)
    page(res, key, takesThem)
  })

  router.post(MAIL_PREFERENCES, anyone(), async (req, res) => {
    const key = keyOf(req)
    if (!(await declineOptionalMail(app.db, byOf(app, req, res), key, app.config.sessionSecret)))
      throw new PageError(404, NO_KEY)
    page(res, key, false)
  })

  return router
}
