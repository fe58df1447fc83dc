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
}

type ProcessingActivitiesTable = {
  id: Generated<number>
  reference: string
  status: 'draft' | 'submitted' | 'approved' | 'retired'
  currentVersionId: number | null
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

type ActivityRetirementsTable = {
  id: Generated<number>
  activityId: number
  reason: string
  retiredAt: string
  retiredByName: string
}
