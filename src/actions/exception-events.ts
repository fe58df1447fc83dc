import type { Db } from '../../db/schema.ts'
import type { Exception } from '../domain/review.ts'
import type { Acting } from './acting.ts'
import { recordEvent } from './audit.ts'
import type { ExceptionToMake } from './exception-piece.ts'
import { reviewSubject } from './review-actor.ts'

/** Tells the audit trail of an exception, in the transaction that makes it, or that writes it down to be made. */
export async function recordException(
  tx: Db,
  acting: Acting,
  { reviewId, batchId, exception }: ExceptionToMake,
  records: readonly number[] | { count: number; listHash: string },
): Promise<void> {
  await recordEvent(tx, acting, {
    ...{ kind: 'exception set', subject: reviewSubject(reviewId), records },
    facts: { exception: exception.kind, batch: batchId, ...factsOf(exception) },
  })
}

function factsOf(exception: Exception): Record<string, string> {
  if (exception.kind === 'keep longer') return { until: exception.date, because: exception.because }
  if (exception.kind === 'wrong rule') return { rule: exception.rule }
  return exception.kind === 'already gone' ? { 'gone by': exception.date } : {}
}

/** Tells the audit trail that information governance is asked about records that were kept longer before. */
export const recordAsked = (
  tx: Db,
  acting: Acting,
  { reviewId, batchId, exception }: ExceptionToMake,
  asked: readonly number[],
) =>
  recordEvent(tx, acting, {
    ...{ kind: 'extension asked for', subject: reviewSubject(reviewId), records: asked },
    facts: { batch: batchId, ...factsOf(exception) },
  })
