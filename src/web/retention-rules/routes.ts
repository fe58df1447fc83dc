import { Router } from 'express'
import { organisationChoices, serviceChoices } from '../../../db/queries/filter-choices.ts'
import { runUnderWay } from '../../../db/queries/job-runs.ts'
import { recordCounts } from '../../../db/queries/record-counts.ts'
import { ruleByCode, ruleList, ruleVersions } from '../../../db/queries/retention-rules.ts'
import { activitiesUsingRules } from '../../../db/queries/rule-activities.ts'
import { approvalsOfRule } from '../../../db/queries/rule-approvals.ts'
import { ruleDraftCount } from '../../../db/queries/rule-draft-list.ts'
import { latestRuleDraft, pendingRuleDraft } from '../../../db/queries/rule-drafts.ts'
import { ruleRetirement } from '../../../db/queries/rule-standing.ts'
import { heldPastPeriod } from '../../actions/hold-states.ts'
import { runners } from '../../actions/job-leases.ts'
import { RECOMPUTE } from '../../actions/recompute-job.ts'
import { retentionRulesExport } from '../../actions/retention-rules-csv.ts'
import { whole } from '../../actions/whole-list.ts'
import { may, reach } from '../../domain/permission.ts'
import { needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { asAtOf, asAtQuery } from '../as-at.ts'
import { historyOf } from '../history.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { pathCode, readQuery } from '../query.ts'
import { withViews } from '../saved-views/list-page.ts'
import { readList } from '../saved-views/read-list.ts'
import { changeRoutes } from './change-routes.ts'
import { listQuery, ruleFilters } from './filters.ts'
import { listPage } from './list-view.ts'
import { retirementRoutes } from './retirement-routes.ts'
import { ruleOf } from './rule-of.ts'
import { rulePage } from './view.ts'

/** The retention schedule. */
export function routes(app: App): Router {
  const router = Router()

  router.get('/retention-rules', needs('read the schedule'), async (req, res) => {
    const { query, saved } = await readList(app, req, res, 'retention-rules', listQuery)
    const user = userOf(res)
    const asAt = asAtOf(app, query['as-at'])
    const page = listPage({
      ...{ query, asAt },
      rules: await ruleList(app.db, ruleFilters(query), reach(user), asAt),
      counts: asAt === null && may(user, 'read records') ? await recordCounts(app.db, reach(user)) : null,
      services: await serviceChoices(app.db, null, asAt),
      organisations: await organisationChoices(app.db, asAt),
      waiting: await ruleDraftCount(app.db, { state: 'submitted' }, reach(user)),
      mayEdit: asAt === null && may(user, 'edit the schedule'),
    })
    sendPage(res, 'retention-rules/index', withViews(page, saved))
  })

  const files = { path: '/retention-rules', permission: 'read the schedule', query: listQuery } as const
  listFiles(app, router, files, (query) => whole(retentionRulesExport, ruleFilters(query)))

  changeRoutes(app, router)
  retirementRoutes(app, router)

  router.get('/retention-rules/:code', needs('read the schedule'), async (req, res) => {
    const asAt = asAtOf(app, readQuery(asAtQuery, req)['as-at'])
    const user = userOf(res)
    const drafted = asAt === null ? await onlyDrafted(app, pathCode(req), reach(user)) : null
    if (drafted !== null) return res.redirect(303, `/rule-drafts/${drafted}`)
    const rule = await ruleOf(app, req, res, asAt)
    const counts =
      asAt === null && may(user, 'read records') ? await recordCounts(app.db, reach(user), rule.ruleId) : null
    const isRetained = counts?.some(({ state }) => state === 'retained') ?? false
    const page = rulePage({
      ...{ rule, asAt, counts },
      held: isRetained ? await heldPastPeriod(app.db, rule.code, app.clock.today(), reach(user)) : NONE_HELD,
      versions: await ruleVersions(app.db, rule.ruleId),
      activities: await activitiesUsingRules(app.db, reach(user), rule.ruleId, asAt),
      retirement: await ruleRetirement(app.db, rule.ruleId, asAt),
      draft: await pendingRuleDraft(app.db, rule.code, reach(user)),
      mayEdit: asAt === null && may(user, 'edit the schedule'),
      people: await approvalsOfRule(app.db, [rule.serviceId]),
      recomputation: await runUnderWay(app.db, RECOMPUTE),
      runner: (await runners(app.db, app.clock.now()))(RECOMPUTE),
      seesRuns: may(user, 'read job runs'),
      now: app.clock.now(),
    })
    const history = await historyOf(app, res, { kind: 'retention rule', id: rule.code })
    sendPage(res, 'retention-rules/show', { ...page, history })
  })

  return router
}

const NONE_HELD = { records: 0, exact: true }

/** The number of the latest draft of a code that the schedule does not have, or not yet: histories lead here; null when there is none. */
async function onlyDrafted(app: App, code: string, within: number[] | null): Promise<number | null> {
  if (await ruleByCode(app.db, code, null)) return null
  return (await latestRuleDraft(app.db, code, within))?.id ?? null
}
