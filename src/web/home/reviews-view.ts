import type { WaitingReview } from '../../../db/queries/home.ts'
import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import { reminderInWords } from '../../domain/review-reminder.ts'
import type { Cell, TableView } from '../components.ts'
import { isLate, lateTag } from '../disposal-reviews/words.ts'

/** The reviews that wait for somebody. */
export function reviewTable(caption: string, reviews: WaitingReview[], today: IsoDate, empty: string): TableView {
  return {
    caption,
    head: [
      { text: 'Record series' },
      { text: 'Service' },
      { text: 'Records', numeric: true },
      { text: 'Oldest past its period since' },
      { text: 'Answer by' },
    ],
    rows: reviews.map((review) => reviewRow(review, today)),
    empty,
  }
}

const reviewRow = (review: WaitingReview, today: IsoDate): Cell[] => [
  { text: review.recordSeries, href: `/disposal-reviews/${review.id}`, detail: review.rule, header: true },
  { text: review.service ?? 'Unassigned' },
  { text: review.records.toLocaleString('en-GB'), numeric: true },
  { text: review.oldestDueOn ? dateInWords(review.oldestDueOn) : '' },
  {
    text: dateInWords(review.reviewBy),
    tag: isLate(review, today) ? lateTag : null,
    detail: review.reminded === null ? null : `Reminder ${reminderInWords(review.reminded)}`,
  },
]
