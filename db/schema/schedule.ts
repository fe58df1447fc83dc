import type { Generated } from 'kysely'
import type { CountedFrom } from '../../src/domain/calendar.ts'
import type { AuthorityKind, Constraint, DisposalAction, TriggerKind } from '../../src/domain/retention-rule.ts'

/** Retention rules and their versions. */
export type ScheduleTables = {
  retentionRules: RetentionRulesTable
  retentionRuleVersions: RetentionRuleVersionsTable
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
