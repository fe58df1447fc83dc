import { type Selectable, sql } from 'kysely'
import type { KeepReason } from '../../src/domain/review.ts'
import { idList, jsonList } from '../dialect.ts'
import type { Db, Schema } from '../schema.ts'
import type { Doer } from './review-exceptions.ts'
import { matches, type RecordFilter } from './review-records.ts'

/** A request that records which were kept longer before be kept longer once more; `records`: so many, `left` of them still in the review. */
export type ExtensionRequest = Selectable<Schema['extensionRequests']> & { records: number; left: number }

/** What is asked for the records of a batch. */
export type Asking = {
  batchId: number
  reviewId: number
  extension: { date: string; because: KeepReason; reason: string }
  by: Doer
}

/** Adds records to the request of a batch, which is made with the first of them. */
export async function addToRequest(db: Db, asking: Asking, ids: readonly number[]): Promise<void> {
  const { batchId, reviewId, extension, by } = asking
  const says = { keepUntil: extension.date, keepBecause: extension.because, reason: extension.reason }
  const who = { askedById: by.id, askedByName: by.name, askedAt: by.now }
  await db
    .insertInto('extensionRequests')
    .values({ batchId, reviewId, ...says, ...who, answer: null })
    .onConflict((conflict) => conflict.column('batchId').doNothing())
    .execute()
  await sql`
    insert into extension_request_records (request_id, record_id)
    select request.id, records.id from extension_requests as request join records on records.id in ${idList(db, ids)}
    where request.batch_id = ${batchId} order by records.id`.execute(db)
}

/** Those of some records that wait for the answer to a request. */
export async function idsAskedFor(db: Db, ids: readonly number[]): Promise<Set<number>> {
  const { rows } = await sql<{ recordId: number }>`
    select asked.record_id from extension_request_records as asked
    join extension_requests as request on request.id = asked.request_id and request.answer is null
    where asked.record_id in ${idList(db, ids)}`.execute(db)
  return new Set(rows.map(({ recordId }) => recordId))
}

/** The ids, in order, of the records of a request that are still due in its review. */
export async function idsOfRequest(db: Db, requestId: number): Promise<number[]> {
  const { rows } = await sql<{ ids: string }>`
    select ${jsonList(db, sql`records.id`, sql`records.id`)} as ids from extension_requests as request
    join extension_request_records as asked on asked.request_id = request.id
    join records on records.id = asked.record_id and records.review_id = request.review_id and records.state = 'due'
    where request.id = ${requestId}`.execute(db)
  return JSON.parse(rows[0]?.ids ?? '[]') as number[]
}

/** The requests of a review, the latest first; only one of them when its id is given. */
export async function extensionRequests(db: Db, reviewId: number, id?: number): Promise<ExtensionRequest[]> {
  return db
    .selectFrom('extensionRequests as request')
    .selectAll()
    .select(({ selectFrom }) => [
      selectFrom('extensionRequestRecords as asked')
        .whereRef('asked.requestId', '=', 'request.id')
        .select((eb) => eb.fn.countAll<number>().as('records'))
        .$asScalar()
        .$notNull()
        .as('records'),
      selectFrom('extensionRequestRecords as asked')
        .innerJoin('records', 'records.id', 'asked.recordId')
        .whereRef('asked.requestId', '=', 'request.id')
        .whereRef('records.reviewId', '=', 'request.reviewId')
        .where('records.state', '=', 'due')
        .select((eb) => eb.fn.countAll<number>().as('left'))
        .$asScalar()
        .$notNull()
        .as('left'),
    ])
    .where('reviewId', '=', reviewId)
    .$if(id !== undefined, (query) => query.where('id', '=', id ?? 0))
    .orderBy('id', 'desc')
    .execute()
}

/** How many records of a review that are still due in it, and that a filter matches, wait for the answer to a request. */
export async function countAskedFor(db: Db, reviewId: number, filter: RecordFilter = {}): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from extension_requests as request
    join extension_request_records as asked on asked.request_id = request.id
    join records on records.id = asked.record_id and records.review_id = request.review_id and records.state = 'due'
    where request.review_id = ${reviewId} and request.answer is null and ${matches(filter)}`.execute(db)
  return rows[0]?.count ?? 0
}

/** A request that waits for an answer, as those who give it see it listed. */
export type WaitingRequest = {
  id: number
  reviewId: number
  recordSeries: string
  service: string | null
  askedById: number
}

/** The requests of open reviews that nobody has answered, the oldest first. */
export async function waitingRequests(db: Db): Promise<WaitingRequest[]> {
  return db
    .selectFrom('extensionRequests as request')
    .innerJoin('disposalReviews as review', 'review.id', 'request.reviewId')
    .innerJoin('retentionRules as rule', 'rule.id', 'review.ruleId')
    .innerJoin('retentionRuleVersions as version', 'version.id', 'rule.currentVersionId')
    .leftJoin('services as service', 'service.id', 'review.serviceId')
    .where('request.answer', 'is', null)
    .where('review.state', '=', 'open')
    .orderBy('request.id')
    .select(['request.id', 'request.reviewId', 'version.recordSeries', 'service.name as service', 'request.askedById'])
    .execute()
}

/** Writes the answer to a request that has none; false when it has one by now. */
export async function answerRequest(
  db: Db,
  id: number,
  answer: { answer: 'agreed' | 'refused' | 'withdrawn'; reason: string },
  by: Doer,
): Promise<boolean> {
  const result = await db
    .updateTable('extensionRequests')
    .set({ answer: answer.answer, answerReason: answer.reason, answeredByName: by.name, answeredAt: by.now })
    .where('id', '=', id)
    .where('answer', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** The records of a request in the order of their ids, after one of them; no more than the limit. */
export async function recordsOfRequest(db: Db, requestId: number, limit: number, after: number) {
  return db
    .selectFrom('extensionRequestRecords as asked')
    .innerJoin('records', 'records.id', 'asked.recordId')
    .innerJoin('sourceSystems as source', 'source.id', 'records.sourceSystemId')
    .where('asked.requestId', '=', requestId)
    .where('asked.recordId', '>', after)
    .orderBy('asked.recordId')
    .limit(limit)
    .select(['records.id', 'source.code as source', 'records.reference', 'records.state', 'records.dueOn'])
    .select('records.reviewId')
    .execute()
}
