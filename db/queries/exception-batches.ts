import type { Selectable } from 'kysely'
import type { Db, Schema } from '../schema.ts'

/** Exceptions made together, as the page of a review lists them. `standing`: how many have not been undone. */
export type ExceptionBatch = Pick<Selectable<Schema['reviewExceptions']>, Made> & {
  correctRule: string | null
  records: number
  standing: number
}

type Made =
  | ('batchId' | 'kind' | 'keepUntil' | 'keepBecause' | 'agreedByName' | 'correctedTriggerOn' | 'goneOn')
  | ('reason' | 'decidedByName' | 'decidedAt')

/** The exceptions of a review in batches, the latest first; only one of them when its id is given. */
export async function exceptionBatches(db: Db, reviewId: number, batchId?: number): Promise<ExceptionBatch[]> {
  return db
    .selectFrom('exceptionBatches as batch')
    .innerJoin('reviewExceptions as first', 'first.id', 'batch.firstId')
    .leftJoin('retentionRules as correct', 'correct.id', 'first.correctRuleId')
    .where('batch.reviewId', '=', reviewId)
    .$if(batchId !== undefined, (query) => query.where('batch.batchId', '=', batchId ?? 0))
    .orderBy('batch.batchId', 'desc')
    .select(['first.batchId', 'first.kind', 'first.keepUntil', 'first.keepBecause', 'first.agreedByName'])
    .select(['first.correctedTriggerOn', 'first.goneOn', 'first.reason', 'first.decidedByName', 'first.decidedAt'])
    .select(['correct.code as correctRule', 'batch.records', 'batch.standing'])
    .execute()
}

/** The records of a batch in the order of their ids, after one of them when given; no more than the limit. */
export async function recordsOfBatch(db: Db, batchId: number, limit: number, after: number) {
  return db
    .selectFrom('reviewExceptions as exception')
    .innerJoin('records', (join) =>
      join
        .onRef('records.id', '=', 'exception.recordId')
        .onRef('records.organisationId', '=', 'exception.organisationId'),
    )
    .innerJoin('sourceSystems as source', 'source.id', 'records.sourceSystemId')
    .where('exception.batchId', '=', batchId)
    .where('exception.recordId', '>', after)
    .orderBy('exception.recordId')
    .limit(limit)
    .select(['records.id', 'source.code as source', 'records.reference', 'records.state', 'records.dueOn'])
    .select(['exception.undoneAt', 'exception.undoneByName'])
    .execute()
}

/** The ids, in order, of records of a review for which an exception of a batch stands, after one of them; no more than the limit. */
export async function idsStanding(
  db: Db,
  reviewId: number,
  batchId: number,
  after: number,
  limit: number,
): Promise<number[]> {
  const rows = await db
    .selectFrom('reviewExceptions')
    .select('recordId')
    .where('batchId', '=', batchId)
    .where('recordId', '>', after)
    .where('reviewId', '=', reviewId)
    .where('undoneAt', 'is', null)
    .orderBy('recordId')
    .limit(limit)
    .execute()
  return rows.map(({ recordId }) => recordId)
}
