import { Router } from 'express'
import { needs } from '../access.ts'
import type { App } from '../app-context.ts'
import { readQuery } from '../query.ts'
import { SESSION_SURE_SECONDS } from '../session-store.ts'

/** What a page asks for when its reader wants to stay signed in: like any request, it prolongs the session. */
export function routes(_app: App): Router {
  const router = Router()
  router.get('/account/session', needs('use one’s own account'), (req, res) => {
    readQuery({}, req)
    res.json({ idleSeconds: SESSION_SURE_SECONDS })
  })
  return router
}
