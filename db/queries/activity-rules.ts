import type { WordedRule } from '../../src/domain/rule-words.ts'
import type { Db } from '../schema.ts'

/** A rule as an activity shows it: what it is about, and all that its words are made of. */
export type LinkedRule = WordedRule & { code: string; recordSeries: string; standing: 'proposed' | 'confirmed' }

/** The versions in force of rules, by code. */
export async function linkedRules(db: Db, codes: string[]): Promise<Map<string, LinkedRule>> {
  if (codes.length === 0) return new Map()
  const rows = await db
    .selectFrom('retentionRules as rule')
    .innerJoin('retentionRuleVersions as version', 'version.id', 'rule.currentVersionId')
    .select(['rule.code', 'version.recordSeries', 'version.standing', 'version.triggerKind', 'version.triggerEvent'])
    .select(['version.countedFrom', 'version.period', 'version.constraint', 'version.disposalAction'])
    .where('rule.code', 'in', [...new Set(codes)])
    .execute()
  return new Map(rows.map((rule) => [rule.code, rule]))
}

/** Every rule as a choice, by code. */
export async function ruleChoices(db: Db): Promise<{ code: string; recordSeries: string }[]> {
  return db
    .selectFrom('retentionRules as rule')
    .innerJoin('retentionRuleVersions as version', 'version.id', 'rule.currentVersionId')
    .select(['rule.code', 'version.recordSeries'])
    .orderBy('rule.code')
    .execute()
}
