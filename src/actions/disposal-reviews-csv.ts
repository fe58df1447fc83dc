import { type ReviewFilters, reviewList } from '../../db/queries/review-list.ts'
import { type ReviewThen, reviewsThen } from '../../db/queries/reviews-then.ts'
import { londonDate } from '../domain/calendar.ts'
import type { CsvExport } from './csv-export.ts'

/** The filters of the list and its order; the context says whose reviews and which day. */
export type ReviewExportFilters = Omit<ReviewFilters, 'reach' | 'today'> & { order?: 'oldest' | 'newest' }

const AT_ONCE = 1000

/**
 * The disposal reviews as CSV: those still to be dealt with first. `records`: what stands in a review, or was decided on; as at a day what was decided
 * on alone, as the other is not kept.
 */
export const disposalReviewsExport: CsvExport<ReviewThen, ReviewExportFilters> = {
  name: 'disposal-reviews',
  columns: [
    { name: 'id', value: (review) => review.id },
    { name: 'service', value: (review) => review.serviceCode },
    { name: 'rule', value: (review) => review.ruleCode },
    { name: 'record_series', value: (review) => review.recordSeries },
    { name: 'state', value: (review) => review.state },
    { name: 'opened_on', value: (review) => review.openedOn },
    { name: 'review_by', value: (review) => review.reviewBy },
    { name: 'records', value: (review) => review.records },
    { name: 'oldest_due_on', value: (review) => review.oldestDueOn },
    { name: 'decided_on', value: (review) => dayOf(review.decidedAt) },
    { name: 'decided_by', value: (review) => review.decidedBy },
    { name: 'second_approved_on', value: (review) => dayOf(review.secondAt) },
    { name: 'second_approved_by', value: (review) => review.secondBy },
    { name: 'decision', value: (review) => review.decision },
    { name: 'outcome', value: (review) => review.outcome },
    { name: 'disposed_on', value: (review) => review.disposedOn },
    { name: 'confirmed_by', value: (review) => review.confirmedBy },
    { name: 'kept_longer', value: (review) => review.keptLonger },
    { name: 'wrong_date', value: (review) => review.wrongDate },
    { name: 'wrong_rule', value: (review) => review.wrongRule },
    { name: 'already_gone', value: (review) => review.alreadyGone },
  ],
  async *rows(db, { order = 'oldest', ...filters }, { today, reach, asAt }) {
    for (let offset = 0; ; offset += AT_ONCE) {
      const window = { limit: AT_ONCE, offset }
      const given = { ...filters, today, reach }
      const reviews = asAt
        ? await reviewsThen(db, given, asAt, order, window)
        : await reviewList(db, given, order, window)
      yield reviews
      if (reviews.length < AT_ONCE) return
    }
  },
}

const dayOf = (moment: string | null): string | null => (moment === null ? null : londonDate(moment))
