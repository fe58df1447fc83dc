import type { RecordState } from '../../src/domain/held-record.ts'

/** What is counted whenever it changes. */
export type CountsTables = {
  recordCounts: RecordCountsTable
  reviewCounts: ReviewCountsTable
  answerDays: AnswerDaysTable
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
