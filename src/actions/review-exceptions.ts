import { countAskedFor } from '../../db/queries/extension-requests.ts'
import { holdsOver } from '../../db/queries/held.ts'
import { ruleByCode } from '../../db/queries/retention-rules.ts'
import { changeReview } from '../../db/queries/review-decisions.ts'
import { nextBatchId } from '../../db/queries/review-exceptions.ts'
import { countReviewRecords, idsDueIn, idsMatching, type Selection } from '../../db/queries/review-records.ts'
import { holdsSpecialData, type Review, reviewById } from '../../db/queries/review-show.ts'
import { addReviewWork, hasMoreThan } from '../../db/queries/review-work.ts'
import type { Db } from '../../db/schema.ts'
import { type LeftOut, leftOutInWords, noneLeftOut } from '../domain/left-out.ts'
import { countOf } from '../domain/list.ts'
import { reach } from '../domain/permission.ts'
import { type Checked, type Problem, refused } from '../domain/problem.ts'
import { type Exception, mayDecide, typedNumberProblem } from '../domain/review.ts'
import { checkException, correctRuleProblem } from '../domain/review-answers.ts'
import { NotAllowed } from './acting.ts'
import { recordAsked, recordException } from './exception-events.ts'
import { type ExceptionToMake, exceptPiece } from './exception-piece.ts'
import { idsOfParts, tooEarly } from './gone-too-early.ts'
import { type Actor, busyProblem, doerOf } from './review-actor.ts'
import { AT_ONCE, freezeReview } from './review-freezing.ts'
import type { ExceptionFacts } from './review-parts.ts'

/** Which records of a review an exception is for: those ticked, or all that a filter matched, with how many the person saw. */
export type Chosen = Selection & { seen?: number }

/**
 * What an exception did: how many records it holds for, how many of them left the review, of how many information governance is asked first, and for
 * how many it could not be made. `underWay`: they are so many that they follow in short transactions, and none of this is known yet.
 */
export type ExceptionSet = {
  batchId: number
  records: number
  left: number
  asked: number
  leftOut: LeftOut
  underWay: boolean
}

/**
 * Sets an exception for records of an open review (`input`: what is said of them, and the number typed where so many are gone): what is kept longer leaves it, and so does what a right date or rule takes out, and what is
 * gone already. At once, or for more than 1,000 records in the short transactions that follow.
 *
 * Refused: an exception that the rule does not allow, no record, a filter that matches another number of records than the
 * person saw, a review that has been decided since or whose last decision is still being carried out.
 */
export async function setException(
  db: Db,
  actor: Actor,
  reviewId: number,
  chosen: Chosen,
  input: unknown,
): Promise<Checked<ExceptionSet>> {
  if ('filter' in chosen && (await hasMoreThan(db, reviewId, AT_ONCE)))
    return exceptMany(db, actor, reviewId, chosen, input)
  return db.transaction().execute(async (tx) => {
    const checked = await checkedException(tx, actor, reviewId, input)
    if (!checked.ok) return checked
    const { review, exception } = checked.value
    const problem = await chosenProblem(tx, review, chosen)
    if (problem) return problem
    const ids = 'ids' in chosen ? [...new Set(chosen.ids)] : await idsMatching(tx, review.id, chosen.filter)
    const early = await tooEarly(tx, review, exception, [ids])
    if (early) return early
    const number = await numberProblem(tx, review, exception, ids.length, input)
    if (number) return number
    return exceptNow(tx, actor, review, exception, ids)
  })
}

async function exceptNow(
  tx: Db,
  actor: Actor,
  review: Review,
  exception: Exception,
  ids: readonly number[],
): Promise<Checked<ExceptionSet>> {
  const making = await toMake(tx, actor, review, exception)
  const made = await exceptPiece(tx, making, ids, actor.clock)
  const leftOut = await leftOutOf(tx, making, ids, new Set([...made.ids, ...made.asked]))
  if (made.ids.length + made.asked.length === 0) return nothingToChange(leftOut)
  await changeReview(tx, review, {})
  await recordException(tx, actor, making, made.ids)
  if (made.asked.length > 0) await recordAsked(tx, actor, making, made.asked)
  const { batchId } = making
  const counts = { records: made.ids.length, left: made.left, asked: made.asked.length }
  return { ok: true, value: { batchId, ...counts, leftOut, underWay: false } }
}

/** For how many of some records an exception was not made, by why. */
async function leftOutOf(
  tx: Db,
  { reviewId, exception }: ExceptionToMake,
  ids: readonly number[],
  done: Set<number>,
): Promise<LeftOut> {
  const others = ids.filter((id) => !done.has(id))
  const held = (await holdsOver(tx, others)).size
  const stay = (await idsDueIn(tx, reviewId, others)).length
  const gone = others.length - held - stay
  return { ...noneLeftOut, held, gone, [exception.kind === 'keep longer' ? 'waiting' : 'unchanged']: stay }
}

const nothingToChange = (leftOut: LeftOut) => refused('records', `Nothing to change: ${leftOutInWords(leftOut)}`)

/** Writes down what is to be done for many records, with the exact list of them; the job does it. */
async function exceptMany(
  db: Db,
  actor: Actor,
  reviewId: number,
  chosen: Extract<Chosen, { filter: unknown }>,
  input: unknown,
): Promise<Checked<ExceptionSet>> {
  const before = await checkedException(db, actor, reviewId, input)
  if (!before.ok) return before
  const seen = before.value.review
  const { filter } = chosen
  const frozen = await freezeReview(db, seen, { filter, state: 'due', today: actor.clock.today() })
  if (frozen.records === 0) return refused('records', 'No record matches')
  if (chosen.seen !== undefined && chosen.seen !== frozen.records) return otherNumber(frozen.records)
  const early = await tooEarly(db, seen, before.value.exception, idsOfParts(frozen.parts))
  if (early) return early
  return db.transaction().execute(async (tx) => {
    const checked = await checkedException(tx, actor, reviewId, input)
    if (!checked.ok) return checked
    const { review, exception } = checked.value
    if (review.state !== 'open' || review.lockVersion !== seen.lockVersion)
      return refused(
        'seen',
        'This review has changed since you opened it. Look at it again; what you entered is still here.',
      )
    const number = await numberProblem(tx, review, exception, frozen.records, input)
    if (number) return number
    const waiting = exception.kind === 'keep longer' ? await countAskedFor(tx, review.id, filter) : 0
    if (waiting === frozen.records) return nothingToChange({ ...noneLeftOut, waiting })
    const making = await toMake(tx, actor, review, exception)
    await writeDown(tx, making, frozen)
    await changeReview(tx, review, {})
    await recordException(tx, actor, making, { count: frozen.records, listHash: frozen.hash })
    const counts = { records: frozen.records, left: 0, asked: 0, leftOut: noneLeftOut }
    return { ok: true, value: { batchId: making.batchId, ...counts, underWay: true } }
  })
}

/** Writes an exception down as work that the job does; with what a decision is about, as the one to close the review once all of it has left. */
export async function writeDown(
  tx: Db,
  making: ExceptionToMake,
  frozen: { records: number; parts: string[] },
  decided?: Required<Pick<ExceptionFacts, 'listHash' | 'answerBy'>>,
): Promise<void> {
  const { reviewId, batchId, by } = making
  const then = decided ? 'close' : 'nothing'
  const facts = JSON.stringify({ making, then, ...decided })
  await addReviewWork(tx, { reviewId, kind: 'exception', facts, batchId, total: frozen.records, by }, frozen.parts)
}

/** An exception as it will be made by a person now, under a number of its own. */
export const toMake = async (
  tx: Db,
  actor: Actor,
  { id }: Pick<Review, 'id'>,
  exception: Exception,
): Promise<ExceptionToMake> => ({
  ...{ reviewId: id, batchId: await nextBatchId(tx), exception, agreedByName: null, by: doerOf(actor) },
})

/** The open review that a person may decide, and what they say of records of it. Throws `NotAllowed` when they may not. */
async function checkedException(
  db: Db,
  actor: Actor,
  reviewId: number,
  input: unknown,
): Promise<Checked<{ review: Review; exception: Exception }>> {
  const { who: user, clock } = actor
  const review = await reviewById(db, reviewId, reach(user))
  if (!review || !mayDecide(user, review)) throw new NotAllowed('The review is for others to decide')
  const busy = await busyProblem(db, reviewId)
  if (busy) return busy
  const exception = checkException(input, review.rule, clock.today())
  if (!exception.ok) return exception
  if (exception.value.kind === 'wrong rule') {
    const rule = await ruleByCode(db, exception.value.rule, null)
    if (rule?.status !== 'in force') return refused('rule', 'Choose a rule of the schedule that is in force')
    const problem = correctRuleProblem(exception.value.date, rule, clock.today())
    if (problem) return { ok: false, problems: [problem] }
  }
  return { ok: true, value: { review, exception: exception.value } }
}

async function chosenProblem(db: Db, review: Review, chosen: Chosen): Promise<ReturnType<typeof refused> | null> {
  if (review.state !== 'open') return refused('seen', 'This review has been decided since you opened it.')
  if ('ids' in chosen)
    return chosen.ids.length > 0 ? null : refused('records', 'Tick the records, or choose all that match')
  const records = await countReviewRecords(db, review.id, chosen.filter)
  if (records === 0) return refused('records', 'No record matches')
  return chosen.seen === undefined || chosen.seen === records ? null : otherNumber(records)
}

const otherNumber = (records: number) =>
  refused(
    'seen',
    `This review has changed since you opened it: ${countOf(records, 'record matches', 'records match')} now. Look at them again; what you entered is still here.`,
  )

/** That records are gone ends them, and cannot be undone: it is confirmed as their disposal would be. */
async function numberProblem(
  db: Db,
  review: Review,
  { kind }: Exception,
  records: number,
  input: unknown,
): Promise<{ ok: false; problems: Problem[] } | null> {
  if (kind !== 'already gone') return null
  const sent = (input as { number?: unknown }).number
  const number = typeof sent === 'string' ? sent : ''
  const problem = typedNumberProblem({ records, special: await holdsSpecialData(db, review.ruleId) }, number)
  return problem && { ok: false, problems: [problem] }
}
