import type { Response } from 'express'
import { decisionsOn } from '../../../db/queries/review-decisions.ts'
import { confirmationOf } from '../../../db/queries/review-disposals.ts'
import { exceptionBatches } from '../../../db/queries/review-exceptions.ts'
import { countReviewRecords, reviewRecords, sourcesOfReview } from '../../../db/queries/review-records.ts'
import { type Review, reviewContents } from '../../../db/queries/review-show.ts'
import type { Db } from '../../../db/schema.ts'
import type { EventKind } from '../../domain/audit-event.ts'
import { userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { NotFound } from '../errors.ts'
import { historyOf } from '../history.ts'
import { sendPage } from '../page.ts'
import { type ExceptionAnswers, noAnswers } from './exception-view.ts'
import { placeOf, type RecordsQuery, recordFilter } from './filters.ts'
import { RECORDS_ON_A_PAGE } from './records-view.ts'
import { statusOf } from './review-of.ts'
import { reviewPage } from './view.ts'

/** Answers with the page of a review, with one page of its records; with the exception form as it was sent when that is wrong. */
export async function show(
  app: App,
  res: Response,
  review: Review,
  query: RecordsQuery,
  answers: ExceptionAnswers = noAnswers,
): Promise<void> {
  const facts = { ...(await factsOf(app.db, review, query)), review, query, answers }
  const status = answers.problems.length > 0 ? statusOf(answers.problems) : 200
  const trailOf = await historyOf(app, res, { kind: 'disposal review', id: String(review.id) }, told)
  const page = reviewPage(facts, userOf(res), app.clock.today())
  sendPage(res, 'disposal-reviews/show', { ...page, trailOf }, status)
}

/** What the history of a review tells by itself, with the reasons that were given. */
const told: EventKind[] = [
  ...(['exception set', 'exception undone', 'disposal approved', 'kept longer'] as const),
  ...(['second approval given', 'sent back', 'disposal confirmed'] as const),
]

/** What the page of a review is made of. `more`: whether records follow, and whether some come before. */
export type ReviewFacts = Awaited<ReturnType<typeof factsOf>> & {
  review: Review
  query: RecordsQuery
  answers: ExceptionAnswers
}

async function factsOf(db: Db, review: Review, query: RecordsQuery) {
  const filter = recordFilter(query)
  const place = placeOf(query)
  const found = await reviewRecords(db, review.id, filter, RECORDS_ON_A_PAGE + 1, place)
  if (place && found.length === 0) throw new NotFound('page of this list')
  const backwards = place?.direction === 'before'
  const beyond = found.length > RECORDS_ON_A_PAGE
  const records = backwards ? found.slice(-RECORDS_ON_A_PAGE) : found.slice(0, RECORDS_ON_A_PAGE)
  const contents = await reviewContents(db, review)
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  return {
    contents,
    records,
    matching: isFiltered ? await countReviewRecords(db, review.id, filter) : contents.records,
    more: { before: backwards ? beyond : place !== undefined, after: backwards || beyond },
    sources: await sourcesOfReview(db, review.id),
    exceptions: await exceptionBatches(db, review.id),
    decisions: await decisionsOn(db, review.id),
    confirmation: await confirmationOf(db, review.id),
  }
}
