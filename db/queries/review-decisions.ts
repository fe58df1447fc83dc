import { type RawBuilder, type Selectable, type SqlBool, sql, type Updateable } from 'kysely'
import type { Db, Schema } from '../schema.ts'
import { addToCounts, moveCountOfReview } from './record-counts.ts'
import type { Doer } from './review-exceptions.ts'

export type DecisionRow = Selectable<Schema['reviewDecisions']>

/** Changes a review that is still as it was read; false when somebody else has changed it since. */
export async function changeReview(
  db: Db,
  { id, lockVersion }: { id: number; lockVersion: number },
  change: Updateable<Schema['disposalReviews']>,
): Promise<boolean> {
  const result = await db
    .updateTable('disposalReviews')
    .set({ ...change, lockVersion: lockVersion + 1 })
    .where('id', '=', id)
    .where('lockVersion', '=', lockVersion)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** A decision as it is written down: by whom, and about which exact list. */
export type NewDecision = Pick<DecisionRow, 'reviewId' | 'decision'> & {
  keepUntil?: string
  reason?: string
  list: { records: number; hash: string }
  by: Doer
}

/** Writes a decision down. */
export async function addDecision(
  db: Db,
  { reviewId, decision, keepUntil, reason, list, by }: NewDecision,
): Promise<void> {
  const said = { decision, keepUntil: keepUntil ?? null, reason: reason ?? '' }
  const who = { decidedById: by.id, decidedByName: by.name, decidedAt: by.now }
  await db
    .insertInto('reviewDecisions')
    .values({ reviewId, ...said, recordCount: list.records, listHash: list.hash, ...who })
    .execute()
}

/**
 * The exact list of a review as one text: a line for each record in the order of ids, with the due date and the rule version.
 *
 * What a decision is bound to: its hash shows later that nothing was slipped in.
 */
export async function listOfReview(db: Db, reviewId: number): Promise<string> {
  const { rows } = await sql<{ list: string | null }>`
    select string_agg(id || ' ' || due_on || ' ' || rule_version_id, ${'\n'} order by id) as list
    from records where review_id = ${reviewId} and state in ('due', 'approved')`.execute(db)
  return rows[0]?.list ?? ''
}

/** Moves all records of a review that are in one state to the other at an instant and returns how many: they stay in it, and to be answered for by their days. */
export async function moveRecords(
  db: Db,
  reviewId: number,
  { from, to, now }: { from: 'due' | 'approved'; to: 'due' | 'approved'; now: string },
): Promise<number> {
  const moving = db.selectFrom('records').where('reviewId', '=', reviewId).where('state', '=', from)
  const counts = await moving
    .select((eb) => ['ruleId', 'serviceId', eb.fn.countAll<number>().as('records')])
    .groupBy(['ruleId', 'serviceId'])
    .execute()
  await addToCounts(
    db,
    counts.flatMap((count) => [
      { ...count, state: from, records: -count.records },
      { ...count, state: to },
    ]),
    now,
  )
  const result = await db
    .updateTable('records')
    .set({ state: to })
    .where('reviewId', '=', reviewId)
    .where('state', '=', from)
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}

/** The decisions that were made on a review and on those that were merged into it, the latest first. */
export async function decisionsOn(db: Db, reviewId: number): Promise<DecisionRow[]> {
  return db
    .selectFrom('reviewDecisions as decision')
    .innerJoin('disposalReviews as review', 'review.id', 'decision.reviewId')
    .where((eb) => eb.or([eb('review.id', '=', reviewId), eb('review.mergedIntoId', '=', reviewId)]))
    .where(isMade('decision'))
    .orderBy('decision.id', 'desc')
    .selectAll('decision')
    .execute()
}

/**
 * That a decision was made. Earlier versions of the program wrote down that all records are kept longer also when information governance was only
 * asked about them: nothing was kept by that decision then, or only a part, and it is no more than an exception and a request. `decision`: the name of its row.
 */
export const isMade = (decision: string): RawBuilder<SqlBool> => {
  const said = (column: string) => sql.ref(`${decision}.${column}`)
  return sql`(${said('decision')} <> 'keep all longer' or exists (
    select 1 from exception_batches as batch join review_exceptions as first on first.id = batch.first_id
    where batch.review_id = ${said('review_id')} and first.kind = 'keep longer' and first.agreed_by_name is null
      and first.keep_until = ${said('keep_until')} and first.reason = ${said('reason')}
      and first.decided_by_name = ${said('decided_by_name')} and first.decided_at >= ${said('decided_at')}
      and not exists (select 1 from extension_requests as request where request.batch_id = batch.batch_id)))`
}

/** The open review of a service and rule, or undefined. */
export async function openReviewOf(
  db: Db,
  { serviceId, ruleId }: { serviceId: number | null; ruleId: number },
): Promise<{ id: number; lockVersion: number } | undefined> {
  return db
    .selectFrom('disposalReviews')
    .select(['id', 'lockVersion'])
    .where('state', '=', 'open')
    .where('ruleId', '=', ruleId)
    .where('serviceId', serviceId === null ? 'is' : '=', serviceId)
    .executeTakeFirst()
}

/** Moves the records and exceptions of a review, and what was asked for some of them, into another one, at an instant. */
export async function mergeReview(db: Db, from: number, into: number, now: string): Promise<void> {
  await db.updateTable('records').set({ reviewId: into }).where('reviewId', '=', from).execute()
  await moveCountOfReview(db, from, into, now)
  await mergeExceptions(db, from, into)
}

/** Moves the exceptions of a review, and what was asked for some of its records, into another one. */
export async function mergeExceptions(db: Db, from: number, into: number): Promise<void> {
  await db.updateTable('reviewExceptions').set({ reviewId: into }).where('reviewId', '=', from).execute()
  await db.updateTable('exceptionBatches').set({ reviewId: into }).where('reviewId', '=', from).execute()
  await db.updateTable('extensionRequests').set({ reviewId: into }).where('reviewId', '=', from).execute()
}
