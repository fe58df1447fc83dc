import type { Generated } from 'kysely'

/** The records held, and the feeds that say so. */
export type InventoryTables = {
  recordFeeds: RecordFeedsTable
  feedRejections: FeedRejectionsTable
  records: RecordsTable
  recordChanges: RecordChangesTable
}

/** `idempotencyKey`: under which a source system sent it by API, and `requestHash`: of what it sent; both are forgotten after a while. */
type RecordFeedsTable = {
  id: Generated<number>
  sourceSystemId: number
  fileName: string
  filePath: Generated<string>
  uploaded: Generated<0 | 1>
  mode: 'delta' | 'full'
  correction: Generated<0 | 1>
  dryRun: Generated<0 | 1>
  state: 'waiting' | 'running' | 'done' | 'refused' | 'failed' | 'cancelled'
  sentByName: string
  sentAt: string
  startedAt: string | null
  finishedAt: string | null
  bytesTotal: Generated<number>
  bytesDone: Generated<number>
  rows: Generated<number>
  created: Generated<number>
  updated: Generated<number>
  unchanged: Generated<number>
  rejected: Generated<number>
  missingAtSource: Generated<number>
  notes: Generated<string>
  error: string | null
  idempotencyKey: string | null
  requestHash: string | null
  doingSince: string | null
  doingFrom: Generated<number>
  compared: number | null
  toCompare: number | null
}

type FeedRejectionsTable = {
  feedId: number
  line: number
  columns: string
  reason: string
}

/** `organisationId`: that of its source system, as it is of all that is written about the record. */
type RecordsTable = {
  id: Generated<number>
  sourceSystemId: number
  reference: string
  ruleId: number
  ruleVersionId: number
  serviceId: number | null
  triggerOn: string | null
  correctedFrom: string | null
  keptUntil: string | null
  retainUntil: string | null
  dueOn: string | null
  state:
    | 'open'
    | 'retained'
    | 'due'
    | 'approved'
    | 'instructed'
    | 'destroyed'
    | 'anonymised'
    | 'transferred'
    | 'already gone'
    | 'failed'
    | 'permanent'
  title: Generated<string>
  quantity: Generated<number>
  location: Generated<string>
  reviewId: number | null
  flaggedOn: string | null
  reviewBy: string | null
  backlog: Generated<0 | 1>
  firstFeedId: number | null
  firstSeenOn: string
  lastSeenOn: string
  missingSince: string | null
  organisationId: number
}

type RecordChangesTable = {
  id: Generated<number>
  recordId: number
  changedAt: string
  what: string
  before: string | null
  after: string | null
  reason: string
  byName: string
  organisationId: number
}
