import type { Generated, Kysely } from 'kysely'
import type { CountedFrom } from '../src/domain/calendar.ts'
import type { AuthorityKind, Constraint, DisposalAction, TriggerKind } from '../src/domain/retention-rule.ts'

/** A connection, or a transaction on one. Rows have camelCase names; the columns beneath are snake_case. */
export type Db = Kysely<Schema>

type OrganisationsTable = {
  id: Generated<number>
  code: string
  name: string
  kind: 'council' | 'shared service' | 'partner' | 'customer' | 'supplier' | 'other'
  address: Generated<string>
  email: Generated<string>
  telephone: Generated<string>
  icoRegistration: Generated<string>
  dpoContact: Generated<string>
}

type ServicesTable = {
  id: Generated<number>
  code: string
  name: string
  organisationId: number
}

type SourceSystemsTable = {
  id: Generated<number>
  code: string
  name: string
  description: Generated<string>
  defaultServiceId: number | null
  lastFullFeedOn: string | null
}

type SourceSystemServicesTable = {
  sourceSystemId: number
  serviceId: number
}

type TermsTable = {
  id: Generated<number>
  kind: 'data subject category' | 'personal data category' | 'source' | 'security measure' | 'storage location'
  name: string
  mark: 'none' | 'children' | 'vulnerable people' | 'special category' | 'criminal offence'
}

type UsersTable = {
  id: Generated<number>
  email: string
  name: string
  role: 'governance' | 'manager' | 'auditor' | 'administrator'
  passwordHash: string
  demonstration: Generated<0 | 1>
  suspendedAt: string | null
  createdAt: string
}

type UserServicesTable = {
  userId: number
  serviceId: number
}

type SessionsTable = {
  idHash: string
  userId: number | null
  data: string
  expiresAt: string
}

type PrivacyNoticesTable = {
  id: Generated<number>
  code: string
  title: string
  serviceId: number
  fileName: string
  body: string
  createdOn: string | null
  reviewedOn: string | null
  shortestPeriod: string | null
  longestPeriod: string | null
}

type PrivacyNoticeFactsTable = {
  id: Generated<number>
  noticeId: number
  position: number
  heading: string
  text: string
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

type ActivityPurposesTable = {
  id: Generated<number>
  versionId: number
  position: number
  standing: 'stated' | 'proposed' | 'confirmed'
  noticeId: number | null
  lines: string | null
  text: string
}

type ActivityLawfulBasesTable = {
  id: Generated<number>
  versionId: number
  position: number
  standing: 'stated' | 'proposed' | 'confirmed'
  noticeId: number | null
  lines: string | null
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

type ActivityTermsTable = {
  id: Generated<number>
  versionId: number
  position: number
  standing: 'stated' | 'proposed' | 'confirmed'
  noticeId: number | null
  lines: string | null
  termId: number
}

type ActivityConditionsTable = {
  id: Generated<number>
  versionId: number
  position: number
  standing: 'stated' | 'proposed' | 'confirmed'
  noticeId: number | null
  lines: string | null
  kind: 'Article 9' | 'Schedule 1' | 'Article 10'
  text: string
}

type ActivityPartiesTable = {
  id: Generated<number>
  versionId: number
  position: number
  standing: 'stated' | 'proposed' | 'confirmed'
  noticeId: number | null
  lines: string | null
  part: 'controller' | 'joint controller' | 'representative' | 'data protection officer'
  organisationId: number | null
  detail: Generated<string>
}

type ActivityRecipientsTable = {
  id: Generated<number>
  versionId: number
  position: number
  standing: 'stated' | 'proposed' | 'confirmed'
  noticeId: number | null
  lines: string | null
  organisationId: number | null
  category: Generated<string>
  role: 'processor' | 'controller' | 'joint controller' | 'internal' | 'not stated'
  contract: Generated<string>
  contractEndsOn: string | null
}

type ActivityTransfersTable = {
  id: Generated<number>
  versionId: number
  position: number
  standing: 'stated' | 'proposed' | 'confirmed'
  noticeId: number | null
  lines: string | null
  country: string
  recipient: Generated<string>
  safeguard: Generated<string>
  document: Generated<string>
}

type ActivityRulesTable = {
  id: Generated<number>
  versionId: number
  position: number
  standing: 'stated' | 'proposed' | 'confirmed'
  noticeId: number | null
  lines: string | null
  ruleId: number
}

type ActivitySystemsTable = {
  id: Generated<number>
  versionId: number
  position: number
  standing: 'stated' | 'proposed' | 'confirmed'
  noticeId: number | null
  lines: string | null
  sourceSystemId: number
}

type ActivityNotesTable = {
  id: Generated<number>
  versionId: number
  position: number
  standing: 'stated' | 'proposed' | 'confirmed'
  noticeId: number | null
  lines: string | null
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

type RetentionRulesTable = {
  id: Generated<number>
  code: string
  currentVersionId: number | null
}

type RetentionRuleVersionsTable = {
  id: Generated<number>
  ruleId: number
  version: number
  standing: 'proposed' | 'confirmed'
  recordSeries: string
  serviceId: number | null
  scopeNote: Generated<string>
  ownerName: string
  triggerKind: TriggerKind
  triggerEvent: Generated<string>
  countedFrom: CountedFrom
  period: Generated<string>
  constraint: Constraint
  disposalAction: DisposalAction
  authority: string
  authorityKind: AuthorityKind
  approvals: number
  reviewDays: number
  coolingOffDays: number
  validFrom: string
  shortensExisting: 0 | 1
  recomputedAt: string | null
  createdAt: string
  createdByName: string
}

type JobRunsTable = {
  id: Generated<number>
  job: string
  asOf: string | null
  forPastDate: Generated<0 | 1>
  startedBy: string
  startedAt: string
  finishedAt: string | null
  state: 'running' | 'succeeded' | 'failed' | 'stopped'
  error: string | null
  daysMissed: Generated<number>
  examined: Generated<number>
  newlyDue: Generated<number>
  withdrawn: Generated<number>
  held: Generated<number>
  heldPastPeriod: Generated<number>
  stillDue: Generated<number>
  errors: Generated<string>
  notes: Generated<string>
  durationMs: number | null
}

type JobLeasesTable = {
  job: string
  holder: string
  expiresAt: string
}

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
}

type FeedRejectionsTable = {
  feedId: number
  line: number
  columns: string
  reason: string
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
}

type ReviewExceptionsTable = {
  id: Generated<number>
  batchId: number
  reviewId: number
  recordId: number
  kind: 'keep longer' | 'wrong date'
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

/** The tables as 0001 and later migrations leave them. */
export type Schema = {
  organisations: OrganisationsTable
  services: ServicesTable
  sourceSystems: SourceSystemsTable
  sourceSystemServices: SourceSystemServicesTable
  terms: TermsTable
  users: UsersTable
  userServices: UserServicesTable
  sessions: SessionsTable
  privacyNotices: PrivacyNoticesTable
  privacyNoticeFacts: PrivacyNoticeFactsTable
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
  retentionRules: RetentionRulesTable
  retentionRuleVersions: RetentionRuleVersionsTable
  jobRuns: JobRunsTable
  jobLeases: JobLeasesTable
  recordFeeds: RecordFeedsTable
  feedRejections: FeedRejectionsTable
  disposalReviews: DisposalReviewsTable
  records: RecordsTable
  recordChanges: RecordChangesTable
  reviewExceptions: ReviewExceptionsTable
  reviewDecisions: ReviewDecisionsTable
  disposalConfirmations: DisposalConfirmationsTable
}
