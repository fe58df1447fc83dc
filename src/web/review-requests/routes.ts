import { type Request, type Response, Router } from 'express'
import { requestItems } from '../../../db/queries/review-request-items.ts'
import {
  type ReviewRequest,
  reviewRequestById,
  reviewRequestCount,
  reviewRequestList,
} from '../../../db/queries/review-requests.ts'
import { managedServices } from '../../../db/queries/service-managers.ts'
import { servicesWithin } from '../../../db/queries/services.ts'
import { servicesAsked } from '../../../db/queries/services-asked.ts'
import { askForReviews, withdrawRequest } from '../../actions/review-requests.ts'
import { requestAnswersExport, reviewRequestsExport } from '../../actions/review-requests-csv.ts'
import { whole } from '../../actions/whole-list.ts'
import { may, reach } from '../../domain/permission.ts'
import { check, type Problem } from '../../domain/problem.ts'
import { ClosingWord, ReviewRequestDraft, requestState } from '../../domain/review-cycle.ts'
import { actingOf, needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { found, NotFound, PageError } from '../errors.ts'
import { formBody } from '../form.ts'
import { historyOf } from '../history.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { pathId, readQuery } from '../query.ts'
import { listQuery } from './filters.ts'
import { formPage } from './form-view.ts'
import { listPage, ROWS_ON_A_PAGE } from './list-view.ts'
import { requestPage, withdrawalPage } from './show-view.ts'
import { LIST } from './words.ts'

const DECISION = 'processing-activities/decision'
const NO_HISTORY = { events: [], all: null, more: false }

/** What governance asks the owners of services, and what they answer. */
export function routes(app: App): Router {
  const router = Router()

  router.get(LIST, needs('read the register'), async (req, res) => {
    const query = readQuery(listQuery, req)
    const user = userOf(res)
    const { page = 1, ...filters } = query
    const total = await reviewRequestCount(app.db, filters, reach(user))
    const offset = (page - 1) * ROWS_ON_A_PAGE
    if (offset > 0 && offset >= total) throw new NotFound('page of this list')
    const requests = await reviewRequestList(app.db, filters, reach(user), { limit: ROWS_ON_A_PAGE, offset })
    const services = await servicesWithin(app.db, reach(user))
    const mayAsk = may(user, 'ask for reviews')
    sendPage(res, 'review-requests/index', listPage({ query, requests, total, services, mayAsk }, app.clock.today()))
  })

  const files = { path: LIST, permission: 'read the register', query: listQuery } as const
  listFiles(app, router, files, ({ page: _, ...filters }) => whole(reviewRequestsExport, filters))

  router.get(`${LIST}/new`, needs('ask for reviews'), async (req, res) => {
    readQuery({}, req)
    await form(app, res, {}, [], 200)
  })

  router.post(`${LIST}/new`, needs('ask for reviews'), async (req, res) => {
    const draft = check(ReviewRequestDraft(app.clock.today()), formBody(req))
    if (!draft.ok) return form(app, res, formBody(req), draft.problems, 422)
    const asked = await askForReviews(app.db, actingOf(app, req, res), draft.value, app.config)
    if (!asked.ok) return form(app, res, formBody(req), asked.problems, 422)
    req.session.flash = 'The reviews have been asked for, and the managers are told.'
    res.redirect(303, `${LIST}/${asked.value}`)
  })

  router.get(`${LIST}/:id`, needs('read the register'), async (req, res) => {
    readQuery({}, req)
    const user = userOf(res)
    const request = await requestOf(app, req, res)
    const page = requestPage(
      {
        request,
        items: await requestItems(app.db, request.id, reach(user)),
        mayConfirm: may(user, 'confirm an activity'),
        mayAsk: may(user, 'ask for reviews'),
      },
      app.clock.today(),
    )
    // What was done names all the services that were asked, which a manager of some of them is not shown.
    const subject = { kind: 'review request', id: String(request.id) } as const
    const history = reach(user) === null ? await historyOf(app, res, subject) : NO_HISTORY
    sendPage(res, 'review-requests/show', { ...page, history })
  })

  const answers = { path: `${LIST}/:id/answers`, permission: 'read the register', query: {} } as const
  listFiles(app, router, answers, async (_query, req, res) =>
    whole(requestAnswersExport(await requestOf(app, req, res)), {}),
  )

  router.get(`${LIST}/:id/withdrawal`, needs('ask for reviews'), async (req, res) => {
    readQuery({}, req)
    const request = await requestOf(app, req, res)
    if (requestState(request) !== 'open') throw new PageError(409, `Review request ${request.id} has ended already.`)
    sendPage(res, DECISION, withdrawalPage(request, '', []))
  })

  router.post(`${LIST}/:id/withdrawal`, needs('ask for reviews'), async (req, res) => {
    const request = await requestOf(app, req, res)
    const answer = check(ClosingWord('why it is withdrawn'), formBody(req))
    const done = answer.ok
      ? await withdrawRequest(app.db, actingOf(app, req, res), request.id, answer.value.text, app.config)
      : answer
    if (!done.ok) {
      const page = withdrawalPage(request, String(formBody(req).text ?? ''), done.problems)
      return sendPage(res, DECISION, page, answer.ok ? 409 : 422)
    }
    req.session.flash = `Review request ${request.id} has been withdrawn.`
    res.redirect(303, `${LIST}/${request.id}`)
  })

  return router
}

const requestOf = async (app: App, req: Request, res: Response): Promise<ReviewRequest> =>
  found(await reviewRequestById(app.db, found(pathId(req), 'request'), reach(userOf(res))), 'request')

async function form(app: App, res: Response, answers: Record<string, unknown>, problems: Problem[], status: number) {
  const services = await managedServices(app.db, app.clock.today())
  const asked = await servicesAsked(
    app.db,
    services.map(({ id }) => id),
  )
  const page = formPage(services, new Set(asked.map(({ serviceId }) => serviceId)), answers, problems)
  sendPage(res, 'review-requests/form', page, status)
}
