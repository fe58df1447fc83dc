import assert from 'node:assert/strict'
import { text } from 'node:stream/consumers'
import { instructionList } from '../../db/queries/disposal-instructions.ts'
import { instructionsThen, type ListedInstruction } from '../../db/queries/instructions-then.ts'
import { type ListedReview, reviewList } from '../../db/queries/review-list.ts'
import { reviewsThen } from '../../db/queries/reviews-then.ts'
import type { Db } from '../../db/schema.ts'
import { asAtEndOf } from '../domain/as-at.ts'
import type { IsoDate } from '../domain/calendar.ts'
import { disposalInstructionsExport } from './disposal-instructions-csv.ts'
import { disposalReviewsExport } from './disposal-reviews-csv.ts'
import { whole } from './whole-list.ts'

const all = { limit: 1000, offset: 0 }
const files = [whole(disposalReviewsExport, {}), whole(disposalInstructionsExport, {})]

type DayRead = { date: IsoDate; lists: unknown; files: string[] }

/** What lists said at the end of each day of a life, and whether they still say so as at that day, whatever has happened since. */
export function daysRead(db: Db) {
  const days: DayRead[] = []
  return {
    /** Reads the lists as they are at the end of a day, before anything of the next is done. */
    end: async (date: IsoDate): Promise<void> => {
      days.push({ date, lists: await listsNow(db, date), files: await filesThen(db, date) })
    },
    stand: async (): Promise<void> => {
      for (const { date, lists, files: before } of days) {
        assert.deepEqual(await listsThen(db, date), lists, `the lists of ${date}`)
        assert.deepEqual(await filesThen(db, date), before, `the files of ${date}`)
      }
    },
  }
}

async function listsNow(db: Db, today: IsoDate): Promise<unknown> {
  const reviews = await reviewList(db, { reach: null, today }, 'oldest', all)
  const instructions = await instructionList(db, { reach: null, today }, all)
  return { reviews: reviews.map(withoutNotKept), instructions: instructions.map(listed) }
}

async function listsThen(db: Db, date: IsoDate): Promise<unknown> {
  const reviews = await reviewsThen(db, { reach: null, today: date }, asAtEndOf(date), 'oldest', all)
  const instructions = await instructionsThen(db, { reach: null, today: date }, asAtEndOf(date))
  return {
    reviews: reviews.map(({ records, ...review }) => ({ ...review, ...(review.state === 'closed' && { records }) })),
    instructions: instructions.map(listed),
  }
}

/** Of a review as it is now, what is kept of it for another day. */
function withoutNotKept({ records, ...review }: ListedReview): unknown {
  if (review.state === 'closed') return { ...review, records }
  const disposed = { oldestDueOn: null, disposedOn: null, confirmedBy: null }
  if (review.state === 'approved') return { ...review, ...disposed }
  return { ...review, ...disposed, keptLonger: null, wrongDate: null, wrongRule: null, alreadyGone: null }
}

/** What lists show of an instruction, but for what is not kept. */
const listed = (one: ListedInstruction): unknown[] => [
  ...[
    one.id,
    one.reviewId,
    one.serviceCode,
    one.serviceName,
    one.ruleCode,
    one.recordSeries,
    one.sourceName,
    one.action,
  ],
  ...[
    one.state,
    one.round,
    one.instructedOn,
    one.toldOn,
    one.firstFetchedAt,
    one.chasedOn,
    one.closedAt,
    one.lastDoneOn,
  ],
  ...[one.recordCount, one.answeredCount, one.doneCount, one.notFoundCount, one.failedCount, one.recalledCount],
]

const filesThen = (db: Db, date: IsoDate): Promise<string[]> =>
  Promise.all(files.map((file) => text(file.csv(db, { today: date, reach: null, asAt: asAtEndOf(date) }))))
