import { Router } from 'express'
import { needs } from '../access.ts'
import type { App } from '../app-context.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { KEPT_FORM } from './keep.ts'
import { keptFormPage } from './view.ts'

/** The form that came after its sender's session had ended, to be sent again with one press. */
export function routes(_app: App): Router {
  const router = Router()
  router.get(KEPT_FORM, needs('use one’s own account'), (req, res) => {
    readQuery({}, req)
    sendPage(res, 'kept-form/show', keptFormPage(req.session.keptForm))
  })
  return router
}
