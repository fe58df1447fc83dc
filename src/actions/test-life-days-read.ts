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

type DayRead = { date: IsoDate; empty: Set<number>; lists: unknown; files: string[] }

/** What lists said at the end of each day of a life, and whether they still say so as at that day, whatever has happened since. */
export function daysRead(db: Db) {
  const days: DayRead[] = []
  return {
    /** Reads the lists as they are at the end of a day, before anything of the next is done. */
    end: async (date: IsoDate): Promise<void> => {
      const empty = await emptyNow(db, date)
      days.push({ date, empty, lists: await listsNow(db, date), files: await filesThen(db, date) })
    },
    stand: async (): Promise<void> => {
      for (const { date, empty, lists, files: before } of days) {
        assert.deepEqual(await listsThen(db, date, empty), lists, `the lists of ${date}`)
        assert.deepEqual(await filesThen(db, date), before, `the files of ${date}`)
      }
    },
  }
}

/** The reviews in which nothing is left to be decided: that is not kept, and as at a day they are late and escalated nevertheless. */
async function emptyNow(db: Db, today: IsoDate): Promise<Set<number>> {
  const reviews = await reviewList(db, { reach: null, today }, 'oldest', all)
  return new Set(reviews.flatMap(({ id, records }) => (records === 0 ? [id] : [])))
}

async function listsNow(db: Db, today: IsoDate): Promise<unknown> {
  const filtered = (filters: object) => reviewList(db, { reach: null, today, ...filters }, 'oldest', all)
  const reviews = await filtered({})
  const instructions = await instructionList(db, { reach: null, today }, all)
  return {
    reviews: reviews.map(withoutNotKept),
    late: (await filtered({ late: true })).map(({ id }) => id),
    escalated: (await filtered({ escalated: true })).map(({ id }) => id),
    instructions: instructions.map(listed),
  }
}

async function listsThen(db: Db, date: IsoDate, empty: Set<number>): Promise<unknown> {
  const filtered = (filters: object) =>
    reviewsThen(db, { reach: null, today: date, ...filters }, asAtEndOf(date), 'oldest', all)
  const withRecords = (rows: { id: number }[]) => rows.flatMap(({ id }) => (empty.has(id) ? [] : [id]))
  const reviews = await filtered({})
  const instructions = await instructionsThen(db, { reach: null, today: date }, asAtEndOf(date))
  return {
    reviews: reviews.map(({ records, ...review }) => ({ ...review, ...(review.state === 'closed' && { records }) })),
    late: withRecords(await filtered({ late: true })),
    escalated: withRecords(await filtered({ escalated: true })),
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
