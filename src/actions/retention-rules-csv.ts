import { type RuleFilters, type RuleRow, ruleList } from '../../db/queries/retention-rules.ts'
import { activitiesUsingRules } from '../../db/queries/rule-activities.ts'
import type { CsvExport } from './csv-export.ts'

type ExportedRule = { rule: RuleRow; activities: string[] }

/** The schedule as CSV, one row a rule, be it in force or retired; services and organisations by code. */
export const retentionRulesExport: CsvExport<ExportedRule, RuleFilters> = {
  name: 'retention-rules',
  columns: [
    { name: 'code', value: ({ rule }) => rule.code },
    { name: 'record_series', value: ({ rule }) => rule.recordSeries },
    { name: 'organisation', value: ({ rule }) => rule.organisation },
    { name: 'service', value: ({ rule }) => rule.service },
    { name: 'trigger_kind', value: ({ rule }) => rule.triggerKind },
    { name: 'trigger_event', value: ({ rule }) => rule.triggerEvent },
    { name: 'counted_from', value: ({ rule }) => rule.countedFrom },
    { name: 'period', value: ({ rule }) => rule.period },
    { name: 'constraint', value: ({ rule }) => rule.constraint },
    { name: 'disposal_action', value: ({ rule }) => rule.disposalAction },
    { name: 'authority', value: ({ rule }) => rule.authority },
    { name: 'authority_kind', value: ({ rule }) => rule.authorityKind },
    { name: 'approvals', value: ({ rule }) => rule.approvals },
    { name: 'owner', value: ({ rule }) => rule.ownerName },
    { name: 'status', value: ({ rule }) => rule.status },
    { name: 'version', value: ({ rule }) => rule.version },
    { name: 'valid_from', value: ({ rule }) => rule.validFrom },
    { name: 'activities', value: ({ activities }) => activities },
    { name: 'standing', value: ({ rule }) => rule.standing },
    { name: 'scope_note', value: ({ rule }) => rule.scopeNote },
    { name: 'review_days', value: ({ rule }) => rule.reviewDays },
    { name: 'cooling_off_days', value: ({ rule }) => rule.coolingOffDays },
    { name: 'organisation_name', value: ({ rule }) => rule.organisationName },
    { name: 'service_name', value: ({ rule }) => rule.serviceName },
  ],
  async *rows(db, filters, { reach, asAt = null }) {
    const rules = await ruleList(db, filters, reach, asAt)
    const using = Map.groupBy(await activitiesUsingRules(db, reach, undefined, asAt), ({ ruleId }) => ruleId)
    yield rules.map((rule) => ({
      rule,
      activities: (using.get(rule.ruleId) ?? []).map(({ reference }) => reference),
    }))
  },
}
