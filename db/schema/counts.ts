import type { Generated } from 'kysely'
import type { RecordState } from '../../src/domain/held-record.ts'

/** What is counted whenever it changes. */
export type CountsTables = {
  recordCounts: RecordCountsTable
  reviewCounts: ReviewCountsTable
  answerDays: AnswerDaysTable
  reviewByChanges: ReviewByChangesTable
}

/** `serviceId` 0: of no service. */
type RecordCountsTable = {
  ruleId: number
  serviceId: number
  state: RecordState
  records: number
}

type ReviewCountsTable = {
  reviewId: number
  records: number
}

/** `records`: how many of a review that are still to be decided are to be answered for by a day. */
type AnswerDaysTable = {
  reviewId: number
  reviewBy: string
  records: number
}

/** By when a review was to be answered until an instant, from which on it had another day. */
type ReviewByChangesTable = {
  id: Generated<number>
  reviewId: number
  changedAt: string
  reviewBy: string
}
