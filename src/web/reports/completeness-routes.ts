import type { Router } from 'express'
import { completenessOf } from '../../../db/queries/completeness.ts'
import { completenessExport } from '../../actions/register-reports-csv.ts'
import { whole } from '../../actions/whole-list.ts'
import { reach } from '../../domain/permission.ts'
import { needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { COMPLETENESS, completenessPage } from './completeness-view.ts'

/** How complete the register is, by organisation and service. */
export function completenessRoutes(app: App, router: Router): void {
  router.get(COMPLETENESS, needs('read the register'), async (req, res) => {
    readQuery({}, req)
    const services = await completenessOf(app.db, reach(userOf(res)), app.clock.today())
    sendPage(res, 'reports/completeness', completenessPage(services))
  })
  listFiles(app, router, { path: COMPLETENESS, permission: 'read the register', query: {} }, () =>
    whole(completenessExport, {}),
  )
}
