import { Router } from 'express'
import { ruleChoices } from '../../../db/queries/activity-rules.ts'
import { decisionsOn } from '../../../db/queries/review-decisions.ts'
import { dueSoon } from '../../../db/queries/review-due-soon.ts'
import { countReviews, reviewList } from '../../../db/queries/review-list.ts'
import { servicesWithin } from '../../../db/queries/services.ts'
import { disposalReviewsExport } from '../../actions/disposal-reviews-csv.ts'
import { approvedColumns, approvedRows } from '../../actions/review-approved-csv.ts'
import { disposableSince } from '../../actions/review-disposals.ts'
import { dueSoonExport } from '../../actions/review-due-soon-csv.ts'
import { dateInWords } from '../../domain/calendar.ts'
import { reach } from '../../domain/permission.ts'
import { needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { sendCsv } from '../csv.ts'
import { NotFound, PageError } from '../errors.ts'
import { sendPage } from '../page.ts'
import { queryText, readQuery } from '../query.ts'
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
    const query = readQuery(listQuery, req)
    const { order = 'oldest', ...given } = reviewFilters(query)
    const within = reach(userOf(res))
    const filters = { ...given, reach: within, today: app.clock.today() }
    const total = await countReviews(app.db, filters)
    const offset = ((query.page ?? 1) - 1) * ROWS_ON_A_PAGE
    if (offset > 0 && offset >= total) throw new NotFound('page of this list')
    const reviews = await reviewList(app.db, filters, order, { limit: ROWS_ON_A_PAGE, offset })
    const choices = { services: await servicesWithin(app.db, within), rules: await ruleChoices(app.db) }
    sendPage(res, 'disposal-reviews/index', listPage({ query, reviews, total, ...choices }, app.clock.today()))
  })

  router.get('/disposal-reviews.csv', needs('read disposal reviews'), async (req, res) => {
    const { bom: _, page: __, ...query } = readQuery({ ...listQuery, bom: queryText }, req)
    const context = { today: app.clock.today(), reach: reach(userOf(res)) }
    const { columns, rows } = disposalReviewsExport
    await sendCsv(req, res, 'disposal-reviews.csv', columns, rows(app.db, reviewFilters(query), context))
  })

  router.get('/disposal-reviews/due-soon', needs('read disposal reviews'), async (req, res) => {
    readQuery({}, req)
    const rows = await dueSoon(app.db, reach(userOf(res)), app.clock.today())
    sendPage(res, 'disposal-reviews/due-soon', dueSoonPage(rows))
  })

  router.get('/disposal-reviews/due-soon.csv', needs('read disposal reviews'), async (req, res) => {
    readQuery({ bom: queryText }, req)
    const context = { today: app.clock.today(), reach: reach(userOf(res)) }
    await sendCsv(req, res, 'due-soon.csv', dueSoonExport.columns, dueSoonExport.rows(app.db, {}, context))
  })

  router.get('/disposal-reviews/:id', needs('read disposal reviews'), async (req, res) => {
    const query = readQuery(recordsQuery, req)
    await show(app, res, await reviewOf(app, req, res), query)
  })

  router.get('/disposal-reviews/:id/approved.csv', needs('read disposal reviews'), async (req, res) => {
    const { source } = readQuery({ source: queryText, bom: queryText }, req)
    const review = await reviewOf(app, req, res)
    if (review.state !== 'approved') throw new PageError(409, 'Nothing is approved for disposal in this review now.')
    const from = disposableSince(review, await decisionsOn(app.db, review.id))
    if (from !== null && from > app.clock.today())
      throw new PageError(
        409,
        `Nothing may be disposed of before ${dateInWords(from)}: the rule’s cooling-off lasts until then.`,
      )
    const name = `disposal-review-${review.id}-approved${source ? `-${source.toLowerCase().replace(/[^a-z0-9]/g, '')}` : ''}.csv`
    await sendCsv(req, res, name, approvedColumns(review), approvedRows(app.db, review.id, source))
  })

  exceptionRoutes(app, router)
  decisionRoutes(app, router)
  confirmationRoutes(app, router)
  return router
}
