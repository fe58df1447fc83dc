import { Router } from 'express'
import { ruleChoices } from '../../../db/queries/activity-rules.ts'
import { serviceChoices } from '../../../db/queries/filter-choices.ts'
import { countReviews, reviewList } from '../../../db/queries/review-list.ts'
import { countReviewsThen, reviewsThen } from '../../../db/queries/reviews-then.ts'
import { servicesWithin } from '../../../db/queries/services.ts'
import { disposalReviewsExport } from '../../actions/disposal-reviews-csv.ts'
import { dueSoon } from '../../actions/due-soon.ts'
import { dueSoonExport } from '../../actions/review-due-soon-csv.ts'
import { whole } from '../../actions/whole-list.ts'
import { reach } from '../../domain/permission.ts'
import { needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { asAtOf } from '../as-at.ts'
import { NotFound } from '../errors.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { withViews } from '../saved-views/list-page.ts'
import { readList } from '../saved-views/read-list.ts'
import { decisionRoutes } from './decision-routes.ts'
import { askedBy, dueSoonPage, dueSoonQuery } from './due-soon-view.ts'
import { exceptionRoutes } from './exception-routes.ts'
import { listQuery, recordsQuery, reviewFilters } from './filters.ts'
import { listPage, ROWS_ON_A_PAGE } from './list-view.ts'
import { requestRoutes } from './request-routes.ts'
import { reviewOf } from './review-of.ts'
import { show } from './show.ts'

/** Disposal reviews: the lists and a review; the rest is in routes of its own. */
export function routes(app: App): Router {
  const router = Router()

  router.get('/disposal-reviews', needs('read disposal reviews'), async (req, res) => {
    const { query, saved } = await readList(app, req, res, 'disposal-reviews', listQuery)
    const { order = 'oldest', ...given } = reviewFilters(query)
    const within = reach(userOf(res))
    const asAt = asAtOf(app, query['as-at'])
    const filters = { ...given, reach: within, today: app.clock.today() }
    const total = asAt ? await countReviewsThen(app.db, filters, asAt) : await countReviews(app.db, filters)
    const offset = ((query.page ?? 1) - 1) * ROWS_ON_A_PAGE
    if (offset > 0 && offset >= total) throw new NotFound('page of this list')
    const window = { limit: ROWS_ON_A_PAGE, offset }
    const reviews = asAt
      ? await reviewsThen(app.db, filters, asAt, order, window)
      : await reviewList(app.db, filters, order, window)
    const choices = {
      services: await serviceChoices(app.db, within, asAt),
      rules: await ruleChoices(app.db, asAt),
    }
    const page = listPage({ query, reviews, total, asAt, ...choices }, app.clock.today())
    sendPage(res, 'disposal-reviews/index', withViews(page, saved))
  })

  const permission = 'read disposal reviews'
  listFiles(app, router, { path: '/disposal-reviews', permission, query: listQuery }, (query) =>
    whole(disposalReviewsExport, reviewFilters(query)),
  )

  router.get('/disposal-reviews/due-soon', needs('read disposal reviews'), async (req, res) => {
    const query = readQuery(dueSoonQuery, req)
    const within = reach(userOf(res))
    const rows = await dueSoon(app.db, within, askedBy(query), app.clock.today())
    const services = await servicesWithin(app.db, within)
    sendPage(res, 'disposal-reviews/due-soon', dueSoonPage(rows, query, services))
  })

  const dueSoonFiles = { path: '/disposal-reviews/due-soon', permission, query: dueSoonQuery } as const
  listFiles(app, router, dueSoonFiles, (query) => whole(dueSoonExport, askedBy(query)))

  router.get('/disposal-reviews/:id', needs('read disposal reviews'), async (req, res) => {
    const query = readQuery(recordsQuery, req)
    await show(app, res, await reviewOf(app, req, res), query)
  })

  exceptionRoutes(app, router)
  requestRoutes(app, router)
  decisionRoutes(app, router)
  return router
}
