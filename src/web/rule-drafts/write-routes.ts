import type { Request, Response, Router } from 'express'
import { oneMayApproveSome } from '../../../db/queries/rule-approvals.ts'
import type { RuleDraft } from '../../../db/queries/rule-drafts.ts'
import { beginRuleDraft, saveRuleDraft } from '../../actions/rule-drafts.ts'
import { CHANGED_MEANWHILE } from '../../actions/rule-versions.ts'
import { type Checked, check, type Problem } from '../../domain/problem.ts'
import { NewRetentionRule, RetentionRuleDraft, type RuleContent } from '../../domain/retention-rule.ts'
import { actingOf, needs } from '../access.ts'
import type { App } from '../app-context.ts'
import { PageError } from '../errors.ts'
import { readQuery } from '../query.ts'
import { draftAgain, newRule } from '../retention-rules/form-target.ts'
import { type FormValues, submitted, typedValues } from '../retention-rules/form-values.ts'
import { changedSince, formAgain, seenIn, sendForm } from '../retention-rules/rule-form.ts'
import { ruleOf } from '../retention-rules/rule-of.ts'
import { differsFromTyped, openedDraft } from './opened.ts'
import { draftOf, readingOf } from './read.ts'
import { LIST } from './words.ts'

/** Beginning drafts of rules, and changing them. */
export function writeRoutes(app: App, router: Router): void {
  router.post(LIST, needs('edit the schedule'), async (req, res) => {
    const values = typedValues(req.body)
    const said = newRuleIn(values)
    const begun = said.ok
      ? await beginRuleDraft(app.db, actingOf(app, req, res), { ...said.value, basedOn: null })
      : said
    if (!begun.ok) {
      const target = newRule(await oneMayApproveSome(app.db))
      return sendForm(app, res, target, { values, problems: begun.problems }, 422)
    }
    toDraft(req, res, begun.value)
  })

  router.post('/retention-rules/:code/drafts', needs('edit the schedule'), async (req, res) => {
    const rule = await ruleOf(app, req, res)
    const said = check(RetentionRuleDraft, submitted(typedValues(req.body)))
    if (!said.ok) return formAgain(app, req, res, rule, said.problems)
    const drafted = { code: rule.code, basedOn: seenIn(req, 'version'), content: said.value }
    const begun = await beginRuleDraft(app.db, actingOf(app, req, res), drafted)
    if (!begun.ok) return formAgain(app, req, res, await ruleOf(app, req, res), begun.problems)
    toDraft(req, res, begun.value)
  })

  router.get(`${LIST}/:id/edit`, needs('edit the schedule'), async (req, res) => {
    readQuery({}, req)
    const reading = await readingOf(app, res, open(await draftOf(app, req, res)))
    await sendForm(app, res, draftAgain(reading.draft), openedDraft(reading))
  })

  router.post(`${LIST}/:id/edit`, needs('edit the schedule'), async (req, res) => {
    const draft = open(await draftOf(app, req, res))
    const values = typedValues(req.body)
    const isNew = draft.basedOnVersion === null
    const said = isNew ? newRuleIn(values) : changeIn(draft.code, values)
    if (!said.ok) return again(req, res, draft, said.problems)
    const seen = { id: draft.id, revision: seenIn(req, 'revision') }
    const drafted = { ...said.value, basedOn: isNew ? null : seenIn(req, 'version') }
    const saved = await saveRuleDraft(app.db, actingOf(app, req, res), seen, drafted)
    if (!saved.ok) return again(req, res, await draftOf(app, req, res), saved.problems)
    toDraft(req, res, draft.id)
  })

  /** The form again with what was typed: with what somebody else did to the draft, or to the rule, meanwhile. */
  async function again(req: Request, res: Response, draft: RuleDraft, problems: Problem[]): Promise<void> {
    const values = typedValues(req.body)
    const stale = problems.some(({ field }) => field === CHANGED_MEANWHILE)
    const reading = await readingOf(app, res, draft)
    const rewritten = draft.revision !== seenIn(req, 'revision')
    const sinceSeen = reading.rule && !rewritten ? await changedSince(app, reading.rule, seenIn(req, 'version')) : null
    const meanwhile = stale ? (sinceSeen ?? differsFromTyped(reading, values)) : null
    await sendForm(app, res, draftAgain(draft), { values, problems, meanwhile }, stale ? 409 : 422)
  }
}

function toDraft(req: Request, res: Response, id: number): void {
  req.session.flash = `Draft ${id} has been saved. Nothing of it is in force until it is approved.`
  res.redirect(303, `${LIST}/${id}`)
}

type Said = Checked<{ code: string; content: RuleContent }>

function newRuleIn(values: FormValues): Said {
  const said = check(NewRetentionRule, submitted(values))
  if (!said.ok) return said
  const { code, ...content } = said.value
  return { ok: true, value: { code, content } }
}

function changeIn(code: string, values: FormValues): Said {
  const said = check(RetentionRuleDraft, submitted(values))
  return said.ok ? { ok: true, value: { code, content: said.value } } : said
}

function open(draft: RuleDraft): RuleDraft {
  if (draft.state !== 'draft')
    throw new PageError(
      409,
      draft.state === 'submitted'
        ? `Draft ${draft.id} waits for its approval. Have it returned before you change it.`
        : `Draft ${draft.id} is ${draft.state}, and is not changed any more.`,
    )
  return draft
}
