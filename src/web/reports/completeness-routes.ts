import type { Router } from 'express'
import { completenessOf } from '../../../db/queries/completeness.ts'
import { reach } from '../../domain/permission.ts'
import { needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { completenessPage } from './completeness-view.ts'

/** How complete the register is, by organisation and service. */
export function completenessRoutes(app: App, router: Router): void {
  router.get('/reports/completeness', needs('read the register'), async (req, res) => {
    readQuery({}, req)
    const services = await completenessOf(app.db, reach(userOf(res)), app.clock.today())
    sendPage(res, 'reports/completeness', completenessPage(services))
  })
}
