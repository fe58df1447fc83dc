import type { Request, Response, Router } from 'express'
import { z } from 'zod'
import { commentsOn } from '../../../db/queries/activity-comments.ts'
import { type PendingVersion, pendingVersion } from '../../../db/queries/activity-drafts.ts'
import { checkFacts } from '../../../db/queries/check-facts.ts'
import { approvalsOfService } from '../../../db/queries/organisations.ts'
import type { Activity } from '../../../db/queries/processing-activities.ts'
import { presentContentsOf } from '../../../db/queries/survivors.ts'
import {
  approveDraft,
  commentOnDraft,
  type Decision,
  returnDraft,
  submitDraft,
  withdrawDraft,
} from '../../actions/activity-approval.ts'
import { findingsIn } from '../../actions/activity-findings.ts'
import { activityChanges } from '../../domain/activity-changes.ts'
import { optionalText, requiredText } from '../../domain/activity-text.ts'
import { whoIdOf } from '../../domain/audit-event.ts'
import { may } from '../../domain/permission.ts'
import { type Checked, check, type Problem } from '../../domain/problem.ts'
import { actingOf, needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { PageError } from '../errors.ts'
import { formBody } from '../form.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { activityOf, notRetired } from './activity-of.ts'
import { seenIn } from './change-routes.ts'
import { type DecisionKind, decisionPage } from './decision-view.ts'
import { draftPage } from './draft-view.ts'
import { opened } from './meanwhile.ts'

const LIST = '/processing-activities'

type Decide = (
  db: App['db'],
  acting: ReturnType<typeof actingOf>,
  reference: string,
  decision: Decision,
) => Promise<Checked<null>>

const decisions: Record<
  DecisionKind,
  { decide: Decide; of: PendingVersion['state'][]; said: string; reason: boolean }
> = {
  submission: { decide: submitDraft, of: ['draft'], said: 'has been submitted for approval.', reason: false },
  approval: { decide: approveDraft, of: ['submitted'], said: 'has been approved and is in force.', reason: false },
  return: { decide: returnDraft, of: ['submitted'], said: 'has been returned to be changed.', reason: true },
  withdrawal: { decide: withdrawDraft, of: ['draft', 'submitted'], said: 'has been withdrawn.', reason: true },
}

/** The draft of an activity's next version, and what is decided about it. */
export function draftRoutes(app: App, router: Router): void {
  router.get(`${LIST}/:reference/draft`, needs('read the register'), async (req, res) => {
    readQuery({}, req)
    await showDraft(app, res, notRetired(await activityOf(app, req, res)))
  })

  router.post(`${LIST}/:reference/draft/comments`, needs('comment on the register'), async (req, res) => {
    const activity = notRetired(await activityOf(app, req, res))
    const answer = check(z.object({ text: requiredText('a comment', 2000) }), formBody(req))
    const kept = answer.ok
      ? await commentOnDraft(app.db, actingOf(app, req, res), activity.reference, answer.value.text)
      : answer
    if (!kept.ok) return showDraft(app, res, activity, kept.problems, String(formBody(req).text ?? ''))
    req.session.flash = 'Your comment has been kept.'
    res.redirect(303, `${LIST}/${activity.reference}/draft`)
  })

  for (const kind of Object.keys(decisions) as DecisionKind[]) {
    router.get(`${LIST}/:reference/draft/${kind}`, needs('edit the register'), async (req, res) => {
      readQuery({}, req)
      const { activity, pending } = await toDecide(app, req, res, kind)
      sendPage(res, 'processing-activities/decision', decisionPage(kind, activity, pending, '', []))
    })

    router.post(`${LIST}/:reference/draft/${kind}`, needs('edit the register'), async (req, res) => {
      const { activity, pending } = await toDecide(app, req, res, kind)
      const { decide, said, reason } = decisions[kind]
      const text = reason ? requiredText('the reason', 2000) : optionalText('what you have to say', 2000)
      const page = (problems: Problem[], status: number) =>
        sendPage(
          res,
          'processing-activities/decision',
          decisionPage(kind, activity, pending, String(formBody(req).text ?? ''), problems),
          status,
        )
      const answer = check(z.object({ text }), formBody(req))
      if (!answer.ok) return page(answer.problems, 422)
      const decision = { seen: seenIn(req), text: answer.value.text }
      const done = await decide(app.db, actingOf(app, req, res), activity.reference, decision)
      if (!done.ok) return page(done.problems, 409)
      req.session.flash = `Version ${pending.version} of ${activity.reference} ${said}`
      res.redirect(303, kind === 'approval' ? `${LIST}/${activity.reference}` : `${LIST}/${activity.reference}/draft`)
    })
  }
}

/** What a decision is about; throws a 409 when nothing is there to decide. */
async function toDecide(app: App, req: Request, res: Response, kind: DecisionKind) {
  const activity = notRetired(await activityOf(app, req, res))
  const pending = await pendingVersion(app.db, activity.id)
  if (!pending || !decisions[kind].of.includes(pending.state))
    throw new PageError(409, `Nothing of ${activity.reference} is waiting for this. Somebody may have decided already.`)
  return { activity, pending }
}

async function showDraft(app: App, res: Response, activity: Activity, problems: Problem[] = [], typed = '') {
  const user = userOf(res)
  const pending = await pendingVersion(app.db, activity.id)
  const { content, versionId } = await opened(app.db, activity)
  const inForce = activity.currentVersionId ?? 0
  const before = (await presentContentsOf(app.db, [inForce])).get(inForce) ?? null
  const { changes, owner } = activityChanges(before, content)
  const ownSubmission = pending?.submittedById === whoIdOf(user)
  const page = draftPage({
    ...{ activity, content, pending, changes: [...owner, ...changes] },
    findings: findingsIn(activity, content, await checkFacts(app.db), app.clock.today()),
    comments: pending ? await commentsOn(app.db, versionId) : [],
    may: {
      edit: may(user, 'edit the register'),
      comment: may(user, 'comment on the register', { serviceId: activity.serviceId }),
      approve: !ownSubmission || (await approvalsOfService(app.db, content.service)) === 1,
    },
  })
  sendPage(res, 'processing-activities/draft', { ...page, problems, typed }, problems.length > 0 ? 422 : 200)
}
