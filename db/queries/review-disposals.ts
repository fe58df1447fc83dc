import { type Insertable, type Selectable, sql } from 'kysely'
import { idList, jsonList, tableOf } from '../dialect.ts'
import type { Db, Schema } from '../schema.ts'

export type ConfirmationRow = Selectable<Schema['disposalConfirmations']>

/** What is approved for disposal in a review: how many records, how many items they stand for, and from when to when they were due. */
export async function approvedTotals(db: Db, reviewId: number) {
  return db
    .selectFrom('records')
    .where('reviewId', '=', reviewId)
    .where('state', '=', 'approved')
    .select((eb) => [
      eb.fn.countAll<number>().as('records'),
      eb.fn.sum<number | null>('quantity').as('quantity'),
      eb.fn.min('dueOn').as('oldestDueOn'),
      eb.fn.max('dueOn').as('newestDueOn'),
    ])
    .executeTakeFirstOrThrow()
}

/** Writes a confirmation down. */
export async function addConfirmation(
  db: Db,
  confirmation: Insertable<Schema['disposalConfirmations']>,
): Promise<void> {
  await db.insertInto('disposalConfirmations').values(confirmation).execute()
}

/** The confirmation of a review's disposal, or undefined. */
export async function confirmationOf(db: Db, reviewId: number): Promise<ConfirmationRow | undefined> {
  return db.selectFrom('disposalConfirmations').selectAll().where('reviewId', '=', reviewId).executeTakeFirst()
}

/** A record whose data is gone and whose reference is still known here. */
export type ToForget = { id: number; sourceSystemId: number; reference: string }

/** The ids, in order, of the records that have ended and that the inventory has yet to forget; an index of them alone answers. */
export async function idsToForget(db: Db): Promise<number[]> {
  const { rows } = await sql<{ ids: string }>`
    select ${jsonList(db, sql`id`, sql`id`)} as ids from records where ${toForget}`.execute(db)
  return JSON.parse(rows[0]?.ids ?? '[]') as number[]
}

/** Those of some records that the inventory has yet to forget. */
export async function recordsToForget(db: Db, ids: readonly number[]): Promise<ToForget[]> {
  const { rows } = await sql<ToForget>`
    select id, source_system_id, reference from records
    where id in ${idList(db, ids)} and ${toForget} order by id`.execute(db)
  return rows
}

const toForget = sql`state in ('destroyed', 'anonymised', 'transferred') and due_on is not null`

/**
 * Forgets records: `reference` takes the place of theirs, and whatever identified them or gives away their trigger date is erased.
 *
 * The trigger date is the due date less the period, and the day of flagging all but the due date, so that these go with it.
 */
export async function forgetRecords(db: Db, forgotten: readonly { id: number; reference: string }[]): Promise<void> {
  const rows = forgotten.map(({ id, reference }) => [id, reference])
  const ids = idList(
    db,
    forgotten.map(({ id }) => id),
  )
  await sql`
    update records set reference = known.reference, title = '', location = '', trigger_on = null,
      corrected_from = null, kept_until = null, retain_until = null, due_on = null, flagged_on = null, review_by = null
    from ${tableOf(db, 'known', { id: 'integer', reference: 'text' }, rows)} where records.id = known.id`.execute(db)
  await sql`update record_changes set before = null, after = null where record_id in ${ids}`.execute(db)
  await sql`
    update review_exceptions set corrected_trigger_on = null, previous_trigger_on = null, previous_corrected_from = null,
      previous_kept_until = null, previous_flagged_on = null, previous_review_by = null
    where record_id in ${ids}`.execute(db)
}

/** A line of the list that a source system is given: what to dispose of, and how. */
export type ApprovedRecord = {
  id: number
  reference: string
  sourceSystem: string
  dueOn: string
  title: string
  location: string
  quantity: number
}

/** The approved records of a review, of one source system when its code is given, in the order of ids after one of them. */
export async function approvedRecords(
  db: Db,
  reviewId: number,
  source: string | undefined,
  limit: number,
  after: number,
): Promise<ApprovedRecord[]> {
  return db
    .selectFrom('records')
    .innerJoin('sourceSystems as source', 'source.id', 'records.sourceSystemId')
    .where('records.reviewId', '=', reviewId)
    .where('records.state', '=', 'approved')
    .where('records.id', '>', after)
    .$if(source !== undefined, (query) => query.where('source.code', '=', source ?? ''))
    .orderBy('records.id')
    .limit(limit)
    .select(['records.id', 'records.reference', 'source.code as sourceSystem', 'records.title', 'records.location'])
    .select(['records.quantity'])
    .select((eb) => eb.fn.coalesce('records.dueOn', sql<string>`''`).as('dueOn'))
    .execute()
}
