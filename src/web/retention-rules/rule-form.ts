import type { Request, Response } from 'express'
import { type RuleRow, ruleVersions } from '../../../db/queries/retention-rules.ts'
import { servicesWithin } from '../../../db/queries/services.ts'
import { CHANGED_MEANWHILE } from '../../actions/rule-versions.ts'
import type { Problem } from '../../domain/problem.ts'
import { ruleDifferences } from '../../domain/rule-differences.ts'
import type { App } from '../app-context.ts'
import { formBody } from '../form.ts'
import { sendPage } from '../page.ts'
import { type FormTarget, nextVersion } from './form-target.ts'
import { typedValues } from './form-values.ts'
import { type FormFacts, formPage, type Meanwhile } from './form-view.ts'
import { compared } from './versions-view.ts'

/** Answers with the form of a rule. */
export async function sendForm(
  app: App,
  res: Response,
  target: FormTarget,
  facts: Pick<FormFacts, 'values'> & Partial<FormFacts>,
  status = 200,
): Promise<void> {
  const services = await servicesWithin(app.db, null)
  const page = formPage(target, { problems: [], meanwhile: null, services, ...facts })
  sendPage(res, 'retention-rules/form', page, status)
}

/** The form that changes a rule again with what was typed: with what others changed when the rule is not the one that was shown. */
export async function formAgain(app: App, req: Request, res: Response, rule: RuleRow, problems: Problem[]) {
  const stale = problems.some(({ field }) => field === CHANGED_MEANWHILE)
  const meanwhile = stale ? await changedSince(app, rule, seenIn(req, 'version')) : null
  await sendForm(app, res, nextVersion(rule), { values: typedValues(req.body), problems, meanwhile }, stale ? 409 : 422)
}

/** What changed in a rule since a version of it was in force; null when that was none of its versions. */
export async function changedSince(app: App, rule: RuleRow, seen: number): Promise<Meanwhile | null> {
  const before = (await ruleVersions(app.db, rule.ruleId)).find(({ version }) => version === seen)
  if (before === undefined) return null
  const differences = ruleDifferences(compared(before), compared(rule))
  return {
    lead: 'What changed in the rule since you opened it:',
    items: differences.map(({ field, before: was, after }) => `${field}: now ${after} (was ${was})`),
  }
}

/** Whether the person ticked that shorter dates apply to records already held. */
export const shortensIn = (req: Request): boolean => formBody(req).shortensExisting === 'yes'

/** The figures of the preview that the form was made with; null when it had none. */
export function figuresIn(req: Request): string | null {
  const { figures } = formBody(req)
  return typeof figures === 'string' ? figures : null
}

/** The number of the version, or the revision, that the form was made of; 0 when it says none. */
export function seenIn(req: Request, name: 'version' | 'revision'): number {
  const seen = String(formBody(req)[name] ?? '')
  return /^\d{1,9}$/.test(seen) ? Number(seen) : 0
}
