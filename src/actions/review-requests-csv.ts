import { type RequestItem, requestItems } from '../../db/queries/review-request-items.ts'
import { type ReviewRequest, type ReviewRequestFilters, reviewRequestList } from '../../db/queries/review-requests.ts'
import { londonDate } from '../domain/calendar.ts'
import { requestState } from '../domain/review-cycle.ts'
import type { CsvExport } from './csv-export.ts'

const AT_ONCE = 1000

/** The requests for reviews as CSV, one row a request. */
export const reviewRequestsExport: CsvExport<ReviewRequest, ReviewRequestFilters> = {
  name: 'review-requests',
  columns: [
    { name: 'request', value: ({ id }) => id },
    { name: 'state', value: requestState },
    { name: 'due_on', value: ({ dueOn }) => dueOn },
    { name: 'asked_on', value: ({ askedAt }) => londonDate(askedAt) },
    { name: 'asked_by', value: ({ askedByName }) => askedByName },
    { name: 'services', value: ({ services }) => services },
    { name: 'activities', value: ({ activities }) => activities },
    { name: 'confirmed', value: ({ confirmed }) => confirmed },
    { name: 'changes_asked', value: ({ changeAsked }) => changeAsked },
    { name: 'open', value: ({ open }) => open },
    { name: 'message', value: ({ message }) => message },
    { name: 'closed_on', value: ({ closedAt }) => closedAt && londonDate(closedAt) },
    { name: 'withdrawn_on', value: ({ withdrawnAt }) => withdrawnAt && londonDate(withdrawnAt) },
    { name: 'withdrawn_reason', value: ({ withdrawnReason }) => withdrawnReason },
  ],
  async *rows(db, filters, { reach }) {
    for (let offset = 0; ; offset += AT_ONCE) {
      const rows = await reviewRequestList(db, filters, reach, { limit: AT_ONCE, offset })
      yield rows
      if (rows.length < AT_ONCE) return
    }
  },
}

/** What became of each activity of one request. */
export const requestAnswersExport = ({ id }: ReviewRequest): CsvExport<RequestItem, object> => ({
  name: `review-requests/${id}/answers`,
  fileName: `review-request-${id}`,
  columns: [
    { name: 'request', value: () => id },
    { name: 'activity', value: ({ reference }) => reference },
    { name: 'activity_title', value: ({ title }) => title },
    { name: 'service', value: ({ service }) => service },
    { name: 'answer', value: ({ answer }) => answer ?? 'open' },
    { name: 'answered_on', value: ({ answeredAt }) => answeredAt && londonDate(answeredAt) },
    { name: 'answered_by', value: ({ answeredByName }) => answeredByName },
    { name: 'next_review_on', value: ({ nextReviewOn }) => nextReviewOn },
  ],
  async *rows(db, _filters, { reach }) {
    yield await requestItems(db, id, reach)
  },
})
