import { type Request, type Response, Router } from 'express'
import { changeRequestById, changeRequestCount, changeRequestList } from '../../../db/queries/change-requests.ts'
import { servicesWithin } from '../../../db/queries/services.ts'
import { closeRequest } from '../../actions/change-requests.ts'
import { changeRequestsExport } from '../../actions/change-requests-csv.ts'
import { whole } from '../../actions/whole-list.ts'
import { may, reach } from '../../domain/permission.ts'
import { check } from '../../domain/problem.ts'
import { ClosingWord } from '../../domain/review-cycle.ts'
import { actingOf, needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { found, NotFound, PageError } from '../errors.ts'
import { formBody } from '../form.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { pathId, readQuery } from '../query.ts'
import { listQuery } from './filters.ts'
import { closingPage, LIST, listPage, ROWS_ON_A_PAGE } from './view.ts'

const VIEW = 'processing-activities/decision'
const BACK = { text: 'Changes asked for', href: LIST }

/** What owners said has changed, and the word with which governance closes it. */
export function routes(app: App): Router {
  const router = Router()

  router.get(LIST, needs('read the register'), async (req, res) => {
    const query = readQuery(listQuery, req)
    const user = userOf(res)
    const { page = 1, ...filters } = query
    const total = await changeRequestCount(app.db, filters, reach(user))
    const offset = (page - 1) * ROWS_ON_A_PAGE
    if (offset > 0 && offset >= total) throw new NotFound('page of this list')
    const requests = await changeRequestList(app.db, filters, reach(user), { limit: ROWS_ON_A_PAGE, offset })
    const services = await servicesWithin(app.db, reach(user))
    const mayClose = may(user, 'edit the register')
    sendPage(res, 'change-requests/index', listPage({ query, requests, total, services, mayClose }))
  })

  const files = { path: LIST, permission: 'read the register', query: listQuery } as const
  listFiles(app, router, files, ({ page: _, ...filters }) => whole(changeRequestsExport, filters))

  router.get(`${LIST}/:id/closing`, needs('edit the register'), async (req, res) => {
    readQuery({}, req)
    const request = await requestOf(req)
    if (request.closedAt !== null) throw new PageError(409, `Request ${request.id} is closed already.`)
    sendPage(res, VIEW, closingPage(request, BACK, '', []))
  })

  router.post(`${LIST}/:id/closing`, needs('edit the register'), async (req, res) => {
    const request = await requestOf(req)
    const answer = check(ClosingWord('what has been done about it'), formBody(req))
    const done = answer.ok
      ? await closeRequest(app.db, actingOf(app, req, res), request.id, answer.value.text, app.config)
      : answer
    if (!done.ok) return again(req, res, request, done.problems, answer.ok ? 409 : 422)
    req.session.flash = `Request ${request.id} has been closed, and ${request.askedByName} is told so.`
    res.redirect(303, `/processing-activities/${request.reference}`)
  })

  const requestOf = async (req: Request) =>
    found(await changeRequestById(app.db, found(pathId(req), 'request')), 'request')

  return router
}

function again(
  req: Request,
  res: Response,
  request: Parameters<typeof closingPage>[0],
  problems: Parameters<typeof closingPage>[3],
  status: number,
): void {
  sendPage(res, VIEW, closingPage(request, BACK, String(formBody(req).text ?? ''), problems), status)
}
