import { Router } from 'express'
import { secondFactorRoles, secondFactorsByRole } from '../../../db/queries/second-factors.ts'
import { requireSecondFactor } from '../../actions/second-factor-roles.ts'
import { may, roles } from '../../domain/permission.ts'
import { actingOf, needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { formBody } from '../form.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { requirementsForm, requirementsPage } from './view.ts'

const PAGE = '/second-factor-requirements'

/** Which roles must have a second factor: said to those who read accounts, chosen by those who manage them. */
export function routes(app: App): Router {
  const router = Router()

  router.get(PAGE, needs('read accounts'), async (req, res) => {
    readQuery({}, req)
    const [required, counts] = [await secondFactorRoles(app.db), await secondFactorsByRole(app.db)]
    if (may(userOf(res), 'manage accounts'))
      return sendPage(res, 'second-factor-requirements/form', requirementsForm(required, counts))
    sendPage(res, 'second-factor-requirements/show', requirementsPage(required, counts))
  })

  router.post(PAGE, needs('manage accounts'), async (req, res) => {
    const chosen = [formBody(req).roles ?? []].flat()
    await requireSecondFactor(
      app.db,
      actingOf(app, req, res),
      roles.filter((role) => chosen.includes(role)),
    )
    req.session.flash = 'The roles that must have an authenticator app have been saved.'
    res.redirect(303, PAGE)
  })

  return router
}
