import { loadingFeed } from '../../db/queries/feeds-waiting.ts'
import { recordCounts } from '../../db/queries/record-counts.ts'
import { type RuleRow, ruleByCode } from '../../db/queries/retention-rules.ts'
import { activityIdsUsingRule } from '../../db/queries/rule-activities.ts'
import { pendingRuleDraft } from '../../db/queries/rule-drafts.ts'
import { addRetirement, endRetirement } from '../../db/queries/rule-standing.ts'
import type { Db } from '../../db/schema.ts'
import { isEnded, recordStates } from '../domain/held-record.ts'
import { countOf, listInWords } from '../domain/list.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { refreshConcerned } from './concerned-activities.ts'
import { OWN_RULE } from './own-rule.ts'
import { withdrawWithin } from './rule-approval.ts'
import { ruleSubject } from './rule-event.ts'

/**
 * Retires a rule: it stays in the schedule, marked so, with the reason, and nothing new comes under it.
 *
 * Refused while `retirementBlock` says why, and when it is retired already. What is on its way for it is withdrawn with the same reason;
 * what the checks find of activities that link it is found afresh.
 */
export async function retireRule(db: Db, acting: Acting, code: string, reason: string): Promise<Checked<null>> {
  mustBeAllowed(acting, 'edit the schedule')
  return db.transaction().execute(async (tx) => {
    const rule = await ruleByCode(tx, code, null)
    if (!rule) return refused('reason', `There is no rule ${code}`)
    const block = await retirementBlock(tx, rule)
    if (block !== null) return refused('reason', block)
    const retirement = { ruleId: rule.ruleId, reason, retiredAt: acting.clock.now(), retiredByName: acting.who.name }
    if (!(await addRetirement(tx, retirement))) return refused('reason', `${code} is retired already`)
    const draft = await pendingRuleDraft(tx, code, null)
    if (draft) await withdrawWithin(tx, acting, draft, reason)
    await refreshConcerned(tx, await activityIdsUsingRule(tx, rule.ruleId), acting.clock)
    await recordEvent(tx, acting, { kind: 'retired', subject: ruleSubject(code), facts: { reason } })
    return accepted(null)
  })
}

/** Brings a retired rule back as it was, with the reason; refused when it is not retired. */
export async function reinstateRule(db: Db, acting: Acting, code: string, reason: string): Promise<Checked<null>> {
  mustBeAllowed(acting, 'edit the schedule')
  return db.transaction().execute(async (tx) => {
    const rule = await ruleByCode(tx, code, null)
    if (!rule) return refused('reason', `There is no rule ${code}`)
    const end = { reinstatedAt: acting.clock.now(), reinstatedByName: acting.who.name, reinstatedReason: reason }
    if (!(await endRetirement(tx, rule.ruleId, end))) return refused('reason', `${code} is in force already`)
    await refreshConcerned(tx, await activityIdsUsingRule(tx, rule.ruleId), acting.clock)
    await recordEvent(tx, acting, { kind: 'brought back', subject: ruleSubject(code), facts: { reason } })
    return accepted(null)
  })
}

/** Why a rule cannot be retired now, in a sentence without a full stop; null when it can. */
export async function retirementBlock(
  db: Db,
  { code, ruleId }: Pick<RuleRow, 'code' | 'ruleId'>,
): Promise<string | null> {
  if (code === OWN_RULE) return `${code} is the rule by which Muniment keeps the personal data of its own users`
  const counts = (await recordCounts(db, null, ruleId)).filter(({ state }) => !isEnded(state))
  const held = counts.reduce((sum, { count }) => sum + count, 0)
  if (held > 0) {
    const states = recordStates.flatMap((state) => counts.filter((each) => each.state === state))
    const said = listInWords(states.map(({ state, count }) => `${count.toLocaleString('en-GB')} ${state}`))
    return `${countOf(held, 'record is', 'records are')} still held under ${code} (${said}): a rule is retired when nothing is left under it`
  }
  const feed = await loadingFeed(db)
  return feed === undefined
    ? null
    : `Feed ${feed.id} of ${feed.source} is being loaded just now, and may bring records under ${code}: retire the rule when that has ended`
}
