import type { Router } from 'express'
import { repeatedlyKept, reviewsAnswered, reviewsToAnswer } from '../../../db/queries/report-reviews.ts'
import { servicesWithin } from '../../../db/queries/services.ts'
import { forecast } from '../../actions/report-forecast.ts'
import {
  decisionTimesExport,
  forecastExport,
  overdueReviewsExport,
  repeatExtensionsExport,
} from '../../actions/reports-csv.ts'
import { whole } from '../../actions/whole-list.ts'
import { addDays, dateInWords, type IsoDate, startOfDay } from '../../domain/calendar.ts'
import { decisionTimes } from '../../domain/decision-times.ts'
import { reach } from '../../domain/permission.ts'
import { agedReviews } from '../../domain/review-ageing.ts'
import { needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { filesOf } from '../files-view.ts'
import { listFiles } from '../list-files.ts'
import { sendPage } from '../page.ts'
import { queryDate, queryString, queryText, readQuery } from '../query.ts'
import { dayLabels, daysAskedFor } from './days.ts'
import { FORECAST, forecastPage } from './forecast-view.ts'
import { extensionsTable, overdueTable, timesTable } from './tables.ts'

const OVERDUE = '/reports/overdue-reviews'
const TIMES = '/reports/decision-times'
const EXTENSIONS = '/reports/repeat-extensions'
const permission = 'read disposal reviews'
const days = { from: queryDate(dayLabels.from), to: queryDate(dayLabels.to) }
const trail = [{ text: 'Reports', href: '/reports' }]

/** Reports on how the schedule is carried out: what waits, how long decisions take, what is kept again and again, what is to come. */
export function disposalReportRoutes(app: App, router: Router): void {
  router.get(OVERDUE, needs(permission), async (req, res) => {
    readQuery({}, req)
    const rows = agedReviews(await reviewsToAnswer(app.db, reach(userOf(res))), app.clock.today())
    sendPage(res, 'reports/list', {
      title: 'How late disposal reviews are',
      lead: 'Disposal reviews that wait for a decision or a second approval, by how long they are past the day to answer by.',
      ...{ trail, filters: null, table: overdueTable(rows), files: filesOf(OVERDUE) },
    })
  })
  listFiles(app, router, { path: OVERDUE, permission, query: {} }, () => whole(overdueReviewsExport, {}))

  router.get(TIMES, needs(permission), async (req, res) => {
    const query = readQuery(days, req)
    const { from, to } = daysAskedFor(query, app.clock.today())
    const between = { from: startOfDay(from), before: startOfDay(addDays(to, 1)) }
    const rows = decisionTimes(await reviewsAnswered(app.db, reach(userOf(res)), between))
    sendPage(res, 'reports/list', {
      title: 'How long decisions take',
      lead: `Disposal reviews decided from ${dateInWords(from)} to ${dateInWords(to)}: days from the day on which each was opened. A second approval is counted from the first decision.`,
      trail,
      filters: daysFilter(TIMES, { from, to }),
      ...{ table: timesTable(rows), files: filesOf(TIMES, queryString(query)) },
    })
  })
  listFiles(app, router, { path: TIMES, permission, query: days }, (query) =>
    whole(decisionTimesExport, daysAskedFor(query, app.clock.today())),
  )

  router.get(EXTENSIONS, needs(permission), async (req, res) => {
    readQuery({}, req)
    sendPage(res, 'reports/list', {
      title: 'What is kept longer again and again',
      lead: 'Records that a review decided to keep longer more than once: a sign that their retention rule does not fit.',
      ...{ trail, filters: null, files: filesOf(EXTENSIONS) },
      table: extensionsTable(await repeatedlyKept(app.db, reach(userOf(res)))),
    })
  })
  listFiles(app, router, { path: EXTENSIONS, permission, query: {} }, () => whole(repeatExtensionsExport, {}))

  router.get(FORECAST, needs('read records'), async (req, res) => {
    const { service } = readQuery({ service: queryText }, req)
    const [today, seen] = [app.clock.today(), reach(userOf(res))]
    const rows = await forecast(app.db, seen, today, service?.toUpperCase())
    const services = await servicesWithin(app.db, seen)
    sendPage(res, 'reports/forecast', forecastPage({ rows, service: service?.toUpperCase(), services, today }))
  })
  const files = { path: FORECAST, permission: 'read records', query: { service: queryText } } as const
  listFiles(app, router, files, ({ service }) => whole(forecastExport, { service: service?.toUpperCase() }))
}

const daysFilter = (action: string, { from, to }: { from: IsoDate; to: IsoDate }) => ({
  action,
  fields: (['from', 'to'] as const).map((name) => ({
    ...{ kind: 'input' as const, name, label: dayLabels[name] },
    ...{ value: name === 'from' ? from : to, hint: 'For example 2026-03-31', classes: 'govuk-input--width-10' },
  })),
  applied: [],
  clear: action,
})
