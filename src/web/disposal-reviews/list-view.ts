import type { ReviewThen } from '../../../db/queries/reviews-then.ts'
import type { Service } from '../../../db/queries/services.ts'
import type { AsAt } from '../../domain/as-at.ts'
import { dateInWords, type IsoDate, londonDate } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import { asAtView } from '../as-at.ts'
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
  reviews: ReviewThen[]
  total: number
  asAt: AsAt | null
  services: Service[]
  rules: { code: string; recordSeries: string }[]
}

/** The list of disposal reviews. */
export function listPage({ query, reviews, total, services, rules, asAt }: ListFacts, today: IsoDate) {
  const newest = query.sort === 'newest'
  const other = queryString({ ...query, page: undefined, sort: newest ? undefined : 'newest' })
  return {
    title: 'Disposal reviews',
    lead: 'Records that are past their period, gathered by service and rule for a decision. Nothing is disposed of without one.',
    asAt: asAtView(LIST, query, asAt, { notKnown: NOT_KNOWN }),
    filters: filterBar(query, services, rules),
    table: {
      caption: countOf(total, 'disposal review'),
      captionHidden: true,
      head: [
        { text: 'Record series' },
        { text: 'Service' },
        { text: 'Records', numeric: true },
        ...(asAt === null ? [{ text: 'Oldest past its period since' }] : []),
        {
          text: 'Answer by',
          sort: { href: `${LIST}${other}`, order: newest ? ('descending' as const) : ('ascending' as const) },
        },
        { text: 'State' },
        { text: 'Decided' },
      ],
      rows: reviews.map((review) => tableRow(review, today, asAt)),
      empty: isFiltered(query)
        ? 'No disposal review matches. Remove a filter to see more.'
        : asAt === null
          ? 'There are no disposal reviews. The nightly sweep opens one when records are past their period.'
          : 'No disposal review had been opened by then.',
    },
    pages: pagesOf(LIST, query, { total, rows: ROWS_ON_A_PAGE, one: 'review' }),
    files: filesOf(LIST, queryString({ ...query, page: undefined }), asAt !== null),
  }
}

/** Of a past day, what is not kept. */
const NOT_KNOWN =
  'What stood in reviews that were not closed yet is not kept: of those that had been decided, the number is given that was decided on, and one that waited for its decision counts as late once its day had passed, even if nothing was left in it. What had been disposed of before a review was closed, the instructions and the disposals of that day tell.'

const isFiltered = ({ service, rule, state, late, escalated }: ListQuery): boolean =>
  [service, rule, state, late, escalated].some((value) => value !== undefined)

/** Since when the oldest has been past its period is a fact of what stands in it, which is not kept: as at a day that is left out. */
const tableRow = (review: ReviewThen, today: IsoDate, asAt: AsAt | null): Cell[] => [
  {
    text: review.recordSeries,
    href: `${LIST}/${review.id}`,
    detail: `${review.ruleCode}, review ${review.id}`,
    header: true,
  },
  { text: serviceName(review.serviceName) },
  { text: review.records?.toLocaleString('en-GB') ?? 'Not kept', numeric: true },
  ...(asAt === null ? [{ text: review.oldestDueOn ? dateInWords(review.oldestDueOn) : '' }] : []),
  {
    text: review.state === 'closed' ? '' : dateInWords(review.reviewBy),
    tag: isLate(review, asAt?.date ?? today) ? lateTag : null,
  },
  { text: '', tag: stateTag(review), detail: review.disposedOn ? `On ${dateInWords(review.disposedOn)}` : null },
  decided(review),
]

function decided({ decidedAt, decidedBy, secondAt, secondBy }: ReviewThen): Cell {
  if (!decidedAt || !decidedBy) return { text: '' }
  const second = secondAt && secondBy ? `, then ${secondBy} on ${dateInWords(londonDate(secondAt))}` : ''
  return { text: dateInWords(londonDate(decidedAt)), detail: `By ${decidedBy}${second}` }
}
