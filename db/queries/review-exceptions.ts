import { type Selectable, sql } from 'kysely'
import type { Exception } from '../../src/domain/review.ts'
import { idList, idTable, ofFound, thenJoin } from '../dialect.ts'
import type { Db, Schema } from '../schema.ts'
import { isHeld } from './held.ts'
import { keepingCounts } from './record-counts.ts'

/** Who does something and when. */
export type Doer = { id: number; name: string; now: string }

/** An exception as it is written for each of its records: a rule by its id, and who agreed where a second person had to. */
export type ExceptionRow =
  | Exclude<Exception, { kind: 'wrong rule' }>
  | { kind: 'wrong rule'; ruleId: number; reason: string }

/** Exceptions made together: the review, the number of the batch, what is said of the records, and who says it. */
export type Batch = { reviewId: number; batchId: number; row: ExceptionRow; by: Doer; agreedByName: string | null }

/** The number of the next batch of exceptions; in the transaction that then makes it, or writes down that it will be. */
export async function nextBatchId(db: Db): Promise<number> {
  const { rows } = await sql<{ latest: number }>`
    select max(latest) as latest from (
      select coalesce(max(batch_id), 0) as latest from review_exceptions
      union all select coalesce(max(batch_id), 0) from review_work
      union all select coalesce(max(batch_id), 0) from extension_requests
    ) as batches`.execute(db)
  return (rows[0]?.latest ?? 0) + 1
}

/**
 * Writes an exception of a batch for each of some records that are due in its review.
 *
 * A record whose date is already the one given is left out. Returns how many there are.
 */
export async function addExceptions(db: Db, batch: Batch, ids: readonly number[]): Promise<number> {
  const { reviewId, batchId, row, by, agreedByName } = batch
  const corrected = row.kind === 'wrong date' ? row.date : null
  const keep = row.kind === 'keep longer' ? row : null
  const correctRuleId = row.kind === 'wrong rule' ? row.ruleId : null
  const goneOn = row.kind === 'already gone' ? row.date : null
  const isOtherDate = corrected === null ? sql`true` : sql`trigger_on is distinct from ${corrected}`
  const previousRule = correctRuleId === null ? sql`cast(null as integer)` : sql`rule_id`
  const { numAffectedRows = 0n } = await sql`
    insert into review_exceptions (organisation_id, batch_id, review_id, record_id, kind, keep_until, keep_because, agreed_by_name,
      corrected_trigger_on, correct_rule_id, previous_rule_id, gone_on, previous_trigger_on, previous_corrected_from, previous_kept_until,
      previous_flagged_on, previous_review_by, reason, decided_by_id, decided_by_name, decided_at)
    select organisation_id, ${batchId}, ${reviewId}, id, ${row.kind}, ${keep?.date ?? null}, ${keep?.because ?? null}, ${agreedByName},
      ${corrected}, ${correctRuleId}, ${previousRule}, ${goneOn}, trigger_on, corrected_from, kept_until, flagged_on,
      review_by, ${row.reason}, ${by.id}, ${by.name}, ${by.now}
    from ${idTable(db, 'asked', ids)} ${thenJoin(db)} records on records.id = asked.value
    where review_id = ${reviewId} and state = 'due' and ${isOtherDate} order by id`.execute(db)
  const added = Number(numAffectedRows)
  if (added > 0) await addToBatch(db, batch, added)
  return added
}

async function addToBatch(db: Db, { batchId, reviewId }: Batch, added: number): Promise<void> {
  const known = await db
    .updateTable('exceptionBatches')
    .set((eb) => ({ records: eb('records', '+', added), standing: eb('standing', '+', added) }))
    .where('batchId', '=', batchId)
    .executeTakeFirst()
  if (known.numUpdatedRows > 0n) return
  const { firstId } = await db
    .selectFrom('reviewExceptions')
    .select((eb) => eb.fn.min('id').as('firstId'))
    .where('batchId', '=', batchId)
    .executeTakeFirstOrThrow()
  await db
    .insertInto('exceptionBatches')
    .values({ batchId, reviewId, firstId, records: added, standing: added })
    .execute()
}

/** Writes down the trigger date with which records were put under their right rule, so that whatever changes it later is seen. */
export async function noteDatesUnderRule(db: Db, batchId: number, ids: readonly number[]): Promise<void> {
  await sql`
    update review_exceptions set corrected_trigger_on = (
      select trigger_on from records where records.id = record_id and records.organisation_id = review_exceptions.organisation_id)
    where batch_id = ${batchId} and record_id in ${idList(db, ids)}`.execute(db)
}

/** How often records have been kept longer, undone exceptions apart; those that never were are left out. */
export async function timesKept(db: Db, ids: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await sql<{ recordId: number; times: number }>`
    select record_id, count(*) as times from review_exceptions
    where record_id in ${idList(db, ids)} and kind = 'keep longer' and undone_at is null group by record_id`.execute(db)
  return new Map(rows.map(({ recordId, times }) => [recordId, times]))
}

/** Of records whose rule a person has corrected: the right one, and those that it stands in the place of. */
export async function ruleCorrections(
  db: Db,
  ids: readonly number[],
): Promise<Map<number, { right: number; wrong: Set<number> }>> {
  const { rows } = await sql<{ recordId: number; correctRuleId: number; previousRuleId: number }>`
    select record_id, correct_rule_id, previous_rule_id from review_exceptions
    where record_id in ${idList(db, ids)} and kind = 'wrong rule' and undone_at is null order by id`.execute(db)
  const corrections = new Map<number, { right: number; wrong: Set<number> }>()
  for (const { recordId, correctRuleId: right, previousRuleId } of rows)
    corrections.set(recordId, { right, wrong: new Set(corrections.get(recordId)?.wrong).add(previousRuleId) })
  return corrections
}

/** Ends due records as already gone, at an instant: they are in no review any more, and the inventory has yet to forget them. */
export async function endAlreadyGone(db: Db, ids: readonly number[], now: string): Promise<void> {
  const end = sql`
    update records set state = 'already gone', review_id = null, flagged_on = null, review_by = null
    where id in ${idList(db, ids)} and ${ofFound(db, 'state')} = 'due'`
  await keepingCounts(db, { ids, now }, () => end.execute(db))
}

/** An exception that stands, with where its record is now. */
export type StandingException = Selectable<Schema['reviewExceptions']> &
  Pick<
    Selectable<Schema['records']>,
    'state' | 'ruleVersionId' | 'triggerOn' | 'correctedFrom' | 'keptUntil' | 'flaggedOn' | 'reviewBy'
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
 * The exceptions that can be undone: nothing but they has changed their records since, no record has left for another review, and none is
 * under a hold.
 */
export async function undoableExceptions(
  db: Db,
  batchId: number,
  recordIds?: readonly number[],
): Promise<StandingException[]> {
  return standing(db, batchId, recordIds)
    .innerJoin('disposalReviews as review', 'review.id', 'exception.reviewId')
    .where(sql<boolean>`records.rule_id = coalesce(exception.correct_rule_id, review.rule_id)`)
    .where(sql<boolean>`records.service_id is not distinct from review.service_id`)
    .where(sql<boolean>`(records.review_id is null or records.review_id = review.id)`)
    .where('records.state', 'in', ['open', 'retained', 'due', 'permanent'])
    .where(({ not }) => not(isHeld()))
    .where(
      sql<boolean>`case exception.kind
        when 'keep longer' then records.kept_until = exception.keep_until and records.trigger_on is not distinct from exception.previous_trigger_on
        when 'wrong rule' then records.trigger_on is not distinct from exception.corrected_trigger_on
          and (records.kept_until is null or records.kept_until = exception.previous_kept_until)
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
    .select([
      'records.state',
      'records.ruleVersionId',
      'records.triggerOn',
      'records.correctedFrom',
      'records.keptUntil',
    ])
    .select(['records.flaggedOn', 'records.reviewBy'])
    .where('exception.batchId', '=', batchId)
    .where('exception.undoneAt', 'is', null)
    .$if(recordIds !== undefined, (query) => query.where('exception.recordId', 'in', idList(db, recordIds ?? [])))

/** Writes what exceptions of a batch changed into the histories of their records. */
export async function addExceptionChanges(db: Db, batchId: number, ids: readonly number[]): Promise<void> {
  await sql`
    insert into record_changes (organisation_id, record_id, changed_at, what, before, after, reason, by_name)
    select organisation_id, record_id, decided_at, ${changedWhat}, ${wasBefore}, ${isAfter}, reason, decided_by_name
    from review_exceptions where batch_id = ${batchId} and record_id in ${idList(db, ids)} order by id`.execute(db)
}

const changedWhat = sql`case kind when 'keep longer' then 'kept until' when 'wrong date' then 'trigger date'
  when 'wrong rule' then 'rule' else 'already gone' end`
const ruleCode = (id: string) => sql`(select code from retention_rules where id = ${sql.ref(id)})`
const wasBefore = sql`case kind when 'keep longer' then previous_kept_until when 'wrong date' then previous_trigger_on
  when 'wrong rule' then ${ruleCode('previous_rule_id')} end`
const isAfter = sql`case kind when 'keep longer' then keep_until when 'wrong date' then corrected_trigger_on
  when 'wrong rule' then ${ruleCode('correct_rule_id')} else gone_on end`

/** Marks exceptions as undone, and writes so into the histories of their records. */
export async function markUndone(
  db: Db,
  batchId: number,
  ids: readonly number[],
  by: { name: string; now: string },
): Promise<void> {
  const undone = sql`id in ${idList(db, ids)}`
  await sql`
    update review_exceptions set undone_at = ${by.now}, undone_by_name = ${by.name} where ${undone}`.execute(db)
  await sql`
    insert into record_changes (organisation_id, record_id, changed_at, what, before, after, reason, by_name)
    select organisation_id, record_id, undone_at, ${changedWhat}, ${isAfter}, ${wasBefore},
      'The exception was undone', undone_by_name
    from review_exceptions where ${undone} order by id`.execute(db)
  await db
    .updateTable('exceptionBatches')
    .set((eb) => ({ standing: eb('standing', '-', ids.length) }))
    .where('batchId', '=', batchId)
    .execute()
}
