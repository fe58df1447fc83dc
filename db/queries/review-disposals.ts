import { type Selectable, sql } from 'kysely'
import { changeRows } from '../change-rows.ts'
import { idList, jsonList, tableOf, thenJoin, zeroOrOne } from '../dialect.ts'
import { inPartition, type OfSource } from '../partition.ts'
import type { Db, Schema } from '../schema.ts'
import { isHeldNow } from './held.ts'

export type ConfirmationRow = Selectable<Schema['disposalConfirmations']>

/** The confirmation of a whole review's disposal, as it was before instructions, or undefined. */
export async function confirmationOf(db: Db, reviewId: number): Promise<ConfirmationRow | undefined> {
  return db.selectFrom('disposalConfirmations').selectAll().where('reviewId', '=', reviewId).executeTakeFirst()
}

/** A record whose data is gone and whose reference is still known here. */
export type ToForget = { id: number; reference: string } & OfSource

/** The ids, in order, of the records that have ended and that the inventory has yet to forget. What is known of those under a hold is kept with it. */
export async function idsToForget(db: Db): Promise<number[]> {
  const { rows } = await sql<{ ids: string }>`
    select ${jsonList(db, sql`id`, sql`id`)} as ids from records where ${await toForget(db)}`.execute(db)
  return JSON.parse(rows[0]?.ids ?? '[]') as number[]
}

/** Those of some records that the inventory has yet to forget. */
export async function recordsToForget(db: Db, ids: readonly number[]): Promise<ToForget[]> {
  const { rows } = await sql<ToForget>`
    select id, source_system_id, organisation_id, reference from records
    where id in ${idList(db, ids)} and ${await toForget(db)} order by id`.execute(db)
  return rows
}

/**
 * Whether there is a disposal that has been approved and not come to its end: anything that is still to be instructed, called back, chased,
 * applied or forgotten belongs to one.
 */
export async function isDisposalUnderWay(db: Db): Promise<boolean> {
  const { rows } = await sql<{ underWay: 0 | 1 }>`
    select ${zeroOrOne(sql`
      exists (select 1 from disposal_reviews where state = 'approved')
      or exists (select 1 from disposal_instructions where state <> 'closed')
      or exists (select 1 from disposal_answers where state = 'accepted')
      or exists (select 1 from records where ${GONE_AND_KNOWN})`)} as under_way`.execute(db)
  return rows[0]?.underWay === 1
}

const GONE_AND_KNOWN = sql`
  state in ('destroyed', 'anonymised', 'transferred', 'already gone') and substr(reference, 1, 10) <> 'forgotten:'`

const toForget = async (db: Db) => sql`${GONE_AND_KNOWN} and not ${await isHeldNow(db)}`

/**
 * Forgets records: `reference` takes the place of theirs, and whatever identified them or gives away their trigger date is erased.
 *
 * The trigger date is the due date less the period, and the day of flagging all but the due date, so that these go with it.
 */
export async function forgetRecords(
  db: Db,
  forgotten: readonly Pick<ToForget, 'id' | 'reference' | 'organisationId'>[],
): Promise<void> {
  for (const [organisationId, some] of Map.groupBy(forgotten, (one) => one.organisationId))
    await forgetOf(db, organisationId, some)
}

async function forgetOf(
  db: Db,
  organisationId: number,
  forgotten: readonly { id: number; reference: string }[],
): Promise<void> {
  const rows = forgotten.map(({ id, reference }) => [id, reference])
  const ids = idList(
    db,
    forgotten.map(({ id }) => id),
  )
  // A hold that lists the record goes on knowing it, by what stands in place of its reference.
  const { rows: listed } = await sql<{ id: number; reference: string }>`
    select listed.id, known.reference from ${tableOf(db, 'known', { id: 'integer', reference: 'text' }, rows)}
    ${thenJoin(db)} records on records.id = known.id
    ${thenJoin(db)} hold_references as listed
      on listed.source_system_id = records.source_system_id and listed.reference = records.reference
    where ${inPartition(db, organisationId)}`.execute(db)
  await changeRows(db, {
    table: 'hold_references',
    columns: { reference: 'text' },
    rows: listed.map(({ id, reference }) => [id, reference]),
  })
  await sql`
    update records set reference = known.reference, title = '', location = '', trigger_on = null,
      corrected_from = null, kept_until = null, retain_until = null, due_on = null, flagged_on = null, review_by = null
    from ${tableOf(db, 'known', { id: 'integer', reference: 'text' }, rows)}
    where records.id = known.id and ${inPartition(db, organisationId)}`.execute(db)
  await sql`
    update record_changes set before = null, after = null
    where record_id in ${ids} and ${inPartition(db, organisationId, 'record_changes')}`.execute(db)
  await sql`
    update review_exceptions set corrected_trigger_on = null, previous_trigger_on = null, previous_corrected_from = null,
      previous_kept_until = null, previous_flagged_on = null, previous_review_by = null
    where record_id in ${ids} and ${inPartition(db, organisationId, 'review_exceptions')}`.execute(db)
}
