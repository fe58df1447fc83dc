import type { Request, Response, Router } from 'express'
import { type RuleRow, ruleVersions } from '../../../db/queries/retention-rules.ts'
import { servicesWithin } from '../../../db/queries/services.ts'
import { recomputeSmallRule } from '../../actions/recompute.ts'
import { addRule, CHANGED_MEANWHILE, type ChangedRule, changeRule, confirmRule } from '../../actions/retention-rules.ts'
import { proposeChange } from '../../actions/rule-preview.ts'
import { countOf } from '../../domain/list.ts'
import { check } from '../../domain/problem.ts'
import { NewRetentionRule, RetentionRuleDraft } from '../../domain/retention-rule.ts'
import { type Difference, ruleDifferences } from '../../domain/rule-differences.ts'
import { actingOf, needs } from '../access.ts'
import type { App } from '../app-context.ts'
import { PageError } from '../errors.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { newValues, submitted, typedValues, valuesOf } from './form-values.ts'
import { type FormFacts, formPage } from './form-view.ts'
import { previewPage } from './preview-view.ts'
import { ruleOf } from './rule-of.ts'
import { compared } from './view.ts'

/** Adding, changing and confirming rules. A change is shown before it is saved: `edit` asks, `versions` saves. */
export function changeRoutes(app: App, router: Router): void {
  const form = async (res: Response, facts: Pick<FormFacts, 'rule' | 'values'> & Partial<FormFacts>, status = 200) => {
    const services = await servicesWithin(app.db, null)
    sendPage(res, 'retention-rules/form', formPage({ problems: [], meanwhile: null, services, ...facts }), status)
  }

  /** The form again with what was typed: with what others changed when the rule is not the one that was shown. */
  const formAgain = async (req: Request, res: Response, rule: RuleRow, problems: FormFacts['problems']) => {
    const values = typedValues(req.body)
    const stale = problems.some(({ field }) => field === CHANGED_MEANWHILE)
    const meanwhile = stale ? await changedSince(app, rule, seenBy(req)) : null
    await form(res, { rule, values, problems, meanwhile }, stale ? 409 : 422)
  }

  router.get('/retention-rules/new', needs('edit the schedule'), async (req, res) => {
    readQuery({}, req)
    await form(res, { rule: null, values: newValues() })
  })

  router.post('/retention-rules', needs('edit the schedule'), async (req, res) => {
    const values = typedValues(req.body)
    const draft = check(NewRetentionRule, submitted(values))
    const added = draft.ok ? await addRule(app.db, actingOf(app, req, res), draft.value) : draft
    if (!added.ok) return form(res, { rule: null, values, problems: added.problems }, 422)
    req.session.flash = `${added.value} is in the schedule, in force from today.`
    res.redirect(303, `/retention-rules/${added.value}`)
  })

  router.get('/retention-rules/:code/edit', needs('edit the schedule'), async (req, res) => {
    readQuery({}, req)
    const rule = await ruleOf(app, req, res)
    await form(res, { rule, values: valuesOf(rule) })
  })

  router.post('/retention-rules/:code/edit', needs('edit the schedule'), async (req, res) => {
    const rule = await ruleOf(app, req, res)
    const values = typedValues(req.body)
    if (req.body?.again === 'yes') return form(res, { rule, values })
    const draft = check(RetentionRuleDraft, submitted(values))
    if (!draft.ok) return formAgain(req, res, rule, draft.problems)
    const content = draft.value
    const proposed = await proposeChange(app.db, rule, { seen: seenBy(req), content }, app.clock.today())
    if (!proposed.ok) return formAgain(req, res, rule, proposed.problems)
    const { preview, serviceName } = proposed.value
    const differences = ruleDifferences(compared(rule), compared({ ...rule, ...content, serviceName }))
    sendPage(res, 'retention-rules/preview', previewPage({ rule, content, values, differences, preview }))
  })

  router.post('/retention-rules/:code/versions', needs('edit the schedule'), async (req, res) => {
    const rule = await ruleOf(app, req, res)
    const draft = check(RetentionRuleDraft, submitted(typedValues(req.body)))
    if (!draft.ok) return formAgain(req, res, rule, draft.problems)
    const change = {
      code: rule.code,
      seen: seenBy(req),
      content: draft.value,
      shortensExisting: req.body.shortensExisting === 'yes',
    }
    const saved = await changeRule(app.db, actingOf(app, req, res), change)
    if (!saved.ok) return formAgain(req, res, await ruleOf(app, req, res), saved.problems)
    req.session.flash = `Version ${saved.value.version} of ${rule.code} is in force. ${await applied(app, saved.value)}`
    res.redirect(303, `/retention-rules/${rule.code}`)
  })

  router.post('/retention-rules/:code/confirmation', needs('edit the schedule'), async (req, res) => {
    const rule = await ruleOf(app, req, res)
    const confirmed = await confirmRule(app.db, actingOf(app, req, res), rule.code, seenBy(req))
    if (!confirmed.ok)
      throw new PageError(
        409,
        `${rule.code} was changed or confirmed by somebody else since you opened it. Go back, reload the page and look at it again.`,
      )
    req.session.flash = `${rule.code} is confirmed.`
    res.redirect(303, `/retention-rules/${rule.code}`)
  })
}

/** The number of the version that the form was made of; 0 when it says none. */
function seenBy(req: Request): number {
  const seen = String(req.body?.version ?? '')
  return /^\d{1,9}$/.test(seen) ? Number(seen) : 0
}

async function changedSince(app: App, rule: RuleRow, seen: number): Promise<Difference[]> {
  const before = (await ruleVersions(app.db, rule.ruleId)).find(({ version }) => version === seen)
  return before === undefined ? [] : ruleDifferences(compared(before), compared(rule))
}

/** Gives records the dates of a change: at once when they are few, else in a thread of its own. Says which. */
async function applied(app: App, { ruleId, toApply }: ChangedRule): Promise<string> {
  if (!toApply) return 'No record moved.'
  const done = await recomputeSmallRule(app.db, ruleId, { clock: app.clock })
  if (done === null) {
    app.work.recompute()
    return 'It is being applied to the records held; this page says so until that is done.'
  }
  const left =
    done.leftReviews === 0 ? '' : `, of which ${done.leftReviews.toLocaleString('en-GB')} left disposal reviews`
  return `It was applied to ${countOf(done.records, 'record')}${left}.`
}
