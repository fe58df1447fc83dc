import type { Response } from 'express'
import { ruleChoices } from '../../../db/queries/activity-rules.ts'
import { answerDays } from '../../../db/queries/answer-days.ts'
import { answerersOf } from '../../../db/queries/answerers.ts'
import { deputyList } from '../../../db/queries/deputies.ts'
import { instructionList } from '../../../db/queries/disposal-instructions.ts'
import { exceptionBatches } from '../../../db/queries/exception-batches.ts'
import { extensionRequests } from '../../../db/queries/extension-requests.ts'
import { holdsOver } from '../../../db/queries/held.ts'
import { runUnderWay } from '../../../db/queries/job-runs.ts'
import { decisionsOn } from '../../../db/queries/review-decisions.ts'
import { confirmationOf } from '../../../db/queries/review-disposals.ts'
import { timesKept } from '../../../db/queries/review-exceptions.ts'
import {
  countReviewRecords,
  reviewRecords,
  sourceChoices,
  sourcesOfReview,
} from '../../../db/queries/review-records.ts'
import { type Review, type ReviewContents, reviewContents } from '../../../db/queries/review-show.ts'
import { matchingRecords } from '../../../db/queries/review-stretches.ts'
import { workUnderWay } from '../../../db/queries/review-work.ts'
import { versionsToApply } from '../../../db/queries/rule-versions.ts'
import type { Db } from '../../../db/schema.ts'
import { runners } from '../../actions/job-leases.ts'
import { REVIEW_WORK } from '../../actions/review-work-job.ts'
import type { EventKind } from '../../domain/audit-event.ts'
import type { Instant } from '../../domain/calendar.ts'
import { userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { NotFound } from '../errors.ts'
import { historyOf } from '../history.ts'
import { sendPage } from '../page.ts'
import { type ExceptionAnswers, noAnswers } from './exception-form.ts'
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
  const facts = { ...(await factsOf(app.db, review, query, app.clock.now())), review, query, answers }
  const status = answers.problems.length > 0 ? statusOf(answers.problems) : 200
  const trailOf = await historyOf(app, res, { kind: 'disposal review', id: String(review.id) }, told)
  const page = reviewPage(facts, userOf(res), { today: app.clock.today(), now: app.clock.now() })
  sendPage(res, 'disposal-reviews/show', { ...page, trailOf }, status)
}

/** One for each source system: hardly any council has more. */
const MOST_INSTRUCTIONS = 200

const LONG = 20_000

/** What the history of a review tells by itself, with the reasons that were given. */
const told: EventKind[] = [
  ...(['exception set', 'exception undone', 'disposal approved', 'kept longer'] as const),
  ...(['second approval given', 'sent back', 'disposal confirmed', 'decision carried out'] as const),
  ...(['extension asked for', 'extension agreed to', 'extension refused', 'extension request withdrawn'] as const),
]

/** What the page of a review is made of. `more`: whether records follow, and whether some come before. */
export type ReviewFacts = Awaited<ReturnType<typeof factsOf>> & {
  review: Review
  query: RecordsQuery
  answers: ExceptionAnswers
}

async function factsOf(db: Db, review: Review, query: RecordsQuery, now: Instant) {
  const place = placeOf(query)
  const contents = await reviewContents(db, review)
  const { records: found, count: matching } = await pageOfReview(db, review, query, contents)
  if (place && found.length === 0) throw new NotFound('page of this list')
  const backwards = place?.direction === 'before'
  const beyond = found.length > RECORDS_ON_A_PAGE
  const records = backwards ? found.slice(-RECORDS_ON_A_PAGE) : found.slice(0, RECORDS_ON_A_PAGE)
  const ids = records.map(({ id }) => id)
  const ofReview = { reach: null, review: review.id, today: review.openedOn }
  const instructions = await instructionList(db, ofReview, { limit: MOST_INSTRUCTIONS })
  return {
    contents,
    records,
    holds: await holdsOver(db, ids),
    timesKept: await timesKept(db, ids),
    rules: review.state === 'open' ? await ruleChoices(db) : [],
    matching,
    more: { before: backwards ? beyond : place !== undefined, after: backwards || beyond },
    // How many each holds of a long list would take longer to count than a page may take.
    sources: contents.records > LONG ? await sourceChoices(db) : await sourcesOfReview(db, review.id),
    answerDays: await answerDays(db, review.id),
    work: await workUnderWay(db, review.id),
    run: await runUnderWay(db, REVIEW_WORK),
    isRuleWaiting: (await versionsToApply(db, review.ruleId)).length > 0,
    runner: (await runners(db, now))(REVIEW_WORK),
    requests: await extensionRequests(db, review.id),
    exceptions: await exceptionBatches(db, review.id),
    decisions: await decisionsOn(db, review.id),
    deputies: review.serviceId === null ? [] : await deputyList(db, { serviceId: review.serviceId, reach: null }),
    confirmation: await confirmationOf(db, review.id),
    answerers: await answerersOf(
      db,
      instructions.map((one) => one.id),
    ),
    instructions,
  }
}

/** A page of the records of a review, and how many there are in all. */
async function pageOfReview(db: Db, review: Review, query: RecordsQuery, { records: all }: ReviewContents) {
  const filter = recordFilter(query)
  const limit = RECORDS_ON_A_PAGE + 1
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  if (isFiltered && all > LONG) return matchingRecords(db, review, filter, limit, placeOf(query))
  const records = await reviewRecords(db, review.id, filter, limit, placeOf(query))
  return { records, count: isFiltered ? await countReviewRecords(db, review.id, filter) : all }
}
