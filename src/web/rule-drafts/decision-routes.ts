import type { Request, Response, Router } from 'express'
import { z } from 'zod'
import type { RuleDraft } from '../../../db/queries/rule-drafts.ts'
import { approveRuleDraft, returnRuleDraft, submitRuleDraft, withdrawRuleDraft } from '../../actions/rule-approval.ts'
import { optionalText, requiredText } from '../../domain/activity-text.ts'
import { check, type Problem } from '../../domain/problem.ts'
import { actingOf, needs } from '../access.ts'
import type { App } from '../app-context.ts'
import { PageError } from '../errors.ts'
import { formBody } from '../form.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { applied } from '../retention-rules/applied.ts'
import { figuresIn, seenIn, shortensIn } from '../retention-rules/rule-form.ts'
import { type DecisionKind, decisionPage } from './decision-view.ts'
import { draftOf, movesOf, readingOf } from './read.ts'
import { LIST } from './words.ts'

/** The states in which a draft waits for each decision. */
const waiting: Record<DecisionKind, RuleDraft['state'][]> = {
  submission: ['draft'],
  approval: ['submitted'],
  return: ['submitted'],
  withdrawal: ['draft', 'submitted'],
}

const decisions = {
  submission: { decide: submitRuleDraft, said: 'has been submitted for approval.' },
  return: { decide: returnRuleDraft, said: 'has been returned to be changed.' },
  withdrawal: { decide: withdrawRuleDraft, said: 'has been withdrawn.' },
}

/** Deciding about drafts of rules. */
export function decisionRoutes(app: App, router: Router): void {
  for (const kind of Object.keys(waiting) as DecisionKind[]) {
    router.get(`${LIST}/:id/${kind}`, needs('edit the schedule'), async (req, res) => {
      readQuery({}, req)
      await ask(res, kind, await toDecide(req, res, kind))
    })

    router.post(`${LIST}/:id/${kind}`, needs('edit the schedule'), async (req, res) => {
      const draft = await toDecide(req, res, kind)
      const reason = kind === 'return' || kind === 'withdrawal'
      const text = reason ? requiredText('the reason', 2000) : optionalText('what you have to say', 2000)
      const typed = String(formBody(req).text ?? '')
      const answer = check(z.object({ text }), formBody(req))
      const again = { typed, shortens: shortensIn(req) }
      if (!answer.ok) return ask(res, kind, draft, { ...again, problems: answer.problems }, 422)
      const decision = { revision: seenIn(req, 'revision'), text: answer.value.text }
      const done =
        kind === 'approval' ? await approve(req, res, draft, decision) : await decide(req, res, kind, draft, decision)
      if (!done.ok) return ask(res, kind, draft, { ...again, problems: done.problems }, 409)
      res.redirect(303, kind === 'approval' ? `/retention-rules/${draft.code}` : `${LIST}/${draft.id}`)
    })
  }

  type Decided = { revision: number; text: string }

  async function decide(
    req: Request,
    res: Response,
    kind: Exclude<DecisionKind, 'approval'>,
    draft: RuleDraft,
    decision: Decided,
  ) {
    const { decide, said } = decisions[kind]
    const done = await decide(app.db, actingOf(app, req, res), draft.id, decision)
    if (done.ok) req.session.flash = `Draft ${draft.id} of ${draft.code} ${said}`
    return done
  }

  async function approve(req: Request, res: Response, draft: RuleDraft, decision: Decided) {
    const shortensExisting = shortensIn(req)
    const shown = { shortensExisting, figures: figuresIn(req) }
    const done = await approveRuleDraft(app.db, actingOf(app, req, res), draft.id, { ...decision, ...shown })
    if (done.ok)
      req.session.flash =
        draft.basedOnVersion === null
          ? `${draft.code} is in the schedule, in force from today.`
          : `Version ${done.value.version} of ${draft.code} is in force. ${await applied(app, done.value)}`
    return done
  }

  /** What a decision is about; throws a 409 when nothing is there to decide. */
  async function toDecide(req: Request, res: Response, kind: DecisionKind): Promise<RuleDraft> {
    const draft = await draftOf(app, req, res)
    if (!waiting[kind].includes(draft.state))
      throw new PageError(409, `Draft ${draft.id} does not wait for this. Somebody may have decided already.`)
    return draft
  }

  async function ask(
    res: Response,
    kind: DecisionKind,
    draft: RuleDraft,
    { typed = '', shortens = false, problems = [] }: { typed?: string; shortens?: boolean; problems?: Problem[] } = {},
    status = 200,
  ): Promise<void> {
    const preview = kind === 'approval' ? await movesOf(app, await readingOf(app, res, draft), null) : null
    sendPage(res, 'rule-drafts/decision', decisionPage({ kind, draft, preview, shortens, typed, problems }), status)
  }
}
