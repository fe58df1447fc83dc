import { addComment, type CommentKind } from '../../db/queries/activity-comments.ts'
import { contentsOf } from '../../db/queries/activity-contents.ts'
import { moveVersion, type PendingVersion, pendingVersion, type VersionStep } from '../../db/queries/activity-drafts.ts'
import { approvalsOfService } from '../../db/queries/organisations.ts'
import { type Activity, activityByReference, putInForce, showDraft } from '../../db/queries/processing-activities.ts'
import { answerRequests } from '../../db/queries/request-answers.ts'
import type { Db } from '../../db/schema.ts'
import { activityChanges } from '../domain/activity-changes.ts'
import { type EventKind, whoIdOf } from '../domain/audit-event.ts'
import { accepted, type Checked, refused } from '../domain/problem.ts'
import { reviewOn } from '../domain/review-cycle.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { CHANGED_MEANWHILE, type Seen } from './activity-drafts.ts'
import { recordEvent } from './audit.ts'
import { refreshFindings } from './refresh-findings.ts'

/** What is decided about a version on its way: what the person saw, and what they say about it, which may be blank but for a return or withdrawal. */
export type Decision = { seen: Seen; text: string }

/** Hands a draft in to be approved: from then on it is not changed unless it is returned. Refused under `CHANGED_MEANWHILE` when it has changed. */
export const submitDraft = (db: Db, acting: Acting, reference: string, decision: Decision): Promise<Checked<null>> =>
  decided(db, acting, reference, decision, 'draft', async (tx, { activity, pending }) => {
    await step(tx, acting, activity, pending, decision, 'submitted', {
      ...{ to: 'submitted', submittedAt: acting.clock.now() },
      ...{ submittedByName: acting.who.name, submittedById: whoIdOf(acting.who) },
    })
    return accepted(null)
  })

/** Gives a submitted version back to be changed, and says why. */
export const returnDraft = (db: Db, acting: Acting, reference: string, decision: Decision): Promise<Checked<null>> =>
  decided(db, acting, reference, decision, 'submitted', async (tx, { activity, pending }) => {
    const back: VersionStep = { to: 'draft', submittedAt: null, submittedByName: null, submittedById: null }
    await step(tx, acting, activity, pending, decision, 'returned', back)
    return accepted(null)
  })

/** Gives a version on its way up for good, and says why: what is in force stays so. */
export const withdrawDraft = (db: Db, acting: Acting, reference: string, decision: Decision): Promise<Checked<null>> =>
  decided(db, acting, reference, decision, null, async (tx, { activity, pending }) => {
    await withdrawPending(tx, acting, activity, pending, decision.text)
    return accepted(null)
  })

/** As `withdrawDraft`, within a transaction that has looked already what is on its way. */
export const withdrawPending = (
  tx: Db,
  acting: Acting,
  activity: Activity,
  pending: PendingVersion,
  text: string,
): Promise<void> => step(tx, acting, activity, pending, { seen: pending, text }, 'withdrawn', { to: 'withdrawn' })

/**
 * Puts a submitted version in force from now on, and sets the next review a cycle later.
 *
 * Refused when the organisation asks for two people and whoever approves is the one who submitted it, and under `CHANGED_MEANWHILE` when
 * it is not what the person saw.
 */
export const approveDraft = (db: Db, acting: Acting, reference: string, decision: Decision): Promise<Checked<null>> =>
  decided(db, acting, reference, decision, 'submitted', async (tx, { activity, pending }) => {
    const { who, clock } = acting
    const before = activity.currentVersionId
    const contents = await contentsOf(tx, [pending.id, ...(before === null ? [] : [before])])
    const content = contents.get(pending.id)
    if (!content) throw new Error(`${reference} has nothing to approve`)
    if (pending.submittedById === whoIdOf(who) && (await approvalsOfService(tx, content.service)) === 2)
      return refused('approval', 'You submitted this version: somebody else has to approve it')
    const approvedAt = clock.now()
    const approved = { to: 'approved', approvedAt, approvedByName: who.name } as const
    const { changes, owner } = activityChanges(contents.get(before ?? 0) ?? null, content)
    const told = before === null ? { changes: [], owner: [] } : { changes, owner }
    await step(tx, acting, activity, pending, decision, 'approved', approved, told)
    const approvedOn = clock.today()
    const inForce = { versionId: pending.id, approvedOn, nextReviewOn: reviewOn(approvedOn, content) }
    if (!(await putInForce(tx, activity.id, before, inForce))) throw new Error(`${reference} changed meanwhile`)
    const answer = { answer: 'approved anew', answeredAt: approvedAt, answeredByName: who.name } as const
    await answerRequests(tx, activity.id, answer)
    await refreshFindings(tx, [activity.id], approvedOn)
    return accepted(null)
  })

/** Keeps what somebody has to say about the version on its way. */
export const commentOnDraft = (db: Db, acting: Acting, reference: string, text: string): Promise<Checked<null>> =>
  db.transaction().execute(async (tx) => {
    const activity = await activityByReference(tx, reference, null)
    const pending = activity && (await pendingVersion(tx, activity.id))
    if (!activity || !pending) return refused('text', `Nothing is on its way for ${reference}`)
    mustBeAllowed(acting, 'comment on the register', { serviceId: activity.serviceId })
    await keep(tx, acting, activity, pending, 'comment', text)
    return accepted(null)
  })

type Found = { activity: Activity; pending: PendingVersion }

/** Finds what is decided about, in the state (null: either) and with the words that the person saw, in one transaction with the decision. */
async function decided(
  db: Db,
  acting: Acting,
  reference: string,
  { seen }: Decision,
  state: PendingVersion['state'] | null,
  decide: (tx: Db, found: Found) => Promise<Checked<null>>,
): Promise<Checked<null>> {
  mustBeAllowed(acting, 'edit the register')
  return db.transaction().execute(async (tx) => {
    const activity = await activityByReference(tx, reference, null)
    if (!activity) return refused('reference', `There is no activity ${reference}`)
    const pending = await pendingVersion(tx, activity.id)
    if (!pending || (state !== null && pending.state !== state)) return elsewhere(reference, pending)
    if (pending.version !== seen.version || pending.revision !== seen.revision) return elsewhere(reference, pending)
    return decide(tx, { activity, pending })
  })
}

const elsewhere = (reference: string, pending: PendingVersion | undefined) =>
  refused(
    CHANGED_MEANWHILE,
    pending === undefined
      ? `Nothing is on its way for ${reference} any more: somebody else has decided about it. Nothing was done`
      : `${reference} has changed since you opened it, so that nothing was done: read it again before you decide`,
  )

const eventOf: Record<Exclude<CommentKind, 'comment'>, EventKind> = {
  submitted: 'submitted',
  returned: 'returned',
  approved: 'approved',
  withdrawn: 'withdrawn',
}

const NOTHING: ReturnType<typeof activityChanges> = { changes: [], owner: [] }

async function step(
  tx: Db,
  acting: Acting,
  activity: Activity,
  pending: PendingVersion,
  { text }: Decision,
  kind: Exclude<CommentKind, 'comment'>,
  next: VersionStep,
  { changes, owner } = NOTHING,
): Promise<void> {
  if (!(await moveVersion(tx, pending, next))) throw new Error(`${activity.reference} changed meanwhile`)
  if (next.to !== 'approved') await showDraft(tx, activity.id, { shownVersionId: pending.id, status: next.to })
  await refreshFindings(tx, [activity.id], acting.clock.today())
  await keep(tx, acting, activity, pending, kind, text)
  await recordEvent(tx, acting, {
    ...{ kind: eventOf[kind], subject: { kind: 'processing activity', id: activity.reference } },
    ...{ facts: { version: pending.version, ...(text === '' ? {} : { said: text }) } },
    ...{ changes, personal: { changes: owner } },
  })
}

const keep = (
  tx: Db,
  { who, clock }: Acting,
  activity: Activity,
  pending: PendingVersion,
  kind: CommentKind,
  text: string,
) =>
  addComment(tx, {
    ...{ activityId: activity.id, versionId: pending.id, kind, text },
    ...{ writtenAt: clock.now(), writtenByName: who.name },
  })
