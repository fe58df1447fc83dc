import { createHash } from 'node:crypto'
import {
  addDecision,
  changeReview,
  type DecisionRow,
  listOfReview,
  moveRecords,
} from '../../db/queries/review-decisions.ts'
import type { Review } from '../../db/queries/review-show.ts'
import type { Db } from '../../db/schema.ts'
import type { EventKind } from '../domain/audit-event.ts'
import { type Checked, type Problem, refused } from '../domain/problem.ts'
import { mayDecide, typedNumberProblem } from '../domain/review.ts'
import { checkDecision, type Decision } from '../domain/review-answers.ts'
import { NotAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { type Actor, reviewAsSeen, reviewSubject } from './review-actor.ts'
import { exceptRecords } from './review-exceptions.ts'

/** What a person submits with a decision: the number they typed to confirm it, and what the review’s page had for `seen`. */
export type Submitted = { answers: unknown; number: string; seen: string }

/** What a decision left: the state of the review, or the open review that its records joined. */
export type Decided = { state: Review['state']; records: number; mergedInto: number | null }

/**
 * Decides what is left of an open review: its disposal is approved, or all of it is kept longer.
 *
 * The decision holds for the exact list that the person saw. Refused when the review is not that any more, when nothing is left,
 * when the rule does not allow it, and when the number of more than 100 records was not typed right.
 */
export async function decideReview(db: Db, actor: Actor, id: number, submitted: Submitted): Promise<Checked<Decided>> {
  return db.transaction().execute(async (tx) => {
    const at = await reviewAsSeen(tx, actor, id, { state: 'open', seen: submitted.seen })
    if (!at.ok) return at
    const { review, contents } = at.value
    if (!mayDecide(actor.who, review)) throw new NotAllowed('The review is for others to decide')
    if (contents.records === 0) return refused('decision', 'No records are left to decide')
    const decision = checkDecision(submitted.answers, review.rule, actor.clock.today())
    const approves = decision.ok && decision.value.decision === 'approve disposal'
    const number = approves ? typedNumberProblem(contents.records, submitted.number) : null
    if (!decision.ok || number) return { ok: false, problems: problemsOf(decision, number) }
    await recordDecision(tx, actor, review, decision.value, contents.records)
    return { ok: true, value: await carryOut(tx, actor, review, decision.value, contents.records) }
  })
}

/** The problems of a check, and one more if there is one. */
export const problemsOf = (checked: Checked<unknown>, number: Problem | null): Problem[] => [
  ...(checked.ok ? [] : checked.problems),
  ...(number ? [number] : []),
]

async function carryOut(db: Db, actor: Actor, review: Review, decision: Decision, records: number): Promise<Decided> {
  if (decision.decision === 'approve disposal') {
    const state = review.rule.approvals === 2 ? 'awaiting second approval' : 'approved'
    await moveRecords(db, review.id, 'due', 'approved')
    await changeReview(db, review, { state })
    return { state, records, mergedInto: null }
  }
  const exception = { kind: 'keep longer' as const, date: decision.keepUntil, reason: decision.reason }
  await exceptRecords(db, actor, review, { filter: {} }, exception)
  await changeReview(db, review, { state: 'closed', closedAt: actor.clock.now(), outcome: 'kept longer' })
  return { state: 'closed', records, mergedInto: null }
}

/** A decision as it is written down. */
export type Recorded = { decision: DecisionRow['decision']; keepUntil?: string; reason?: string }

/** Writes a decision down with the exact list that it is about. */
export async function recordDecision(db: Db, actor: Actor, review: Review, decision: Recorded, recordCount: number) {
  const { who: user, clock } = actor
  const listHash = await listHashOf(db, review.id)
  await addDecision(db, {
    reviewId: review.id,
    decision: decision.decision,
    keepUntil: decision.keepUntil ?? null,
    reason: decision.reason ?? '',
    recordCount,
    listHash,
    decidedById: user.id,
    decidedByName: user.name,
    decidedAt: clock.now(),
  })
  await recordEvent(db, actor, {
    ...{ kind: eventOf[decision.decision], subject: reviewSubject(review.id) },
    facts: decision.keepUntil ? { until: decision.keepUntil } : {},
    records: { count: recordCount, listHash },
  })
}

const eventOf = {
  'approve disposal': 'disposal approved',
  'keep all longer': 'kept longer',
  'second approval': 'second approval given',
  'send back': 'sent back',
} as const satisfies Record<DecisionRow['decision'], EventKind>

/** The hash of the exact list that stands in a review: the same at its approval, at its second approval and at its confirmation. */
export async function listHashOf(db: Db, reviewId: number): Promise<string> {
  return createHash('sha256')
    .update(await listOfReview(db, reviewId))
    .digest('hex')
}

/** The first approval that a review awaits the second of: the latest one, from the latest decisions first. */
export const firstApproval = (decisions: DecisionRow[]): DecisionRow | undefined =>
  decisions.find((decision) => decision.decision === 'approve disposal')
