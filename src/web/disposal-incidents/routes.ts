import { type Request, type Response, Router } from 'express'
import {
  type Incident,
  incidentById,
  incidentCount,
  incidentList,
  incidentRecords,
} from '../../../db/queries/disposal-incidents.ts'
import { systemChoices } from '../../../db/queries/filter-choices.ts'
import { peopleOfGovernance } from '../../../db/queries/users.ts'
import { systemNamesThen } from '../../../db/queries/values-then.ts'
import { assignIncident, closeIncident } from '../../actions/disposal-incidents.ts'
import { disposalIncidentsExport, incidentThen } from '../../actions/disposal-incidents-csv.ts'
import { whole } from '../../actions/whole-list.ts'
import { may } from '../../domain/permission.ts'
import type { Checked, Problem } from '../../domain/problem.ts'
import { actingOf, needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { asAtOf } from '../as-at.ts'
import { found, NotFound } from '../errors.ts'
import { formBody } from '../form.ts'
import { historyOf } from '../history.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { pathId, readQuery } from '../query.ts'
import { filterQuery, incidentFilters, listQuery, showQuery } from './filters.ts'
import { incidentsPage, LIST, ROWS_ON_A_PAGE } from './list-view.ts'
import { incidentPage, RECORDS_ON_A_PAGE } from './show-view.ts'

/** What feeds and answers show that should not be, and what people do about it. */
export function routes(app: App): Router {
  const router = Router()

  router.get(LIST, needs('read disposal incidents'), async (req, res) => {
    const query = readQuery(listQuery, req)
    const asAt = asAtOf(app, query['as-at'])
    const filters = { ...incidentFilters(query, userOf(res)), asAt }
    const total = await incidentCount(app.db, filters)
    const offset = ((query.page ?? 1) - 1) * ROWS_ON_A_PAGE
    if (offset > 0 && offset >= total) throw new NotFound('page of this list')
    const rows = await incidentList(app.db, filters, { limit: ROWS_ON_A_PAGE, offset })
    const systems = await systemChoices(app.db, asAt)
    const renamed = asAt === null ? new Map<string, string>() : await systemNamesThen(app.db, asAt)
    const then = rows.map((row) => incidentThen(row, asAt))
    const called = then.map((row) => ({ ...row, sourceName: renamed.get(row.source) ?? row.sourceName }))
    const listed = { query, rows: called, total, systems, asAt }
    sendPage(res, 'disposal-incidents/index', incidentsPage(listed))
  })

  const files = { path: LIST, permission: 'read disposal incidents', query: filterQuery } as const
  listFiles(app, router, files, (query, _req, res) =>
    whole(disposalIncidentsExport, incidentFilters(query, userOf(res))),
  )

  router.get(`${LIST}/:id`, needs('read disposal incidents'), async (req, res) => {
    const { after } = readQuery(showQuery, req)
    await show(app, res, await incidentOf(app, req), { after })
  })

  const settle = async (
    req: Request,
    res: Response,
    change: (id: number) => Promise<Checked<null>>,
    said: string,
  ): Promise<void> => {
    const { id } = await incidentOf(app, req)
    const done = await change(id)
    // Read anew: somebody else may have closed it.
    if (!done.ok) return show(app, res, await incidentOf(app, req), { problems: done.problems, typed: formBody(req) })
    req.session.flash = said
    res.redirect(303, `${LIST}/${id}`)
  }

  router.post(`${LIST}/:id/owner`, needs('settle disposal incidents'), (req, res) =>
    settle(
      req,
      res,
      (id) => {
        const owner = String(formBody(req).owner ?? '')
        return assignIncident(app.db, actingOf(app, req, res), id, owner === '' ? null : Number(owner) || 0)
      },
      'Who sees to the incident has been kept.',
    ),
  )

  router.post(`${LIST}/:id/closing`, needs('settle disposal incidents'), (req, res) =>
    settle(
      req,
      res,
      (id) => closeIncident(app.db, actingOf(app, req, res), id, formBody(req)),
      'The incident has been closed.',
    ),
  )

  return router
}

const incidentOf = async (app: App, req: Request): Promise<Incident> =>
  found(await incidentById(app.db, found(pathId(req), 'incident')), 'incident')

type Shown = { after?: number | undefined; problems?: Problem[]; typed?: Record<string, unknown> }

async function show(
  app: App,
  res: Response,
  incident: Incident,
  { after = 0, problems = [], typed = {} }: Shown,
): Promise<void> {
  const maySettle = may(userOf(res), 'settle disposal incidents')
  const records = await incidentRecords(app.db, incident.id, after, RECORDS_ON_A_PAGE)
  const people = maySettle ? await peopleOfGovernance(app.db) : []
  const history = await historyOf(app, res, { kind: 'disposal incident', id: String(incident.id) })
  const page = incidentPage({ incident, records, people, maySettle, problems, typed })
  sendPage(res, 'disposal-incidents/show', { ...page, history }, problems.length > 0 ? 422 : 200)
}
