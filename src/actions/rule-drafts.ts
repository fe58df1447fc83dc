import { ruleByCode } from '../../db/queries/retention-rules.ts'
import { addRuleDraft, pendingRuleDraft, rewriteRuleDraft, ruleDraftById } from '../../db/queries/rule-drafts.ts'
import type { Db } from '../../db/schema.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import type { RuleContent } from '../domain/retention-rule.ts'
import { contentOf, sameContent } from '../domain/rule-content.ts'
import { keptContent } from '../domain/rule-draft.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { submitWithin } from './rule-approval.ts'
import { ruleChanges, ruleSubject } from './rule-event.ts'
import { previewChange } from './rule-preview.ts'
import {
  CHANGED_MEANWHILE,
  changedMeanwhile,
  codeTaken,
  isRetired,
  knownService,
  NOTHING_CHANGED,
} from './rule-versions.ts'

/** What a draft is to say. `basedOn`: the version in force that the person was shown; null for a rule that is not in the schedule yet. */
export type DraftedRule = { code: string; basedOn: number | null; content: RuleContent }

/**
 * Begins a draft of a rule, or of its next version, and returns its number; nothing of it is in force until it is approved.
 *
 * Refused when one is on its way already, under `CHANGED_MEANWHILE` when the version seen is no longer in force, and for a retired rule.
 */
export async function beginRuleDraft(db: Db, acting: Acting, drafted: DraftedRule): Promise<Checked<number>> {
  mustBeAllowed(acting, 'edit the schedule')
  const changes = await isChange(db, acting, drafted)
  if (!changes) return refused('recordSeries', NOTHING_CHANGED)
  return db.transaction().execute((tx) => beginWithin(tx, acting, drafted, 0))
}

/**
 * Hands in for approval that a proposed rule is confirmed as it stands, where it takes two people; returns the number of the draft.
 *
 * Refused as `confirmRule` is, and when something is on its way for the rule already.
 */
export async function submitConfirmation(db: Db, acting: Acting, code: string, seen: number): Promise<Checked<number>> {
  mustBeAllowed(acting, 'edit the schedule')
  return db.transaction().execute(async (tx) => {
    const current = await ruleByCode(tx, code, null)
    if (current?.version !== seen) return changedMeanwhile(code)
    if (current.standing === 'confirmed') return refused('standing', `${code} is confirmed already`)
    const begun = await beginWithin(tx, acting, { code, basedOn: seen, content: contentOf(current) }, 1)
    if (!begun.ok) return begun
    const draft = await ruleDraftById(tx, begun.value, null)
    if (draft) await submitWithin(tx, acting, draft, '')
    return begun
  })
}

/**
 * Writes a draft afresh, over the version that is in force now.
 *
 * Refused under `CHANGED_MEANWHILE` when the draft, or the version in force, is no longer what the person saw; and once it is submitted.
 */
export async function saveRuleDraft(
  db: Db,
  acting: Acting,
  { id, revision }: { id: number; revision: number },
  drafted: DraftedRule,
): Promise<Checked<null>> {
  mustBeAllowed(acting, 'edit the schedule')
  const { code, basedOn, content } = drafted
  const changes = await isChange(db, acting, drafted)
  return db.transaction().execute(async (tx) => {
    const draft = await ruleDraftById(tx, id, null)
    if (!draft) return refused('recordSeries', `There is no draft ${id}`)
    if (draft.state !== 'draft')
      return refused('recordSeries', `Draft ${id} is ${draft.state}, and is not changed any more`)
    if (draft.revision !== revision) return savedMeanwhile(id)
    if (draft.confirms === 0 && !changes) return refused('recordSeries', NOTHING_CHANGED)
    const may = await mayStand(tx, { code, basedOn, content })
    if (!may.ok) return may
    const other = await pendingRuleDraft(tx, code, null)
    if (other && other.id !== id) return draftedAlready(drafted)
    const words = { ...wordsOf(acting, content), code, basedOnVersion: basedOn }
    if (words.content === draft.content && code === draft.code && basedOn === draft.basedOnVersion)
      return accepted(null)
    if (!(await rewriteRuleDraft(tx, draft, words))) return savedMeanwhile(id)
    await recordDraft(tx, acting, drafted, id)
    return accepted(null)
  })
}

async function beginWithin(tx: Db, acting: Acting, drafted: DraftedRule, confirms: 0 | 1): Promise<Checked<number>> {
  const { code, basedOn, content } = drafted
  const may = await mayStand(tx, drafted)
  if (!may.ok) return may
  const id = await addRuleDraft(tx, { ...wordsOf(acting, content), code, basedOnVersion: basedOn, confirms })
  if (id === null) return draftedAlready(drafted)
  await recordDraft(tx, acting, drafted, id)
  return accepted(id)
}

/** A draft of a rule is written over the version in force of one that is not retired; that of a new rule has a code of its own. */
async function mayStand(tx: Db, { code, basedOn, content }: DraftedRule): Promise<Checked<string | null>> {
  const current = await ruleByCode(tx, code, null)
  if (basedOn === null && current) return codeTaken(code)
  if (basedOn !== null && current?.version !== basedOn) return changedMeanwhile(code)
  if (current?.status === 'retired') return isRetired(code)
  return knownService(tx, content)
}

/** A draft may also ask that the shorter dates of the version in force apply to records already held, and change nothing else. */
async function isChange(db: Db, { clock }: Acting, { code, basedOn, content }: DraftedRule): Promise<boolean> {
  const current = basedOn === null ? undefined : await ruleByCode(db, code, null)
  if (!current || !sameContent(current, content)) return true
  return (await previewChange(db, current.ruleId, content, clock.today())).earlier > 0
}

const wordsOf = ({ who, clock }: Acting, content: RuleContent) => ({
  ...{ serviceId: content.serviceId, content: keptContent(content) },
  ...{ writtenAt: clock.now(), writtenByName: who.name },
})

async function recordDraft(tx: Db, acting: Acting, { code, content }: DraftedRule, draft: number): Promise<void> {
  const current = await ruleByCode(tx, code, null)
  const service = await knownService(tx, content)
  const after = { ...content, service: service.ok ? service.value : null }
  await recordEvent(tx, acting, {
    ...{ kind: 'drafted', subject: ruleSubject(code), facts: { draft } },
    ...(current
      ? ruleChanges(current, { ...after, standing: current.standing })
      : { changes: [{ field: 'record series', before: null, after: content.recordSeries }] }),
  })
}

const draftedAlready = ({ code, basedOn }: DraftedRule) =>
  refused(
    basedOn === null ? 'code' : 'recordSeries',
    `${code} has a draft already: change that one, or withdraw it first`,
  )

const savedMeanwhile = (id: number) =>
  refused(
    CHANGED_MEANWHILE,
    `Draft ${id} was saved by somebody else since you opened it. What you typed is below and is not saved. Compare it with the draft as it is now, then save again to put yours in its place`,
  )
