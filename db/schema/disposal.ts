import type { Generated } from 'kysely'

/** What people decide of records that are past their period. */
export type DisposalTables = {
  disposalReviews: DisposalReviewsTable
  reviewExceptions: ReviewExceptionsTable
  reviewDecisions: ReviewDecisionsTable
  disposalConfirmations: DisposalConfirmationsTable
}

type DisposalReviewsTable = {
  id: Generated<number>
  serviceId: number | null
  ruleId: number
  state: 'open' | 'awaiting second approval' | 'approved' | 'closed'
  openedOn: string
  openedByRunId: number | null
  reviewBy: string
  closedAt: string | null
  outcome: 'disposed' | 'kept longer' | 'nothing left' | 'merged' | null
  mergedIntoId: number | null
  lockVersion: Generated<number>
}

/** `keepBecause`: the reason to keep it, of a list. `agreedByName`: the second person, where it had been kept longer twice before. */
type ReviewExceptionsTable = {
  id: Generated<number>
  batchId: number
  reviewId: number
  recordId: number
  kind: 'keep longer' | 'wrong date' | 'wrong rule' | 'already gone'
  keepUntil: string | null
  correctedTriggerOn: string | null
  previousTriggerOn: string | null
  previousCorrectedFrom: string | null
  previousKeptUntil: string | null
  previousFlaggedOn: string | null
  previousReviewBy: string | null
  reason: string
  decidedById: number
  decidedByName: string
  decidedAt: string
  undoneAt: string | null
  undoneByName: string | null
  organisationId: number
  keepBecause: string | null
  agreedByName: string | null
  correctRuleId: number | null
  previousRuleId: number | null
  goneOn: string | null
}

type ReviewDecisionsTable = {
  id: Generated<number>
  reviewId: number
  decision: 'approve disposal' | 'keep all longer' | 'second approval' | 'send back'
  keepUntil: string | null
  reason: Generated<string>
  recordCount: number
  listHash: string
  decidedById: number
  decidedByName: string
  decidedAt: string
}

type DisposalConfirmationsTable = {
  id: Generated<number>
  reviewId: number
  disposedOn: string
  method: string
  statement: string
  recordCount: number
  quantity: number
  oldestDueOn: string
  newestDueOn: string
  confirmedById: number
  confirmedByName: string
  confirmedAt: string
}
