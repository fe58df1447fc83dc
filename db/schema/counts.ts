import type { RecordState } from '../../src/domain/held-record.ts'

/** What is counted whenever it changes. */
export type CountsTables = {
  recordCounts: RecordCountsTable
  reviewCounts: ReviewCountsTable
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
