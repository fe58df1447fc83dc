import { type Response, Router } from 'express'
import { z } from 'zod'
import { commentsOn } from '../../../db/queries/activity-comments.ts'
import { contentsOf } from '../../../db/queries/activity-contents.ts'
import { pendingVersion } from '../../../db/queries/activity-drafts.ts'
import { activityCount, activityList } from '../../../db/queries/activity-list.ts'
import { listFactsOf } from '../../../db/queries/activity-list-facts.ts'
import { linkedRules, ruleChoices } from '../../../db/queries/activity-rules.ts'
import { activityStanding } from '../../../db/queries/activity-standing.ts'
import { versionsOf } from '../../../db/queries/activity-versions.ts'
import { checkFacts } from '../../../db/queries/check-facts.ts'
import { organisationChoices, serviceChoices } from '../../../db/queries/filter-choices.ts'
import { openFindingCounts } from '../../../db/queries/findings.ts'
import { contactFacts } from '../../../db/queries/organisations.ts'
import { contactFactsThen } from '../../../db/queries/organisations-then.ts'
import { type Activity, retirementOf } from '../../../db/queries/processing-activities.ts'
import { serviceByCode } from '../../../db/queries/services.ts'
import { allSourceSystems } from '../../../db/queries/source-systems.ts'
import { contentsWith, presentContentsOf, survivorsThen } from '../../../db/queries/survivors.ts'
import { serviceThen, systemsThen } from '../../../db/queries/values-then.ts'
import { findingsIn } from '../../actions/activity-findings.ts'
import { findingCountsAsAt } from '../../actions/findings-as-at.ts'
import { evidenceOfKeeping } from '../../actions/keeping-evidence.ts'
import { processingActivitiesExport } from '../../actions/processing-activities-csv.ts'
import { whole } from '../../actions/whole-list.ts'
import { activityChanges } from '../../domain/activity-changes.ts'
import type { AsAt } from '../../domain/as-at.ts'
import type { KeepingEvidence } from '../../domain/keeping-evidence.ts'
import { may, reach } from '../../domain/permission.ts'
import type { ActivityContent } from '../../domain/processing-activity.ts'
import { needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { asAtOf, asAtQuery } from '../as-at.ts'
import { found, NotFound } from '../errors.ts'
import { historyOf } from '../history.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { pathId, readQuery } from '../query.ts'
import { withViews } from '../saved-views/list-page.ts'
import { readList } from '../saved-views/read-list.ts'
import { activityOf } from './activity-of.ts'
import { changeRoutes } from './change-routes.ts'
import { differencesPage } from './differences-view.ts'
import { draftRoutes } from './draft-routes.ts'
import { activityFilters, type ListQuery, listQuery } from './filters.ts'
import { columnsView, listPage, ROWS_ON_A_PAGE } from './list-view.ts'
import { pictureRoutes } from './picture-routes.ts'
import { retirementRoutes } from './retirement-routes.ts'
import { reviewRoutes } from './review-routes.ts'
import { reviewingOf } from './reviewing.ts'
import { activityPage } from './view.ts'

/** The register of processing activities. */
export function routes(app: App): Router {
  const router = Router()

  router.get('/processing-activities', needs('read the register'), async (req, res) => {
    const { query, saved } = await readList(app, req, res, 'processing-activities', listQuery)
    const page = await listed(app, res, query)
    sendPage(res, 'processing-activities/index', withViews(page, saved, columnsView(query)))
  })

  const files = { path: '/processing-activities', permission: 'read the register', query: listQuery } as const
  listFiles(app, router, files, (query) => whole(processingActivitiesExport, activityFilters(query, app.clock.today())))

  draftRoutes(app, router)
  changeRoutes(app, router)
  pictureRoutes(app, router)
  retirementRoutes(app, router)
  reviewRoutes(app, router)

  router.get('/processing-activities/:reference', needs('read the register'), async (req, res) => {
    const asAt = asAtOf(app, readQuery(asAtQuery, req)['as-at'])
    const activity = await activityOf(app, req, res)
    if (asAt === null) return show(app, res, activity)
    await show(app, res, await activityThen(app, activity, asAt), undefined, asAt)
  })

  router.get('/processing-activities/:reference/differences', needs('read the register'), async (req, res) => {
    const { from, to } = readQuery({ from: versionQuery, to: versionQuery }, req)
    const activity = await activityOf(app, req, res)
    const versions = await versionsOf(app.db, activity.id)
    const newest = versions[0]?.version ?? 1
    const numbers: [number, number] = [from ?? Math.max(1, newest - 1), to ?? newest]
    const [before, after] = numbers.map((number) =>
      found(
        versions.find(({ version }) => version === number),
        'version',
      ),
    )
    const contents = await contentsOf(app.db, [before?.id ?? 0, after?.id ?? 0])
    const content = found(contents.get(after?.id ?? 0), 'version')
    const { changes, owner } = activityChanges(contents.get(before?.id ?? 0) ?? null, content)
    const page = differencesPage(activity.reference, versions, numbers, [...owner, ...changes])
    sendPage(res, 'processing-activities/differences', page)
  })

  router.get('/processing-activities/:reference/versions/:version', needs('read the register'), async (req, res) => {
    readQuery({}, req)
    await show(app, res, await activityOf(app, req, res), found(pathId(req, 'version'), 'version'))
  })

  return router
}

/** The number of a version in a query string. */
const versionQuery = z
  .string({ error: 'give it once' })
  .regex(/^[1-9]\d{0,5}$/, 'must be a whole number of at least 1')
  .transform(Number)
  .optional()

async function listed(app: App, res: Response, query: ListQuery) {
  const user = userOf(res)
  const asAt = asAtOf(app, query['as-at'])
  const { order, ...narrowed } = activityFilters(query, app.clock.today())
  const filters = { ...narrowed, asAt }
  const total = await activityCount(app.db, filters, reach(user))
  const offset = ((query.page ?? 1) - 1) * ROWS_ON_A_PAGE
  if (offset > 0 && offset >= total) throw new NotFound('page of this list')
  const rows = await activityList(app.db, filters, reach(user), { order, offset, limit: ROWS_ON_A_PAGE })
  const listFacts = await listFactsOf(
    app.db,
    rows.map(({ versionId }) => versionId),
  )
  const today = app.clock.today()
  const ids = rows.map(({ id }) => id)
  const counts = asAt ? await findingCountsAsAt(app.db, rows, asAt) : await openFindingCounts(app.db, ids, today)
  const facts = {
    query,
    total,
    rows: rows.map((row) => ({
      row,
      facts: listFacts.get(row.versionId) ?? { bases: [], rules: [] },
      findings: counts.get(row.id) ?? 0,
    })),
    services: await serviceChoices(app.db, reach(user), asAt),
    organisations: await organisationChoices(app.db, asAt),
    rules: await ruleChoices(app.db, asAt),
    mayEdit: may(user, 'edit the register'),
    asAt,
  }
  return listPage(facts, asAt?.date ?? today)
}

/** An activity as it stood at the end of a day, with the version that was in force then; not found when none was. */
async function activityThen(app: App, activity: Activity, asAt: AsAt): Promise<Activity> {
  const then = await activityStanding(app.db, activity.id, asAt)
  return { ...activity, ...found(then, 'activity in force on that day') }
}

/** Shows the version that lists show, or the one of a number. */
async function show(
  app: App,
  res: Response,
  activity: Activity,
  number = activity.version,
  asAt: AsAt | null = null,
): Promise<void> {
  const versions = await versionsOf(app.db, activity.id)
  const version = found(
    versions.find((each) => each.version === number),
    'version',
  )
  const wordsOf = number === activity.version ? presentContentsOf : contentsOf
  const contents = asAt
    ? await contentsWith(app.db, [version.id], await survivorsThen(app.db, asAt))
    : await wordsOf(app.db, [version.id])
  const content = found(contents.get(version.id), 'version')
  const organisations = asAt ? await contactFactsThen(app.db, asAt) : await contactFacts(app.db)
  const shown = {
    activity,
    content,
    version,
    versions,
    organisations,
    findings: findingsIn(activity, content, await checkFacts(app.db, asAt), asAt?.date ?? app.clock.today()),
    asAt,
    pending: await pendingVersion(app.db, activity.id),
    comments: await commentsOn(app.db, version.id),
    service: asAt ? await serviceThen(app.db, content.service, asAt) : await serviceByCode(app.db, content.service),
    rules: await linkedRules(
      app.db,
      content.rules.map(({ rule }) => rule),
      asAt,
    ),
    systems: asAt ? await systemsThen(app.db, asAt) : await allSourceSystems(app.db),
    kept: asAt === null && version.id === activity.shownVersionId ? await keptOf(app, content) : null,
    retirement: await retirementOf(app.db, activity.id),
    mayEdit: asAt === null && may(userOf(res), 'edit the register'),
  }
  const history = await historyOf(app, res, { kind: 'processing activity', id: activity.reference })
  const reviewing =
    asAt === null && version.id === activity.shownVersionId ? await reviewingOf(app, res, activity) : null
  const page = activityPage(shown, asAt?.date ?? app.clock.today())
  sendPage(res, 'processing-activities/show', { ...page, reviewing, history })
}

async function keptOf({ db, clock }: App, { service, rules }: ActivityContent): Promise<KeepingEvidence | null> {
  const activity = { service, rules: rules.map(({ rule }) => rule) }
  return (await evidenceOfKeeping(db, [activity], clock.today()))[0] ?? null
}
