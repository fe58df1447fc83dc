import type { Generated } from 'kysely'

/** Decisions that many records follow, and those that wait for a second person to agree. */
export type ReviewWorkTables = {
  exceptionBatches: ExceptionBatchesTable
  extensionRequests: ExtensionRequestsTable
  extensionRequestRecords: ExtensionRequestRecordsTable
  reviewWork: ReviewWorkTable
  frozenParts: FrozenPartsTable
}

/** `firstId`: of its exceptions, all of which say the same. */
type ExceptionBatchesTable = {
  batchId: Generated<number>
  reviewId: number
  firstId: number
  records: number
  standing: number
}

/** `batchId`: the exception that asked for it. */
type ExtensionRequestsTable = {
  id: Generated<number>
  batchId: number
  reviewId: number
  keepUntil: string
  keepBecause: string
  reason: string
  askedById: number
  askedByName: string
  askedAt: string
  answer: 'agreed' | 'refused' | 'withdrawn' | null
  answeredByName: string | null
  answeredAt: string | null
  answerReason: string | null
}

type ExtensionRequestRecordsTable = {
  id: Generated<number>
  requestId: number
  recordId: number
}

/** `intoId`: the review that the records of one that was sent back join. `leftOut`: records that were not as decided any more. */
type ReviewWorkTable = {
  id: Generated<number>
  reviewId: number
  intoId: number | null
  kind: 'exception' | 'undo' | 'approve disposal' | 'send back'
  facts: string
  batchId: number | null
  total: number
  done: Generated<number>
  leftOut: Generated<number>
  askedById: number
  askedByName: string
  askedAt: string
  finishedAt: string | null
}

type FrozenPartsTable = {
  id: Generated<number>
  workId: number
  list: string
}
