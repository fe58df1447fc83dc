import type { AsAt } from '../../src/domain/as-at.ts'
import type { WordedRule } from '../../src/domain/rule-words.ts'
import { prepared } from '../prepared.ts'
import type { Db } from '../schema.ts'
import { versionInForce } from './retention-rules.ts'
import { isRetired } from './rule-standing.ts'

/** A rule as an activity shows it: what it is about, and all that its words are made of. */
export type LinkedRule = WordedRule & { code: string; recordSeries: string; standing: 'proposed' | 'confirmed' }

/** The versions in force of rules, by code; now, or at the end of a day. */
export async function linkedRules(db: Db, codes: string[], asAt: AsAt | null = null): Promise<Map<string, LinkedRule>> {
  if (codes.length === 0) return new Map()
  const rows = await db
    .selectFrom('retentionRules as rule')
    .innerJoin('retentionRuleVersions as version', (join) => join.on('version.id', '=', versionInForce(asAt)))
    .select(['rule.code', 'version.recordSeries', 'version.standing', 'version.triggerKind', 'version.triggerEvent'])
    .select(['version.countedFrom', 'version.period', 'version.constraint', 'version.disposalAction'])
    .where('rule.code', 'in', [...new Set(codes)])
    .execute()
  return new Map(rows.map((rule) => [rule.code, rule]))
}

/** A rule as a choice. */
export type RuleChoice = { code: string; recordSeries: string }

/** Every rule that is not retired as a choice, by code, now (null); as at a day, every one that was in force at its end, as it was called then. */
export async function ruleChoices(db: Db, asAt: AsAt | null = null): Promise<RuleChoice[]> {
  return asAt === null ? choices(db) : choicesAt(db, asAt).execute()
}

const choicesAt = (db: Db, asAt: AsAt | null) =>
  db
    .selectFrom('retentionRules as rule')
    .innerJoin('retentionRuleVersions as version', (join) => join.on('version.id', '=', versionInForce(asAt)))
    .select(['rule.code', 'version.recordSeries'])
    .where(({ not }) => not(isRetired(asAt)))
    .orderBy('rule.code')

const choices = prepared((db) => choicesAt(db, null))
