import type { ListedReview } from '../../../db/queries/review-list.ts'
import type { Service } from '../../../db/queries/services.ts'
import { dateInWords, type IsoDate, londonDate } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import type { Cell } from '../components.ts'
import { filesOf } from '../files-view.ts'
import { pagesOf } from '../pages-view.ts'
import { queryString } from '../query.ts'
import type { ListQuery } from './filters.ts'
import { filterBar } from './list-filters.ts'
import { isLate, lateTag, serviceName, stateTag } from './words.ts'

export const ROWS_ON_A_PAGE = 50
const LIST = '/disposal-reviews'

/** What the list is made of. `total`: the reviews that match, of which `reviews` are one page. */
export type ListFacts = {
  query: ListQuery
  reviews: ListedReview[]
  total: number
  services: Service[]
  rules: { code: string; recordSeries: string }[]
}

/** The list of disposal reviews. */
export function listPage({ query, reviews, total, services, rules }: ListFacts, today: IsoDate) {
  const newest = query.sort === 'newest'
  const other = queryString({ ...query, page: undefined, sort: newest ? undefined : 'newest' })
  return {
    title: 'Disposal reviews',
    lead: 'Records that are past their period, gathered by service and rule for a decision. Nothing is disposed of without one.',
    filters: filterBar(query, services, rules),
    table: {
      caption: countOf(total, 'disposal review'),
      captionHidden: true,
      head: [
        { text: 'Record series' },
        { text: 'Service' },
        { text: 'Records', numeric: true },
        { text: 'Oldest past its period since' },
        {
          text: 'Answer by',
          sort: { href: `${LIST}${other}`, order: newest ? ('descending' as const) : ('ascending' as const) },
        },
        { text: 'State' },
        { text: 'Decided' },
      ],
      rows: reviews.map((review) => tableRow(review, today)),
      empty: isFiltered(query)
        ? 'No disposal review matches. Remove a filter to see more.'
        : 'There are no disposal reviews. The nightly sweep opens one when records are past their period.',
    },
    pages: pagesOf(LIST, query, { total, rows: ROWS_ON_A_PAGE, one: 'review' }),
    files: filesOf(LIST, queryString({ ...query, page: undefined })),
  }
}

const isFiltered = ({ service, rule, state, late, escalated }: ListQuery): boolean =>
  [service, rule, state, late, escalated].some((value) => value !== undefined)

const tableRow = (review: ListedReview, today: IsoDate): Cell[] => [
  {
    text: review.recordSeries,
    href: `${LIST}/${review.id}`,
    detail: `${review.ruleCode}, review ${review.id}`,
    header: true,
  },
  { text: serviceName(review.serviceName) },
  { text: review.records.toLocaleString('en-GB'), numeric: true },
  { text: review.oldestDueOn ? dateInWords(review.oldestDueOn) : '' },
  { text: review.state === 'closed' ? '' : dateInWords(review.reviewBy), tag: isLate(review, today) ? lateTag : null },
  { text: '', tag: stateTag(review), detail: review.disposedOn ? `On ${dateInWords(review.disposedOn)}` : null },
  decided(review),
]

function decided({ decidedAt, decidedBy, secondAt, secondBy }: ListedReview): Cell {
  if (!decidedAt || !decidedBy) return { text: '' }
  const second = secondAt && secondBy ? `, then ${secondBy} on ${dateInWords(londonDate(secondAt))}` : ''
  return { text: dateInWords(londonDate(decidedAt)), detail: `By ${decidedBy}${second}` }
}
