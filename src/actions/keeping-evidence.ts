import { type KeptOfRule, keptOfRules } from '../../db/queries/keeping-evidence.ts'
import type { Db } from '../../db/schema.ts'
import { addDays, type IsoDate } from '../domain/calendar.ts'
import { type KeepingEvidence, keepingEvidence, together, UNCONFIRMED_DAYS } from '../domain/keeping-evidence.ts'

/** An activity as far as the evidence of its keeping is concerned: the codes of its service and of its rules. */
export type KeptActivity = { service: string; rules: readonly string[] }

/** Answers for activities, from the records of their services under their rules, whether these are kept and erased as the policy says. */
export async function evidenceOfKeeping(
  db: Db,
  activities: readonly KeptActivity[],
  today: IsoDate,
): Promise<KeepingEvidence[]> {
  const rules = [...new Set(activities.flatMap((activity) => activity.rules))]
  const kept = await keptOfRules(db, rules, { today, unconfirmedSince: addDays(today, -UNCONFIRMED_DAYS) })
  const byRule = Map.groupBy(kept, ({ ruleCode }) => ruleCode)
  return activities.map((activity) => keepingEvidence(together(of(activity, byRule))))
}

const of = ({ service, rules }: KeptActivity, byRule: Map<string, KeptOfRule[]>): KeptOfRule[] =>
  [...new Set(rules)].flatMap((rule) => (byRule.get(rule) ?? []).filter(({ serviceCode }) => serviceCode === service))
