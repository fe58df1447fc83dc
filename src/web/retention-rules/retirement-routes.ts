import type { Response, Router } from 'express'
import { z } from 'zod'
import type { RuleRow } from '../../../db/queries/retention-rules.ts'
import { activitiesUsingRules } from '../../../db/queries/rule-activities.ts'
import { reinstateRule, retirementBlock, retireRule } from '../../actions/rule-retirement.ts'
import { requiredText } from '../../domain/activity-text.ts'
import { check, type Problem } from '../../domain/problem.ts'
import { actingOf, needs } from '../access.ts'
import type { App } from '../app-context.ts'
import { PageError } from '../errors.ts'
import { formBody } from '../form.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { reinstatementPage, retirementPage } from './retirement-view.ts'
import { notRetired, ruleOf } from './rule-of.ts'

const RULE = '/retention-rules/:code'
const VIEW = 'retention-rules/retirement'
const Reason = (what: string) => z.object({ reason: requiredText(what, 1000) })

/** Retiring rules, and bringing them back. */
export function retirementRoutes(app: App, router: Router): void {
  const retirement = async (res: Response, rule: RuleRow, typed = '', problems: Problem[] = []) => {
    const activities = await activitiesUsingRules(app.db, null, rule.ruleId)
    const block = await retirementBlock(app.db, rule)
    const page = retirementPage({ rule, activities, block, typed, problems })
    sendPage(res, VIEW, page, problems.length > 0 ? 422 : 200)
  }

  router.get(`${RULE}/retirement`, needs('edit the schedule'), async (req, res) => {
    readQuery({}, req)
    await retirement(res, notRetired(await ruleOf(app, req, res)))
  })

  router.post(`${RULE}/retirement`, needs('edit the schedule'), async (req, res) => {
    const rule = notRetired(await ruleOf(app, req, res))
    const answer = check(Reason('why this rule is retired'), formBody(req))
    const done = answer.ok ? await retireRule(app.db, actingOf(app, req, res), rule.code, answer.value.reason) : answer
    if (!done.ok) return retirement(res, rule, String(formBody(req).reason ?? ''), done.problems)
    req.session.flash = `${rule.code} has been retired. It stays in the schedule with the reason.`
    res.redirect(303, `/retention-rules/${rule.code}`)
  })

  router.get(`${RULE}/reinstatement`, needs('edit the schedule'), async (req, res) => {
    readQuery({}, req)
    sendPage(res, VIEW, reinstatementPage(retired(await ruleOf(app, req, res)), '', []))
  })

  router.post(`${RULE}/reinstatement`, needs('edit the schedule'), async (req, res) => {
    const rule = retired(await ruleOf(app, req, res))
    const answer = check(Reason('why it is brought back'), formBody(req))
    const acting = actingOf(app, req, res)
    const done = answer.ok ? await reinstateRule(app.db, acting, rule.code, answer.value.reason) : answer
    if (!done.ok) {
      const typed = String(formBody(req).reason ?? '')
      return sendPage(res, VIEW, reinstatementPage(rule, typed, done.problems), 422)
    }
    req.session.flash = `${rule.code} is in force again.`
    res.redirect(303, `/retention-rules/${rule.code}`)
  })
}

function retired(rule: RuleRow): RuleRow {
  if (rule.status !== 'retired') throw new PageError(409, `${rule.code} is in force already.`)
  return rule
}
