import type { Generated } from 'kysely'
import type { CountedFrom } from '../../src/domain/calendar.ts'
import type { AuthorityKind, Constraint, DisposalAction, TriggerKind } from '../../src/domain/retention-rule.ts'

/** Retention rules and their versions, drafts of what they are to say next, and when they were retired. */
export type ScheduleTables = {
  retentionRules: RetentionRulesTable
  retentionRuleVersions: RetentionRuleVersionsTable
  ruleDrafts: RuleDraftsTable
  ruleComments: RuleCommentsTable
  ruleRetirements: RuleRetirementsTable
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

type RuleDraftsTable = {
  id: Generated<number>
  code: string
  basedOnVersion: number | null
  confirms: 0 | 1
  serviceId: number | null
  content: string
  state: 'draft' | 'submitted' | 'approved' | 'withdrawn'
  revision: Generated<number>
  writtenAt: string
  writtenByName: string
  submittedAt: string | null
  submittedByName: string | null
  submittedById: string | null
  decidedAt: string | null
  decidedByName: string | null
  version: number | null
}

type RuleCommentsTable = {
  id: Generated<number>
  draftId: number
  kind: 'comment' | 'submitted' | 'returned' | 'approved' | 'withdrawn'
  text: string
  writtenAt: string
  writtenByName: string
}

type RuleRetirementsTable = {
  id: Generated<number>
  ruleId: number
  reason: string
  retiredAt: string
  retiredByName: string
  reinstatedAt: string | null
  reinstatedByName: string | null
  reinstatedReason: string | null
}
