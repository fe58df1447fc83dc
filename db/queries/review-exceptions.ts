import { type Selectable, sql } from 'kysely'
import type { Exception } from '../../src/domain/review.ts'
import { idList } from '../dialect.ts'
import type { Db, Schema } from '../schema.ts'
import { isSelected, type Selection } from './review-records.ts'

/** Who does something and when. */
export type Doer = { id: number; name: string; now: string }

/**
 * Writes an exception for each selected record of a review that is due, as one batch; returns the batch and how many there are.
 *
 * A record whose date is already the one given is left out.
 */
export async function addExceptions(
  db: Db,
  reviewId: number,
  selection: Selection,
  { kind, date, reason }: Exception,
  by: Doer,
): Promise<{ batchId: number; records: number }> {
  const batch = await db
    .selectFrom('reviewExceptions')
    .select((eb) => eb.fn.max('batchId').as('latest'))
    .executeTakeFirst()
  const batchId = (batch?.latest ?? 0) + 1
  const [keepUntil, corrected] = kind === 'keep longer' ? [date, null] : [null, date]
  const isOtherDate = corrected === null ? sql`true` : sql`trigger_on is distinct from ${corrected}`
  const result = await sql`
    insert into review_exceptions (organisation_id, batch_id, review_id, record_id, kind, keep_until, corrected_trigger_on, previous_trigger_on,
      previous_corrected_from, previous_kept_until, previous_flagged_on, previous_review_by, reason, decided_by_id,
      decided_by_name, decided_at)
    select organisation_id, ${batchId}, ${reviewId}, id, ${kind}, ${keepUntil}, ${corrected}, trigger_on, corrected_from, kept_until, flagged_on,
      review_by, ${reason}, ${by.id}, ${by.name}, ${by.now}
    from records
    where review_id = ${reviewId} and state = 'due' and ${isSelected(db, selection)}
      and ${isOtherDate}`.execute(db)
  return { batchId, records: Number(result.numAffectedRows ?? 0n) }
}

/** An exception that stands, with where its record is now. */
export type StandingException = Selectable<Schema['reviewExceptions']> &
  Pick<
    Selectable<Schema['records']>,
    'ruleVersionId' | 'triggerOn' | 'correctedFrom' | 'keptUntil' | 'flaggedOn' | 'reviewBy'
  >

/** The exceptions of a batch that stand; of some records only, when their ids are given. */
export async function standingExceptions(
  db: Db,
  batchId: number,
  recordIds?: readonly number[],
): Promise<StandingException[]> {
  return standing(db, batchId, recordIds).execute()
}

/**
 * The exceptions that can be undone: nothing but they has changed their records since, and no record has left for another review.
 */
export async function undoableExceptions(
  db: Db,
  batchId: number,
  recordIds?: readonly number[],
): Promise<StandingException[]> {
  return standing(db, batchId, recordIds)
    .innerJoin('disposalReviews as review', 'review.id', 'exception.reviewId')
    .whereRef('records.ruleId', '=', 'review.ruleId')
    .where(sql<boolean>`records.service_id is not distinct from review.service_id`)
    .where(sql<boolean>`(records.review_id is null or records.review_id = review.id)`)
    .where('records.state', 'in', ['open', 'retained', 'due'])
    .where(
      sql<boolean>`case exception.kind
        when 'keep longer' then records.kept_until = exception.keep_until and records.trigger_on is not distinct from exception.previous_trigger_on
        else records.trigger_on = exception.corrected_trigger_on and records.kept_until is not distinct from exception.previous_kept_until end`,
    )
    .execute()
}

const standing = (db: Db, batchId: number, recordIds?: readonly number[]) =>
  db
    .selectFrom('reviewExceptions as exception')
    .innerJoin('records', (join) =>
      join
        .onRef('records.id', '=', 'exception.recordId')
        .onRef('records.organisationId', '=', 'exception.organisationId'),
    )
    .selectAll('exception')
    .select(['records.ruleVersionId', 'records.triggerOn', 'records.correctedFrom', 'records.keptUntil'])
    .select(['records.flaggedOn', 'records.reviewBy'])
    .where('exception.batchId', '=', batchId)
    .where('exception.undoneAt', 'is', null)
    .$if(recordIds !== undefined, (query) => query.where('exception.recordId', 'in', idList(db, recordIds ?? [])))

/** Writes what a batch of exceptions changed into the histories of its records. */
export async function addExceptionChanges(db: Db, batchId: number): Promise<void> {
  await sql`
    insert into record_changes (organisation_id, record_id, changed_at, what, before, after, reason, by_name)
    select organisation_id, record_id, decided_at, ${changedWhat},
      case kind when 'keep longer' then previous_kept_until else previous_trigger_on end,
      case kind when 'keep longer' then keep_until else corrected_trigger_on end,
      reason, decided_by_name
    from review_exceptions where batch_id = ${batchId}`.execute(db)
}

const changedWhat = sql`case kind when 'keep longer' then 'kept until' else 'trigger date' end`

/** Marks exceptions as undone, and writes so into the histories of their records. */
export async function markUndone(db: Db, ids: readonly number[], by: { name: string; now: string }): Promise<void> {
  const undone = sql`id in ${idList(db, ids)}`
  await sql`
    update review_exceptions set undone_at = ${by.now}, undone_by_name = ${by.name} where ${undone}`.execute(db)
  await sql`
    insert into record_changes (organisation_id, record_id, changed_at, what, before, after, reason, by_name)
    select organisation_id, record_id, undone_at, ${changedWhat},
      case kind when 'keep longer' then keep_until else corrected_trigger_on end,
      case kind when 'keep longer' then previous_kept_until else previous_trigger_on end,
      'The exception was undone', undone_by_name
    from review_exceptions where ${undone}`.execute(db)
}

/** Exceptions made together, as the page of a review lists them. `standing`: how many have not been undone. */
export type ExceptionBatch = Pick<
  Selectable<Schema['reviewExceptions']>,
  'batchId' | 'kind' | 'keepUntil' | 'correctedTriggerOn' | 'reason' | 'decidedByName' | 'decidedAt'
> & { records: number; standing: number }

/** What the exceptions of a batch have in common. */
const made = ['batchId', 'kind', 'keepUntil', 'correctedTriggerOn', 'reason', 'decidedByName', 'decidedAt'] as const

/** The exceptions of a review in batches, the latest first; only one of them when its id is given. */
export async function exceptionBatches(db: Db, reviewId: number, batchId?: number): Promise<ExceptionBatch[]> {
  return db
    .selectFrom('reviewExceptions')
    .where('reviewId', '=', reviewId)
    .$if(batchId !== undefined, (query) => query.where('batchId', '=', batchId ?? 0))
    .groupBy(made)
    .orderBy('batchId', 'desc')
    .select(made)
    .select((eb) => [
      eb.fn.countAll<number>().as('records'),
      eb.fn.countAll<number>().filterWhere('undoneAt', 'is', null).as('standing'),
    ])
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
    .where('records.id', '>', after)
    .orderBy('records.id')
    .limit(limit)
    .select(['records.id', 'source.code as source', 'records.reference', 'records.state', 'records.dueOn'])
    .select(['exception.undoneAt', 'exception.undoneByName'])
    .execute()
}
