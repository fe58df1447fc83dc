import type { Generated } from 'kysely'

/** What owners say of activities in force, and what they are asked. */
export type ReviewCycleTables = {
  activityConfirmations: ActivityConfirmationsTable
  changeRequests: ChangeRequestsTable
  reviewRequests: ReviewRequestsTable
  reviewRequestServices: ReviewRequestServicesTable
  reviewRequestItems: ReviewRequestItemsTable
}

type ActivityConfirmationsTable = {
  id: Generated<number>
  activityId: number
  versionId: number
  note: string
  confirmedOn: string
  confirmedAt: string
  confirmedByName: string
  nextReviewOn: string
}

type ChangeRequestsTable = {
  id: Generated<number>
  activityId: number
  versionId: number
  text: string
  askedAt: string
  askedById: number
  askedByName: string
  closedAt: string | null
  closedByName: string | null
  closingWord: string | null
}

type ReviewRequestsTable = {
  id: Generated<number>
  dueOn: string
  message: string
  askedAt: string
  askedByName: string
  closedAt: string | null
  withdrawnAt: string | null
  withdrawnByName: string | null
  withdrawnReason: string | null
}

type ReviewRequestServicesTable = {
  requestId: number
  serviceId: number
  endedAt: string | null
}

type ReviewRequestItemsTable = {
  id: Generated<number>
  requestId: number
  serviceId: number
  activityId: number
  reviewWas: string | null
  answer: 'confirmed' | 'change asked' | 'approved anew' | 'retired' | null
  answeredAt: string | null
  answeredByName: string | null
}
