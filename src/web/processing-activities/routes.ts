import { type Response, Router } from 'express'
import { contentsOf } from '../../../db/queries/activity-contents.ts'
import { activityCount, activityList } from '../../../db/queries/activity-list.ts'
import { linkedRules, ruleChoices } from '../../../db/queries/activity-rules.ts'
import { versionsOf } from '../../../db/queries/activity-versions.ts'
import { allOrganisations, contactFacts } from '../../../db/queries/organisations.ts'
import { type Activity, retirementOf } from '../../../db/queries/processing-activities.ts'
import { servicesWithin } from '../../../db/queries/services.ts'
import { allSourceSystems } from '../../../db/queries/source-systems.ts'
import { processingActivitiesExport } from '../../actions/processing-activities-csv.ts'
import { whole } from '../../actions/whole-list.ts'
import { article30Gaps } from '../../domain/article-30.ts'
import { may, reach } from '../../domain/permission.ts'
import { needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { found, NotFound } from '../errors.ts'
import { historyOf } from '../history.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { pathId, readQuery } from '../query.ts'
import { activityOf } from './activity-of.ts'
import { changeRoutes } from './change-routes.ts'
import { activityFilters, type ListQuery, listQuery } from './filters.ts'
import { listPage, ROWS_ON_A_PAGE } from './list-view.ts'
import { retirementRoutes } from './retirement-routes.ts'
import { activityPage } from './view.ts'

/** The register of processing activities. */
export function routes(app: App): Router {
  const router = Router()

  router.get('/processing-activities', needs('read the register'), async (req, res) => {
    sendPage(res, 'processing-activities/index', await listed(app, res, readQuery(listQuery, req)))
  })

  const files = { path: '/processing-activities', permission: 'read the register', query: listQuery } as const
  listFiles(app, router, files, (query) => whole(processingActivitiesExport, activityFilters(query)))

  changeRoutes(app, router)
  retirementRoutes(app, router)

  router.get('/processing-activities/:reference', needs('read the register'), async (req, res) => {
    readQuery({}, req)
    await show(app, res, await activityOf(app, req, res))
  })

  router.get('/processing-activities/:reference/versions/:version', needs('read the register'), async (req, res) => {
    readQuery({}, req)
    await show(app, res, await activityOf(app, req, res), found(pathId(req, 'version'), 'version'))
  })

  return router
}

async function listed(app: App, res: Response, query: ListQuery) {
  const user = userOf(res)
  const { order, ...filters } = activityFilters(query)
  const total = await activityCount(app.db, filters, reach(user))
  const offset = ((query.page ?? 1) - 1) * ROWS_ON_A_PAGE
  if (offset > 0 && offset >= total) throw new NotFound('page of this list')
  const rows = await activityList(app.db, filters, reach(user), { order, offset, limit: ROWS_ON_A_PAGE })
  const contents = await contentsOf(
    app.db,
    rows.map(({ versionId }) => versionId),
  )
  const contacts = await contactFacts(app.db)
  const facts = {
    query,
    total,
    rows: rows.flatMap((row) => {
      const content = contents.get(row.versionId)
      return content === undefined ? [] : [{ row, content, gaps: article30Gaps(content, contacts) }]
    }),
    services: await servicesWithin(app.db, reach(user)),
    organisations: await allOrganisations(app.db),
    rules: await ruleChoices(app.db),
    mayEdit: may(user, 'edit the register'),
  }
  return listPage(facts, app.clock.today())
}

/** Shows the version in force, or the one of a number. */
async function show(app: App, res: Response, activity: Activity, number = activity.version): Promise<void> {
  const versions = await versionsOf(app.db, activity.id)
  const version = found(
    versions.find((each) => each.version === number),
    'version',
  )
  const content = found((await contentsOf(app.db, [version.id])).get(version.id), 'version')
  const organisations = await contactFacts(app.db)
  const services = await servicesWithin(app.db, null)
  const shown = {
    activity,
    content,
    version,
    versions,
    organisations,
    gaps: article30Gaps(content, organisations),
    service: services.find(({ code }) => code === content.service),
    rules: await linkedRules(
      app.db,
      content.rules.map(({ rule }) => rule),
    ),
    systems: await allSourceSystems(app.db),
    retirement: await retirementOf(app.db, activity.id),
    mayEdit: may(userOf(res), 'edit the register'),
  }
  const history = await historyOf(app, res, { kind: 'processing activity', id: activity.reference })
  sendPage(res, 'processing-activities/show', { ...activityPage(shown, app.clock.today()), history })
}
