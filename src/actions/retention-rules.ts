import { ruleByCode } from '../../db/queries/retention-rules.ts'
import { approvalsOfRule } from '../../db/queries/rule-approvals.ts'
import type { Db } from '../../db/schema.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import type { RuleContent } from '../domain/retention-rule.ts'
import { contentOf } from '../domain/rule-content.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { figuresStand } from './rule-preview.ts'
import {
  addRuleWithin,
  type ChangedRule,
  changedMeanwhile,
  changeRuleWithin,
  type RuleChange,
} from './rule-versions.ts'

/** The field of the problem that says that it takes a second person. */
export const TWO_PEOPLE = 'approval'

/**
 * Adds a rule with its first version, in force from today and confirmed by who adds it.
 *
 * Refused when the code is taken, and under `TWO_PEOPLE` where two people are asked for.
 */
export async function addRule(db: Db, acting: Acting, rule: RuleContent & { code: string }): Promise<Checked<string>> {
  mustBeAllowed(acting, 'edit the schedule')
  return db.transaction().execute(async (tx) => {
    if ((await approvalsOfRule(tx, [rule.serviceId])) === 2) return takesTwo()
    const added = await addRuleWithin(tx, acting, rule)
    return added.ok ? accepted(rule.code) : added
  })
}

/**
 * Changes a rule: what is submitted becomes its next version, in force from today; earlier versions stay as they were.
 *
 * Refused under `CHANGED_MEANWHILE` when the version seen is no longer in force: of several people who change it, the first wins; and
 * under `TWO_PEOPLE` where two people are asked for, be it for the service that the rule has or for the one that it gets.
 * The dates of records follow with `recomputeRule`, and only where dates or decisions rest on what was changed.
 * `figures`: of the preview that the person saw, null when they saw none; refused under `FIGURES` when others would move by now.
 */
export async function changeRule(
  db: Db,
  acting: Acting,
  change: RuleChange & { figures?: string | null },
): Promise<Checked<ChangedRule>> {
  mustBeAllowed(acting, 'edit the schedule')
  const rule = await ruleByCode(db, change.code, null)
  const isSeen = rule?.version === change.seen
  const stands = isSeen
    ? await figuresStand(db, { ...change, ruleId: rule.ruleId }, acting.clock.today())
    : accepted(null)
  if (!stands.ok) return stands
  return db.transaction().execute(async (tx) => {
    const current = await ruleByCode(tx, change.code, null)
    const services = [change.content.serviceId, ...(current ? [current.serviceId] : [])]
    if ((await approvalsOfRule(tx, services)) === 2) return takesTwo()
    return changeRuleWithin(tx, acting, { ...change, shown: stands.value })
  })
}

/** Confirms a proposed rule as it stands, as a version of its own that says who did and when; no record moves. Refused as a change is. */
export async function confirmRule(db: Db, acting: Acting, code: string, seen: number): Promise<Checked<ChangedRule>> {
  mustBeAllowed(acting, 'edit the schedule')
  return db.transaction().execute(async (tx) => {
    const current = await ruleByCode(tx, code, null)
    if (current?.version !== seen) return changedMeanwhile(code)
    if (current.standing === 'confirmed') return refused('standing', `${code} is confirmed already`)
    if ((await approvalsOfRule(tx, [current.serviceId])) === 2) return takesTwo()
    const content = contentOf(current)
    return changeRuleWithin(tx, acting, { code, seen, content, shortensExisting: false, confirms: true })
  })
}

const takesTwo = () =>
  refused(TWO_PEOPLE, 'Two people are asked for here: save a draft and submit it, so that somebody else can approve it')
