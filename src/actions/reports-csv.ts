import {
  type RepeatedlyKept,
  repeatedlyKept,
  reviewsAnswered,
  reviewsToAnswer,
} from '../../db/queries/report-reviews.ts'
import { addDays, type IsoDate, londonDate, startOfDay } from '../domain/calendar.ts'
import { type DecisionTimes, decisionTimes } from '../domain/decision-times.ts'
import type { ForecastRow } from '../domain/forecast.ts'
import { type AgedReviews, agedReviews } from '../domain/review-ageing.ts'
import type { CsvExport } from './csv-export.ts'
import { forecast } from './report-forecast.ts'
import { type Drawn, keyOf, type SampleAsked, sampleOfDecisions } from './report-sample.ts'

/** How long reviews are past the day to answer by, as CSV. */
export const overdueReviewsExport: CsvExport<AgedReviews, object> = {
  name: 'reports/overdue-reviews',
  fileName: 'overdue-reviews',
  columns: [
    { name: 'service', value: ({ serviceCode }) => serviceCode },
    { name: 'past_the_day_to_answer_by', value: ({ age }) => age },
    { name: 'reviews', value: ({ reviews }) => reviews },
    { name: 'records', value: ({ records }) => records },
    { name: 'earliest_review_by', value: ({ earliest }) => earliest },
  ],
  async *rows(db, _filters, { reach, today }) {
    yield agedReviews(await reviewsToAnswer(db, reach), today)
  },
}

/** How long decisions took, as CSV: those of some days, both inclusive. */
export const decisionTimesExport: CsvExport<DecisionTimes, { from: IsoDate; to: IsoDate }> = {
  name: 'reports/decision-times',
  fileName: 'decision-times',
  columns: [
    { name: 'service', value: ({ serviceCode }) => serviceCode },
    { name: 'reviews', value: ({ reviews }) => reviews },
    { name: 'median_days', value: ({ median }) => median },
    { name: 'ninetieth_percentile_days', value: ({ ninetieth }) => ninetieth },
    { name: 'longest_days', value: ({ longest }) => longest },
    { name: 'answered_late', value: ({ late }) => late },
    { name: 'second_approvals', value: ({ seconds }) => seconds },
    { name: 'second_median_days', value: ({ secondMedian }) => secondMedian },
  ],
  async *rows(db, { from, to }, { reach }) {
    yield decisionTimes(
      await reviewsAnswered(db, reach, { from: startOfDay(from), before: startOfDay(addDays(to, 1)) }),
    )
  },
}

/** How many records were kept longer more than once, as CSV. */
export const repeatExtensionsExport: CsvExport<RepeatedlyKept, object> = {
  name: 'reports/repeat-extensions',
  fileName: 'repeat-extensions',
  columns: [
    { name: 'service', value: ({ serviceCode }) => serviceCode },
    { name: 'rule', value: ({ ruleCode }) => ruleCode },
    { name: 'record_series', value: ({ recordSeries }) => recordSeries },
    { name: 'times_kept_longer', value: ({ times }) => times },
    { name: 'records', value: ({ records }) => records },
  ],
  async *rows(db, _filters, { reach }) {
    yield await repeatedlyKept(db, reach)
  },
}

/** What falls due in the next six years, as CSV: a row for each month and service in which anything does. */
export const forecastExport: CsvExport<ForecastRow, { service?: string | undefined }> = {
  name: 'reports/forecast',
  fileName: 'forecast',
  columns: [
    { name: 'month', value: ({ month }) => month },
    { name: 'service', value: ({ serviceCode }) => serviceCode },
    { name: 'records', value: ({ records }) => records },
  ],
  async *rows(db, { service }, { reach, today }) {
    yield await forecast(db, reach, today, service)
  },
}

/** A seeded sample of decisions as CSV, in the order in which they were drawn. */
export const decisionSampleExport: CsvExport<Drawn & { seed: string }, SampleAsked> = {
  name: 'reports/decision-sample',
  fileName: 'decision-sample',
  columns: [
    { name: 'seed', value: ({ seed }) => seed },
    { name: 'place', value: ({ place }) => place },
    { name: 'decision', value: (decision) => keyOf(decision) },
    { name: 'what', value: ({ what }) => what },
    { name: 'review', value: ({ reviewId }) => reviewId },
    { name: 'service', value: ({ serviceCode }) => serviceCode },
    { name: 'rule', value: ({ ruleCode }) => ruleCode },
    { name: 'record_series', value: ({ recordSeries }) => recordSeries },
    { name: 'records', value: ({ records }) => records },
    { name: 'decided_by', value: ({ decidedBy }) => decidedBy },
    { name: 'decided_on', value: ({ decidedAt }) => londonDate(decidedAt) },
    { name: 'reason', value: ({ reason }) => reason },
  ],
  async *rows(db, asked) {
    yield (await sampleOfDecisions(db, asked)).drawn.map((drawn) => ({ ...drawn, seed: asked.seed }))
  },
}
