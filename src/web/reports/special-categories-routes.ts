import type { Router } from 'express'
import { servicesWithin } from '../../../db/queries/services.ts'
import { specialHoldings } from '../../../db/queries/special-categories.ts'
import { specialCategoriesExport } from '../../actions/register-reports-csv.ts'
import { whole } from '../../actions/whole-list.ts'
import { reach } from '../../domain/permission.ts'
import { specialCategoryMap } from '../../domain/special-category-map.ts'
import { drawMatrix } from '../../formats/matrix.ts'
import { needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { filesOf } from '../files-view.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'

const LIST = '/reports/special-categories'

/** Which services hold special category and offence data. */
export function specialCategoriesRoutes(app: App, router: Router): void {
  router.get(LIST, needs('read the register'), async (req, res) => {
    readQuery({}, req)
    const within = reach(userOf(res))
    const holdings = await specialHoldings(app.db, within)
    const map = specialCategoryMap(holdings, await servicesWithin(app.db, within))
    sendPage(res, 'reports/special-categories', {
      title: map.title,
      lead: 'The number where a service and a category of data meet is how many of its processing activities hold that data.',
      trail: [{ text: 'Reports', href: '/reports' }],
      picture: holdings.length === 0 ? null : { title: map.title, svg: drawMatrix(map, 'picture'), text: map.text },
      empty: 'No processing activity holds special category or offence data, as far as the register says.',
      files: filesOf(LIST),
    })
  })
  listFiles(app, router, { path: LIST, permission: 'read the register', query: {} }, () =>
    whole(specialCategoriesExport, {}),
  )
}
