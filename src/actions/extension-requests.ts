import {
  answerRequest,
  type ExtensionRequest,
  extensionRequests,
  idsOfRequest,
} from '../../db/queries/extension-requests.ts'
import { changeReview } from '../../db/queries/review-decisions.ts'
import { type Review, reviewById } from '../../db/queries/review-show.ts'
import type { Db } from '../../db/schema.ts'
import type { EventKind } from '../domain/audit-event.ts'
import { FROZEN_PART, idsAsPart } from '../domain/frozen-list.ts'
import { reach } from '../domain/permission.ts'
import { type Checked, refused } from '../domain/problem.ts'
import { type Exception, keepReasons, mayAgreeToExtension, mayDecide } from '../domain/review.ts'
import { checkExtensionAnswer, extensionProblemNow } from '../domain/review-answers.ts'
import { NotAllowed } from './acting.ts'
import { recordEvent } from './audit.ts'
import { type ExceptionToMake, exceptPiece } from './exception-piece.ts'
import { type Actor, busyProblem, doerOf, reviewSubject } from './review-actor.ts'
import { toMake, writeDown } from './review-exceptions.ts'
import { AT_ONCE } from './review-freezing.ts'

/** What came of a request: how many records are kept longer by it. `underWay`: they are so many that they follow in short transactions. */
export type RequestAnswered = { answer: 'agreed' | 'refused' | 'withdrawn'; records: number; underWay: boolean }

const NONE_LEFT = 'None of its records is in the review any more, so that nothing is left to agree to.'
const ANSWERED = 'This request has been answered since you opened it.'

/**
 * Answers a request to keep records longer once more: those of it that are still due are then kept, or stay where they are.
 *
 * Throws `NotAllowed` for the person who asked. Refused when somebody has answered already, or when the review has been decided since; what would
 * not be allowed to be kept today, as its date has passed or its rule has become a maximum, cannot be agreed to.
 */
export async function answerExtensionRequest(
  db: Db,
  actor: Actor,
  reviewId: number,
  requestId: number,
  input: unknown,
): Promise<Checked<RequestAnswered>> {
  return db.transaction().execute(async (tx) => {
    const at = await requestAtHand(tx, actor, reviewId, requestId)
    if (!at.ok) return at
    const { review, request } = at.value
    if (!mayAgreeToExtension(actor.who, request.askedById)) throw new NotAllowed('Another person answers the request')
    const answer = checkExtensionAnswer(input)
    if (!answer.ok) return answer
    if (answer.value.answer === 'refused') {
      await endRequest(tx, actor, request, 'refused', answer.value.reason)
      return { ok: true, value: { answer: 'refused', records: 0, underWay: false } }
    }
    const problem = extensionProblemNow(review.rule, request.keepUntil, actor.clock.today())
    if (problem) return refused('answer', problem)
    const ids = await idsOfRequest(tx, requestId)
    if (ids.length === 0) return refused('answer', NONE_LEFT)
    const making = await agreedTo(tx, actor, request)
    await endRequest(tx, actor, request, 'agreed', answer.value.reason, ids)
    await changeReview(tx, review, {})
    return { ok: true, value: await keep(tx, actor, making, ids) }
  })
}

/** Withdraws a request that nobody has answered; its records stay in the review. Throws `NotAllowed` for those who do not decide the review. */
export async function withdrawExtensionRequest(
  db: Db,
  actor: Actor,
  reviewId: number,
  requestId: number,
): Promise<Checked<RequestAnswered>> {
  return db.transaction().execute(async (tx) => {
    const at = await requestAtHand(tx, actor, reviewId, requestId)
    if (!at.ok) return at
    if (!mayDecide(actor.who, at.value.review)) throw new NotAllowed('The review is for others to decide')
    await endRequest(tx, actor, at.value.request, 'withdrawn', '')
    return { ok: true, value: { answer: 'withdrawn', records: 0, underWay: false } }
  })
}

async function requestAtHand(
  tx: Db,
  { who }: Actor,
  reviewId: number,
  requestId: number,
): Promise<Checked<{ review: Review; request: ExtensionRequest }>> {
  const review = await reviewById(tx, reviewId, reach(who))
  const [request] = review ? await extensionRequests(tx, reviewId, requestId) : []
  if (!review || !request) throw new NotAllowed('The request is out of reach')
  if (request.answer !== null) return refused('seen', ANSWERED)
  if (review.state !== 'open')
    return refused('seen', 'The review is not open any more, so that nothing in it is kept longer.')
  return (await busyProblem(tx, reviewId)) ?? { ok: true, value: { review, request } }
}

const kinds = {
  agreed: 'extension agreed to',
  refused: 'extension refused',
  withdrawn: 'extension request withdrawn',
} as const satisfies Record<string, EventKind>

async function endRequest(
  tx: Db,
  actor: Actor,
  { id, reviewId, batchId, keepUntil }: ExtensionRequest,
  answer: keyof typeof kinds,
  reason: string,
  records?: readonly number[],
): Promise<void> {
  await answerRequest(tx, id, { answer, reason }, doerOf(actor))
  await recordEvent(tx, actor, {
    ...{ kind: kinds[answer], subject: reviewSubject(reviewId), facts: { batch: batchId, until: keepUntil } },
    ...(records ? { records } : {}),
  })
}

/** The exception that was asked for, as made by whoever asked, and agreed to now. */
async function agreedTo(tx: Db, actor: Actor, request: ExtensionRequest): Promise<ExceptionToMake> {
  const because = keepReasons.find((reason) => reason === request.keepBecause) ?? 'other'
  const exception: Exception = { kind: 'keep longer', date: request.keepUntil, because, reason: request.reason }
  const making = await toMake(tx, actor, { id: request.reviewId }, exception)
  const by = { id: request.askedById, name: request.askedByName, now: actor.clock.now() }
  return { ...making, agreedByName: actor.who.name, by }
}

async function keep(tx: Db, actor: Actor, making: ExceptionToMake, ids: number[]): Promise<RequestAnswered> {
  if (ids.length <= AT_ONCE) {
    const made = await exceptPiece(tx, making, ids, actor.clock)
    return { answer: 'agreed', records: made.ids.length, underWay: false }
  }
  const parts: string[] = []
  for (let from = 0; from < ids.length; from += FROZEN_PART) parts.push(idsAsPart(ids.slice(from, from + FROZEN_PART)))
  await writeDown(tx, making, { records: ids.length, parts })
  return { answer: 'agreed', records: ids.length, underWay: true }
}
