import type { Generated } from 'kysely'

/** Processing activities: what each version says stands in child rows with their evidence. */
export type RegisterTables = {
  processingActivities: ProcessingActivitiesTable
  activityVersions: ActivityVersionsTable
  activityPurposes: ActivityPurposesTable
  activityLawfulBases: ActivityLawfulBasesTable
  activityTerms: ActivityTermsTable
  activityConditions: ActivityConditionsTable
  activityParties: ActivityPartiesTable
  activityRecipients: ActivityRecipientsTable
  activityTransfers: ActivityTransfersTable
  activityRules: ActivityRulesTable
  activitySystems: ActivitySystemsTable
  activityNotes: ActivityNotesTable
  activityDetails: ActivityDetailsTable
  activityRights: ActivityRightsTable
  activityDpiaCriteria: ActivityDpiaCriteriaTable
  activityComments: ActivityCommentsTable
  findings: FindingsTable
  activityRetirements: ActivityRetirementsTable
}

/** What every fact of a version has: its place in its list, and the evidence behind it. */
type FactOfVersion = {
  id: Generated<number>
  versionId: number
  position: number
  standing: 'stated' | 'proposed' | 'confirmed'
  noticeId: number | null
  lines: string | null
  byName: string | null
  byOn: string | null
}

type ProcessingActivitiesTable = {
  id: Generated<number>
  reference: string
  status: Generated<'draft' | 'submitted' | 'approved' | 'withdrawn' | 'retired'>
  currentVersionId: number | null
  shownVersionId: number | null
  sortKey: Generated<string>
  approvedOn: string | null
  nextReviewOn: string | null
}

type ActivityVersionsTable = {
  id: Generated<number>
  activityId: number
  version: number
  title: string
  serviceId: number
  role: 'controller' | 'joint controller' | 'processor' | 'not stated'
  roleStanding: 'stated' | 'proposed' | 'confirmed'
  ownerName: Generated<string>
  businessFunction: Generated<string>
  automatedDecisions: Generated<string>
  dpiaRequired: 'yes' | 'no' | 'not assessed'
  dpiaStatus: Generated<string>
  remarks: Generated<string>
  reviewCycleMonths: Generated<number>
  searchText: string
  createdAt: string
  createdByName: string
  state: Generated<'draft' | 'submitted' | 'approved' | 'withdrawn'>
  revision: Generated<number>
  submittedAt: string | null
  submittedByName: string | null
  submittedById: string | null
  approvedAt: string | null
  approvedByName: string | null
}

type ActivityPurposesTable = FactOfVersion & {
  text: string
}

type ActivityLawfulBasesTable = FactOfVersion & {
  purpose: number | null
  basis:
    | 'consent'
    | 'contract'
    | 'legal obligation'
    | 'vital interests'
    | 'public task'
    | 'recognised legitimate interest'
    | 'legitimate interests'
    | null
  statute: Generated<string>
  interest: Generated<string>
  record: Generated<string>
  withdrawal: Generated<string>
}

type ActivityTermsTable = FactOfVersion & {
  termId: number
}

type ActivityConditionsTable = FactOfVersion & {
  kind: 'Article 9' | 'Schedule 1' | 'Article 10'
  text: string
}

type ActivityPartiesTable = FactOfVersion & {
  part: 'controller' | 'joint controller' | 'representative' | 'data protection officer'
  organisationId: number | null
  detail: Generated<string>
  contract: Generated<string>
}

type ActivityRecipientsTable = FactOfVersion & {
  organisationId: number | null
  category: Generated<string>
  role: 'processor' | 'controller' | 'joint controller' | 'internal' | 'not stated'
  contract: Generated<string>
  contractEndsOn: string | null
}

type ActivityTransfersTable = FactOfVersion & {
  country: string
  recipient: Generated<string>
  safeguard: Generated<string>
  document: Generated<string>
  mechanism: Generated<
    | 'adequacy regulations'
    | 'UK Extension to the Data Privacy Framework'
    | 'international data transfer agreement'
    | 'addendum to the EU clauses'
    | 'EU standard contractual clauses'
    | 'binding corporate rules'
    | 'Article 49 exception'
    | 'Privacy Shield'
    | 'other'
    | 'not stated'
  >
  riskAssessment: Generated<string>
  verifiedOn: string | null
}

type ActivityRulesTable = FactOfVersion & {
  ruleId: number
}

type ActivitySystemsTable = FactOfVersion & {
  sourceSystemId: number
}

type ActivityNotesTable = FactOfVersion & {
  field: string
  text: string
  silent: 0 | 1
}

type ActivityDetailsTable = FactOfVersion & {
  field: string
  text: string
}

type ActivityRightsTable = FactOfVersion & {
  rightOf: string
  answer: 'yes' | 'no' | 'qualified'
  reason: string
}

type ActivityDpiaCriteriaTable = FactOfVersion & {
  criterion: string
}

type ActivityCommentsTable = {
  id: Generated<number>
  activityId: number
  versionId: number
  kind: 'comment' | 'submitted' | 'returned' | 'approved' | 'withdrawn'
  text: string
  writtenAt: string
  writtenByName: string
}

type FindingsTable = {
  id: Generated<number>
  activityId: number
  code: string
  key: string
  severity: 'error' | 'warning' | 'prompt'
  /** 0 for what is gravest. */
  rank: number
  section: string
  text: string
  citation: string
  whatToDo: string
  firstSeenOn: string
  fixedOn: string | null
  ownerId: number | null
  acceptedOn: string | null
  acceptedUntil: string | null
  acceptedByName: string | null
  acceptedReason: string | null
}

type ActivityRetirementsTable = {
  id: Generated<number>
  activityId: number
  reason: string
  retiredAt: string
  retiredByName: string
}
