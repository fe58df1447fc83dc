import { type Request, type Response, Router } from 'express'
import { openByCheck } from '../../../db/queries/completeness.ts'
import { serviceChoices } from '../../../db/queries/filter-choices.ts'
import { type FindingRow, findingById, findingCount, findingList } from '../../../db/queries/finding-list.ts'
import { peopleWhoAnswer } from '../../../db/queries/users.ts'
import { acceptFinding, assignFinding, reopenFinding } from '../../actions/findings.ts'
import { findingsAsAt } from '../../actions/findings-as-at.ts'
import { findingsExport } from '../../actions/findings-csv.ts'
import { whole } from '../../actions/whole-list.ts'
import { catalogue } from '../../domain/article-30.ts'
import { Acceptance } from '../../domain/finding-state.ts'
import { may, reach } from '../../domain/permission.ts'
import { type Checked, check, type Problem } from '../../domain/problem.ts'
import { actingOf, needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { asAtOf } from '../as-at.ts'
import { found, NotFound } from '../errors.ts'
import { formBody } from '../form.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { pathId, readQuery } from '../query.ts'
import { withViews } from '../saved-views/list-page.ts'
import { readList } from '../saved-views/read-list.ts'
import { filterQuery, findingFilters, listQuery } from './filters.ts'
import { findingsPage, LIST, ROWS_ON_A_PAGE } from './list-view.ts'
import { findingPage } from './show-view.ts'

/** What the checks of the register found, and what people decide about it. */
export function routes(app: App): Router {
  const router = Router()

  router.get(LIST, needs('read the register'), async (req, res) => {
    const { query, saved } = await readList(app, req, res, 'findings', listQuery)
    const user = userOf(res)
    const filters = findingFilters(query, user)
    const asAt = asAtOf(app, query['as-at'])
    const today = app.clock.today()
    const then = asAt && (await findingsAsAt(app.db, filters, reach(user), asAt))
    const total = then?.length ?? (await findingCount(app.db, filters, reach(user), today))
    const offset = ((query.page ?? 1) - 1) * ROWS_ON_A_PAGE
    if (offset > 0 && offset >= total) throw new NotFound('page of this list')
    const rows =
      then?.slice(offset, offset + ROWS_ON_A_PAGE) ??
      (await findingList(app.db, filters, reach(user), { today, limit: ROWS_ON_A_PAGE, offset }))
    const codes = [...new Set(catalogue.map(({ code }) => code))].sort()
    const services = await serviceChoices(app.db, reach(user), asAt)
    const byCheck = asAt === null ? await openByCheck(app.db, reach(user), today) : []
    const page = findingsPage({ query, rows, total, codes, services, asAt, byCheck }, today)
    sendPage(res, 'findings/index', withViews(page, saved))
  })

  const files = { path: LIST, permission: 'read the register', query: filterQuery } as const
  listFiles(app, router, files, (query, _req, res) => whole(findingsExport, findingFilters(query, userOf(res))))

  router.get(`${LIST}/:id`, needs('read the register'), async (req, res) => {
    readQuery({}, req)
    await show(app, res, await findingOf(app, req, res))
  })

  const answer = async (req: Request, res: Response, decide: (id: number) => Promise<Checked<null>>, said: string) => {
    const finding = await findingOf(app, req, res)
    const done = await decide(finding.id)
    if (!done.ok) return show(app, res, finding, done.problems, formBody(req))
    req.session.flash = said
    res.redirect(303, `${LIST}/${finding.id}`)
  }

  router.post(`${LIST}/:id/acceptance`, needs('edit the register'), (req, res) =>
    answer(
      req,
      res,
      async (id) => {
        const acceptance = check(Acceptance(app.clock.today()), formBody(req))
        return acceptance.ok ? acceptFinding(app.db, actingOf(app, req, res), id, acceptance.value) : acceptance
      },
      'The finding has been accepted as it is for now.',
    ),
  )

  router.post(`${LIST}/:id/reopening`, needs('edit the register'), (req, res) =>
    answer(req, res, (id) => reopenFinding(app.db, actingOf(app, req, res), id), 'The finding is open again.'),
  )

  router.post(`${LIST}/:id/owner`, needs('edit the register'), (req, res) =>
    answer(
      req,
      res,
      (id) => {
        const owner = String(formBody(req).owner ?? '')
        return assignFinding(app.db, actingOf(app, req, res), id, owner === '' ? null : Number(owner) || 0)
      },
      'Who sees to the finding has been kept.',
    ),
  )

  return router
}

const findingOf = async (app: App, req: Request, res: Response): Promise<FindingRow> =>
  found(await findingById(app.db, found(pathId(req), 'finding'), reach(userOf(res))), 'finding')

async function show(
  app: App,
  res: Response,
  finding: FindingRow,
  problems: Problem[] = [],
  typed: Record<string, unknown> = {},
): Promise<void> {
  const people = await peopleWhoAnswer(app.db)
  const mayDecide = may(userOf(res), 'edit the register')
  const page = findingPage({ finding, people, mayDecide, problems, typed }, app.clock.today())
  sendPage(res, 'findings/show', page, problems.length > 0 ? 422 : 200)
}
