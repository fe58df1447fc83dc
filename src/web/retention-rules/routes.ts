import { Router } from 'express'
import { runUnderWay } from '../../../db/queries/job-runs.ts'
import { allOrganisations } from '../../../db/queries/organisations.ts'
import { recordCounts } from '../../../db/queries/record-counts.ts'
import { ruleList, ruleVersions } from '../../../db/queries/retention-rules.ts'
import { activitiesUsingRules } from '../../../db/queries/rule-activities.ts'
import { servicesWithin } from '../../../db/queries/services.ts'
import { RECOMPUTE } from '../../actions/recompute-job.ts'
import { retentionRulesExport } from '../../actions/retention-rules-csv.ts'
import { whole } from '../../actions/whole-list.ts'
import { may, reach } from '../../domain/permission.ts'
import { needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { historyOf } from '../history.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { changeRoutes } from './change-routes.ts'
import { listQuery, ruleFilters } from './filters.ts'
import { listPage } from './list-view.ts'
import { ruleOf } from './rule-of.ts'
import { rulePage } from './view.ts'

/** The retention schedule. */
export function routes(app: App): Router {
  const router = Router()

  router.get('/retention-rules', needs('read the schedule'), async (req, res) => {
    const query = readQuery(listQuery, req)
    const user = userOf(res)
    const page = listPage({
      query,
      rules: await ruleList(app.db, ruleFilters(query), reach(user)),
      counts: may(user, 'read records') ? await recordCounts(app.db, reach(user)) : null,
      services: await servicesWithin(app.db, null),
      organisations: await allOrganisations(app.db),
      mayEdit: may(user, 'edit the schedule'),
    })
    sendPage(res, 'retention-rules/index', page)
  })

  const files = { path: '/retention-rules', permission: 'read the schedule', query: listQuery } as const
  listFiles(app, router, files, (query) => whole(retentionRulesExport, ruleFilters(query)))

  changeRoutes(app, router)

  router.get('/retention-rules/:code', needs('read the schedule'), async (req, res) => {
    readQuery({}, req)
    const user = userOf(res)
    const rule = await ruleOf(app, req, res)
    const page = rulePage({
      rule,
      versions: await ruleVersions(app.db, rule.ruleId),
      activities: await activitiesUsingRules(app.db, reach(user), rule.ruleId),
      counts: may(user, 'read records') ? await recordCounts(app.db, reach(user), rule.ruleId) : null,
      mayEdit: may(user, 'edit the schedule'),
      recomputation: await runUnderWay(app.db, RECOMPUTE),
      seesRuns: may(user, 'read job runs'),
      now: app.clock.now(),
    })
    const history = await historyOf(app, res, { kind: 'retention rule', id: rule.code })
    sendPage(res, 'retention-rules/show', { ...page, history })
  })

  return router
}
