import type { Request, Response, Router } from 'express'
import type { RuleRow } from '../../../db/queries/retention-rules.ts'
import { approvalsOfRule, oneMayApproveSome } from '../../../db/queries/rule-approvals.ts'
import { pendingRuleDraft } from '../../../db/queries/rule-drafts.ts'
import { addRule, changeRule, confirmRule } from '../../actions/retention-rules.ts'
import { submitConfirmation } from '../../actions/rule-drafts.ts'
import { FIGURES } from '../../actions/rule-preview.ts'
import { proposeChange } from '../../actions/rule-preview-full.ts'
import { check, type Problem } from '../../domain/problem.ts'
import { NewRetentionRule, RetentionRuleDraft, type RuleContent } from '../../domain/retention-rule.ts'
import { ruleDifferences } from '../../domain/rule-differences.ts'
import { actingOf, needs } from '../access.ts'
import type { App } from '../app-context.ts'
import { PageError } from '../errors.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { applied } from './applied.ts'
import { newRule, nextVersion } from './form-target.ts'
import { newValues, submitted, typedValues, valuesOf } from './form-values.ts'
import { previewPage } from './preview-view.ts'
import { figuresIn, formAgain, seenIn, sendForm, shortensIn } from './rule-form.ts'
import { notRetired, ruleOf } from './rule-of.ts'
import { compared } from './versions-view.ts'

/** Adding, changing and confirming rules. A change is shown before it is saved: `edit` asks, `versions` saves where one person may. */
export function changeRoutes(app: App, router: Router): void {
  router.get('/retention-rules/new', needs('edit the schedule'), async (req, res) => {
    readQuery({}, req)
    await sendForm(app, res, newRule(await oneMayApproveSome(app.db)), { values: newValues() })
  })

  router.post('/retention-rules', needs('edit the schedule'), async (req, res) => {
    const values = typedValues(req.body)
    const draft = check(NewRetentionRule, submitted(values))
    const added = draft.ok ? await addRule(app.db, actingOf(app, req, res), draft.value) : draft
    if (!added.ok) {
      const target = newRule(await oneMayApproveSome(app.db))
      return sendForm(app, res, target, { values, problems: added.problems }, 422)
    }
    req.session.flash = `${added.value} is in the schedule, in force from today.`
    res.redirect(303, `/retention-rules/${added.value}`)
  })

  router.get('/retention-rules/:code/edit', needs('edit the schedule'), async (req, res) => {
    readQuery({}, req)
    const rule = notRetired(await ruleOf(app, req, res))
    await sendForm(app, res, nextVersion(rule), { values: valuesOf(rule) })
  })

  router.post('/retention-rules/:code/edit', needs('edit the schedule'), async (req, res) => {
    const rule = notRetired(await ruleOf(app, req, res))
    const values = typedValues(req.body)
    if (req.body?.again === 'yes') return sendForm(app, res, nextVersion(rule), { values })
    const draft = check(RetentionRuleDraft, submitted(values))
    if (!draft.ok) return formAgain(app, req, res, rule, draft.problems)
    await askFirst(req, res, rule, draft.value)
  })

  router.post('/retention-rules/:code/versions', needs('edit the schedule'), async (req, res) => {
    const rule = await ruleOf(app, req, res)
    const draft = check(RetentionRuleDraft, submitted(typedValues(req.body)))
    if (!draft.ok) return formAgain(app, req, res, rule, draft.problems)
    const change = {
      code: rule.code,
      seen: seenIn(req, 'version'),
      content: draft.value,
      shortensExisting: shortensIn(req),
      figures: figuresIn(req),
    }
    const saved = await changeRule(app.db, actingOf(app, req, res), change)
    if (!saved.ok && saved.problems.some(({ field }) => field === FIGURES))
      return askFirst(req, res, rule, draft.value, saved.problems)
    if (!saved.ok) return formAgain(app, req, res, await ruleOf(app, req, res), saved.problems)
    req.session.flash = `Version ${saved.value.version} of ${rule.code} is in force. ${await applied(app, saved.value)}`
    res.redirect(303, `/retention-rules/${rule.code}`)
  })

  router.post('/retention-rules/:code/confirmation', needs('edit the schedule'), async (req, res) => {
    const rule = notRetired(await ruleOf(app, req, res))
    const acting = actingOf(app, req, res)
    const seen = seenIn(req, 'version')
    if ((await approvalsOfRule(app.db, [rule.serviceId])) === 2) {
      const submission = await submitConfirmation(app.db, acting, rule.code, seen)
      if (!submission.ok) throw new PageError(409, `${submission.problems[0]?.text}.`)
      req.session.flash = `The confirmation of ${rule.code} waits for somebody else to approve it.`
      return res.redirect(303, `/rule-drafts/${submission.value}`)
    }
    const confirmed = await confirmRule(app.db, acting, rule.code, seen)
    if (!confirmed.ok)
      throw new PageError(
        409,
        `${rule.code} was changed or confirmed by somebody else since you opened it. Go back, reload the page and look at it again.`,
      )
    req.session.flash = `${rule.code} is confirmed.`
    res.redirect(303, `/retention-rules/${rule.code}`)
  })

  /** Shows what a change would do, and asks whether to save it. */
  async function askFirst(req: Request, res: Response, rule: RuleRow, content: RuleContent, problems: Problem[] = []) {
    const proposed = await proposeChange(app.db, rule, { seen: seenIn(req, 'version'), content }, app.clock)
    if (!proposed.ok) return formAgain(app, req, res, rule, proposed.problems)
    const { preview, serviceName } = proposed.value
    const page = previewPage({
      ...{ rule, content, preview, problems, values: typedValues(req.body), shortens: shortensIn(req) },
      differences: ruleDifferences(compared(rule), compared({ ...rule, ...content, serviceName })),
      people: await approvalsOfRule(app.db, [rule.serviceId, content.serviceId]),
      pending: (await pendingRuleDraft(app.db, rule.code, null)) ?? null,
    })
    sendPage(res, 'retention-rules/preview', page, problems.length > 0 ? 409 : 200)
  }
}
