import { Router } from 'express'
import { needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { keptFormLink } from '../kept-form/view.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { factsFor } from './facts.ts'
import { homePage } from './view.ts'

/** What needs you. */
export function routes(app: App): Router {
  const router = Router()
  router.get('/', needs('use the home page'), async (req, res) => {
    readQuery({}, req)
    const user = userOf(res)
    const facts = await factsFor(app.db, user, { today: app.clock.today(), now: app.clock.now() })
    const page = homePage(user, facts, app.clock.today(), app.clock.now())
    sendPage(res, 'home/index', { ...page, keptForm: keptFormLink(req.session.keptForm) })
  })
  return router
}
