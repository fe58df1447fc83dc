import { ruleByCode } from '../../db/queries/retention-rules.ts'
import { approvalsOfRule } from '../../db/queries/rule-approvals.ts'
import { addRuleComment, type RuleComment } from '../../db/queries/rule-comments.ts'
import { type DraftStep, moveRuleDraft, type RuleDraft, ruleDraftById } from '../../db/queries/rule-drafts.ts'
import type { Db } from '../../db/schema.ts'
import { whoIdOf } from '../domain/audit-event.ts'
import type { ChangePreview } from '../domain/change-preview.ts'
import { reach } from '../domain/permission.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { notFit, readDraft } from '../domain/rule-draft.ts'
import { type Acting, mustBeAllowed, personActing } from './acting.ts'
import { recordEvent } from './audit.ts'
import { TWO_PEOPLE } from './retention-rules.ts'
import { ruleSubject } from './rule-event.ts'
import { figuresStand } from './rule-preview.ts'
import { addRuleWithin, CHANGED_MEANWHILE, type ChangedRule, changeRuleWithin } from './rule-versions.ts'

/** What is decided about a draft: which of its revisions the person saw, and what they say about it. */
export type RuleDecision = { revision: number; text: string }

/** Hands a draft in to be approved: from then on it is not changed unless it is returned. Refused when it is not what the person saw, or was written over an older version. */
export const submitRuleDraft = (db: Db, acting: Acting, id: number, decision: RuleDecision): Promise<Checked<null>> =>
  decided(db, acting, id, decision, ['draft'], async (tx, draft) => {
    const fit = readDraft(draft)
    if (!fit.ok) return refused('text', notFit(fit.problems))
    if (isOutdated(draft)) return outdated(draft)
    await submitWithin(tx, acting, draft, decision.text)
    return accepted(null)
  })

/** As `submitRuleDraft`, for a draft that the caller's transaction has just written. */
export const submitWithin = (tx: Db, acting: Acting, draft: RuleDraft, text: string): Promise<void> => {
  const { who, clock } = acting
  const by = { submittedAt: clock.now(), submittedByName: who.name, submittedById: whoIdOf(who) }
  return step(tx, acting, draft, text, 'submitted', { state: 'submitted', ...by })
}

/** Gives a submitted draft back to be changed, and says why. */
export const returnRuleDraft = (db: Db, acting: Acting, id: number, decision: RuleDecision): Promise<Checked<null>> =>
  decided(db, acting, id, decision, ['submitted'], async (tx, draft) => {
    const back: DraftStep = { state: 'draft', submittedAt: null, submittedByName: null, submittedById: null }
    await step(tx, acting, draft, decision.text, 'returned', back)
    return accepted(null)
  })

/** Gives a draft up for good, and says why: what is in force stays so. */
export const withdrawRuleDraft = (db: Db, acting: Acting, id: number, decision: RuleDecision): Promise<Checked<null>> =>
  decided(db, acting, id, decision, ['draft', 'submitted'], async (tx, draft) => {
    await withdrawWithin(tx, acting, draft, decision.text)
    return accepted(null)
  })

/** As `withdrawRuleDraft`, within a transaction that has looked already what is on its way. */
export const withdrawWithin = (tx: Db, acting: Acting, draft: RuleDraft, text: string): Promise<void> => {
  const by = { decidedAt: acting.clock.now(), decidedByName: acting.who.name }
  return step(tx, acting, draft, text, 'withdrawn', { state: 'withdrawn', ...by })
}

/**
 * Puts a submitted draft in force from today: as a rule's next version, or as a new rule.
 *
 * Refused when two people are asked for and whoever approves is the one who submitted it; when it is not what the person saw; and when the
 * version in force is not the one that it was written over. The dates of records follow with `recomputeRule`. `figures`: of the preview
 * that the person saw, null when they saw none; refused under `FIGURES` when others would move by now.
 */
export async function approveRuleDraft(
  db: Db,
  acting: Acting,
  id: number,
  decision: RuleDecision & { shortensExisting: boolean; figures?: string | null },
): Promise<Checked<ChangedRule>> {
  mustBeAllowed(acting, 'edit the schedule')
  const stands = await asShown(db, acting, id, decision)
  if (!stands.ok) return stands
  return decided(db, acting, id, decision, ['submitted'], async (tx, draft) => {
    const read = readDraft(draft)
    if (!read.ok) return refused('text', notFit(read.problems))
    const content = read.value
    const current = await ruleByCode(tx, draft.code, null)
    const services = [content.serviceId, ...(current ? [current.serviceId] : [])]
    if (draft.submittedById === whoIdOf(acting.who) && (await approvalsOfRule(tx, services)) === 2)
      return refused(TWO_PEOPLE, 'You submitted this draft: somebody else has to approve it')
    if (isOutdated(draft)) return outdated(draft)
    const { code, basedOnVersion: seen } = draft
    const { shortensExisting } = decision
    const change = { code, content, shortensExisting, confirms: draft.confirms === 1, shown: stands.value }
    const done =
      seen === null
        ? await addRuleWithin(tx, acting, { ...content, code })
        : await changeRuleWithin(tx, acting, { ...change, seen })
    if (!done.ok) return done
    const by = { decidedAt: acting.clock.now(), decidedByName: acting.who.name }
    await step(tx, acting, draft, decision.text, 'approved', { state: 'approved', ...by, version: done.value.version })
    return done
  })
}

/** Whether a draft would still move what the person saw. What cannot be approved for another reason is refused for that. */
async function asShown(
  db: Db,
  { clock }: Acting,
  id: number,
  decision: { shortensExisting: boolean; figures?: string | null },
): Promise<Checked<ChangePreview | null>> {
  const draft = await ruleDraftById(db, id, null)
  const read = draft && !isOutdated(draft) ? readDraft(draft) : undefined
  const rule = draft && read?.ok ? await ruleByCode(db, draft.code, null) : undefined
  if (!rule || !read?.ok) return accepted(null)
  return figuresStand(db, { ...decision, ruleId: rule.ruleId, content: read.value }, clock.today())
}

/** Keeps what somebody has to say about a draft on its way, within their reach of the schedule. */
export const commentOnRuleDraft = (db: Db, acting: Acting, id: number, text: string): Promise<Checked<null>> =>
  db.transaction().execute(async (tx) => {
    mustBeAllowed(acting, 'comment on the schedule')
    const draft = await ruleDraftById(tx, id, reach(personActing(acting)))
    if (draft?.state !== 'draft' && draft?.state !== 'submitted')
      return refused('text', 'Nothing is on its way any more')
    await keep(tx, acting, draft, 'comment', text)
    return accepted(null)
  })

/** True when another version of the rule is in force than the one that a draft was written over. */
export const isOutdated = ({ basedOnVersion, inForce }: RuleDraft): boolean => basedOnVersion !== inForce

/** The refusal of a decision about a draft that was written over an older version. */
const outdated = ({ code, basedOnVersion, inForce }: RuleDraft) =>
  refused(
    CHANGED_MEANWHILE,
    basedOnVersion === null
      ? `The schedule has a rule ${code} since this was drafted: have the draft returned, and give it another code`
      : `This was drafted over version ${basedOnVersion} of ${code}, and version ${inForce} is in force now: have it returned, and open the draft again over that`,
  )

/** Finds what is decided about, in one of the states and at the revision that the person saw, in one transaction with the decision. */
async function decided<Result>(
  db: Db,
  acting: Acting,
  id: number,
  { revision }: RuleDecision,
  states: RuleDraft['state'][],
  decide: (tx: Db, draft: RuleDraft) => Promise<Checked<Result>>,
): Promise<Checked<Result>> {
  mustBeAllowed(acting, 'edit the schedule')
  return db.transaction().execute(async (tx) => {
    const draft = await ruleDraftById(tx, id, null)
    if (!draft) return refused(CHANGED_MEANWHILE, `There is no draft ${id}`)
    if (!states.includes(draft.state) || draft.revision !== revision)
      return refused(
        CHANGED_MEANWHILE,
        `Draft ${id} has changed since you opened it, so that nothing was done: read it again before you decide`,
      )
    return decide(tx, draft)
  })
}

async function step(
  tx: Db,
  acting: Acting,
  draft: RuleDraft,
  text: string,
  kind: Exclude<RuleComment['kind'], 'comment'>,
  next: DraftStep,
): Promise<void> {
  if (!(await moveRuleDraft(tx, draft, next))) throw new Error(`Draft ${draft.id} changed meanwhile`)
  await keep(tx, acting, draft, kind, text)
  const facts = { draft: draft.id, ...(text === '' ? {} : { said: text }) }
  await recordEvent(tx, acting, { kind, subject: ruleSubject(draft.code), facts })
}

const keep = (tx: Db, { who, clock }: Acting, { id }: RuleDraft, kind: RuleComment['kind'], text: string) =>
  addRuleComment(tx, { draftId: id, kind, text, writtenAt: clock.now(), writtenByName: who.name })
