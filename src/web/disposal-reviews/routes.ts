import { type Request, type Response, Router } from 'express'
import { ruleChoices } from '../../../db/queries/activity-rules.ts'
import { decisionsOn } from '../../../db/queries/review-decisions.ts'
import { dueSoon } from '../../../db/queries/review-due-soon.ts'
import { countReviews, reviewList } from '../../../db/queries/review-list.ts'
import type { Review } from '../../../db/queries/review-show.ts'
import { servicesWithin } from '../../../db/queries/services.ts'
import { disposalReviewsExport } from '../../actions/disposal-reviews-csv.ts'
import { disposableSince } from '../../actions/review-disposals.ts'
import { dueSoonExport } from '../../actions/review-due-soon-csv.ts'
import { whole } from '../../actions/whole-list.ts'
import { dateInWords } from '../../domain/calendar.ts'
import { reach } from '../../domain/permission.ts'
import { needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { NotFound, PageError } from '../errors.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { queryText, readQuery } from '../query.ts'
import { withViews } from '../saved-views/list-page.ts'
import { readList } from '../saved-views/read-list.ts'
import { confirmationRoutes } from './confirmation-routes.ts'
import { decisionRoutes } from './decision-routes.ts'
import { dueSoonPage } from './due-soon-view.ts'
import { exceptionRoutes } from './exception-routes.ts'
import { listQuery, recordsQuery, reviewFilters } from './filters.ts'
import { listPage, ROWS_ON_A_PAGE } from './list-view.ts'
import { reviewOf } from './review-of.ts'
import { show } from './show.ts'

/** Disposal reviews: the lists, a review, and what is approved in it; the rest is in routes of its own. */
export function routes(app: App): Router {
  const router = Router()

  router.get('/disposal-reviews', needs('read disposal reviews'), async (req, res) => {
    const { query, saved } = await readList(app, req, res, 'disposal-reviews', listQuery)
    const { order = 'oldest', ...given } = reviewFilters(query)
    const within = reach(userOf(res))
    const filters = { ...given, reach: within, today: app.clock.today() }
    const total = await countReviews(app.db, filters)
    const offset = ((query.page ?? 1) - 1) * ROWS_ON_A_PAGE
    if (offset > 0 && offset >= total) throw new NotFound('page of this list')
    const reviews = await reviewList(app.db, filters, order, { limit: ROWS_ON_A_PAGE, offset })
    const choices = { services: await servicesWithin(app.db, within), rules: await ruleChoices(app.db) }
    const page = listPage({ query, reviews, total, ...choices }, app.clock.today())
    sendPage(res, 'disposal-reviews/index', withViews(page, saved))
  })

  const permission = 'read disposal reviews'
  listFiles(app, router, { path: '/disposal-reviews', permission, query: listQuery }, (query) =>
    whole(disposalReviewsExport, reviewFilters(query)),
  )

  router.get('/disposal-reviews/due-soon', needs('read disposal reviews'), async (req, res) => {
    readQuery({}, req)
    const rows = await dueSoon(app.db, reach(userOf(res)), app.clock.today())
    sendPage(res, 'disposal-reviews/due-soon', dueSoonPage(rows))
  })

  const dueSoonFiles = { path: '/disposal-reviews/due-soon', permission, query: {} } as const
  listFiles(app, router, dueSoonFiles, () => whole(dueSoonExport, {}))

  router.get('/disposal-reviews/:id', needs('read disposal reviews'), async (req, res) => {
    const query = readQuery(recordsQuery, req)
    await show(app, res, await reviewOf(app, req, res), query)
  })

  const approvedFiles = { path: '/disposal-reviews/:id/approved', permission, query: { source: queryText } } as const
  listFiles(app, router, approvedFiles, async ({ source }, req, res) => ({
    ...{ of: 'approved records', review: await reviewToDispose(app, req, res), source },
  }))

  exceptionRoutes(app, router)
  decisionRoutes(app, router)
  confirmationRoutes(app, router)
  return router
}

/** The review of the address, when it is time for its source systems to dispose of what was approved; else throws a 409. */
async function reviewToDispose(app: App, req: Request, res: Response): Promise<Review> {
  const review = await reviewOf(app, req, res)
  if (review.state !== 'approved') throw new PageError(409, 'Nothing is approved for disposal in this review now.')
  const from = disposableSince(review, await decisionsOn(app.db, review.id))
  if (from !== null && from > app.clock.today())
    throw new PageError(
      409,
      `Nothing may be disposed of before ${dateInWords(from)}: the rule’s cooling-off lasts until then.`,
    )
  return review
}
