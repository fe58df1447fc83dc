import { sql } from 'kysely'
import { addRows } from '../add-rows.ts'
import { idList, jsonList, ofFound } from '../dialect.ts'
import { inPartitions } from '../partition.ts'
import type { Db } from '../schema.ts'
import { isCaught } from './held.ts'

/** A hold that was placed and has yet to take what it catches out of reviews, approvals and instructions. */
export type HoldToCarryOut = { id: number; placedByName: string }

/** The holds that have yet to be carried out, the earliest first. One that was lifted meanwhile has nothing left to do. */
export async function holdsToCarryOut(db: Db): Promise<HoldToCarryOut[]> {
  return db
    .selectFrom('disposalHolds')
    .select(['id', 'placedByName'])
    .where('carriedOutAt', 'is', null)
    .orderBy('id')
    .execute()
}

/** True while nobody has lifted a hold. */
export async function isInForce(db: Db, id: number): Promise<boolean> {
  const hold = await db.selectFrom('disposalHolds').select('liftedOn').where('id', '=', id).executeTakeFirst()
  return hold?.liftedOn === null
}

/**
 * The ids, in order, of the records that a hold catches and that are in a review, approved or instructed; no more than a limit.
 *
 * Indexes lead to what is in these states, to what is instructed by way of its instruction, as a feed may have withdrawn its date meanwhile;
 * a list of references leads to its records by itself.
 */
export async function idsToRelease(db: Db, holdId: number, limit: number): Promise<number[]> {
  const isTheHold = sql`= ${holdId}`
  const { criteria, list } = await organisationsOf(db, holdId)
  const byCriteria = sql`
    select records.id from records
    where records.state in ('due', 'approved') and records.due_on is not null
      and ${inPartitions(db, criteria)} and ${isCaught('records', isTheHold)}
    union
    select records.id from instruction_items as item
    join records on records.id = item.record_id and records.organisation_id = item.organisation_id
    where item.state = 'instructed' and item.recall_asked_at is null and records.state = 'instructed'
      and ${inPartitions(db, criteria)} and ${isCaught('records', isTheHold)}`
  const byList = sql`
    select records.id from hold_references as listed
    join records on records.source_system_id = listed.source_system_id and records.reference = listed.reference
    where listed.hold_id = ${holdId} and records.state in ('due', 'approved', 'instructed')
      and ${inPartitions(db, list)} and ${isToRelease}`
  const found = [
    ...(criteria === null || criteria.length > 0 ? [byCriteria] : []),
    ...(list.length > 0 ? [byList] : []),
  ]
  if (found.length === 0) return []
  const { rows } = await sql<{ ids: string }>`
    select ${jsonList(db, sql`id`, sql`id`)} as ids from (${sql.join(found, sql` union `)} limit ${limit}) as found`.execute(
    db,
  )
  return JSON.parse(rows[0]?.ids ?? '[]') as number[]
}

/** The organisations of which a hold catches records: by criteria (null: any, as not all of them name a source system), and by a list of references. */
async function organisationsOf(db: Db, holdId: number): Promise<{ criteria: number[] | null; list: number[] }> {
  const { rows } = await sql<{ organisationId: number | null; byList: 0 | 1 }>`
    select distinct source.organisation_id, 0 as by_list
    from hold_scopes as scope left join source_systems as source on source.id = scope.source_system_id
    where scope.hold_id = ${holdId}
    union all
    select distinct source.organisation_id, 1
    from hold_references as listed join source_systems as source on source.id = listed.source_system_id
    where listed.hold_id = ${holdId}`.execute(db)
  const of = (wanted: 0 | 1) => rows.filter(({ byList }) => byList === wanted).map((row) => row.organisationId)
  const [criteria, list] = [of(0), of(1)]
  const known = (ids: (number | null)[]): number[] => ids.filter((id) => id !== null)
  return { criteria: criteria.includes(null) ? null : known(criteria), list: known(list) }
}

/** What is instructed is done with as soon as its source was asked to stop. */
const isToRelease = sql`(records.state <> 'instructed' or exists (
  select 1 from instruction_items as item
  where item.record_id = records.id and item.state = 'instructed' and item.recall_asked_at is null))`

/** Those of some records that are in a review, by the review, as ids in order. */
export async function reviewsOfRecords(db: Db, ids: readonly number[]): Promise<{ reviewId: number; ids: number[] }[]> {
  const { rows } = await sql<{ reviewId: number; ids: string }>`
    select review_id, ${jsonList(db, sql`id`, sql`id`)} as ids from records
    where id in ${idList(db, ids)} and ${ofFound(db, 'state')} in ('due', 'approved') and +review_id is not null
    group by review_id order by review_id`.execute(db)
  return rows.map((row) => ({ ...row, ids: JSON.parse(row.ids) as number[] }))
}

/** Asks the source systems to stop the disposal of those of some records that they were told to dispose of, none of them twice; returns which. */
export async function askToStop(
  db: Db,
  ids: readonly number[],
  now: string,
): Promise<{ instructionId: number; recordId: number }[]> {
  return db
    .updateTable('instructionItems')
    .set({ recallAskedAt: now })
    .where('recordId', 'in', idList(db, ids))
    .where('state', '=', 'instructed')
    .where('recallAskedAt', 'is', null)
    .returning(['instructionId', 'recordId'])
    .execute()
}

/** Adds to the numbers of a hold what it has done. */
export async function addToHold(db: Db, id: number, more: { withdrawn: number; recalled: number }): Promise<void> {
  await db
    .updateTable('disposalHolds')
    .set((eb) => ({ withdrawn: eb('withdrawn', '+', more.withdrawn), recalled: eb('recalled', '+', more.recalled) }))
    .where('id', '=', id)
    .execute()
}

/** Marks a hold as carried out; false when another process was first. */
export async function markCarriedOut(db: Db, id: number, now: string): Promise<boolean> {
  const result = await db
    .updateTable('disposalHolds')
    .set({ carriedOutAt: now })
    .where('id', '=', id)
    .where('carriedOutAt', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Writes the references that a hold lists. `references`: as the source has them, or what stands in their place once forgotten. */
export async function addHoldReferences(
  tx: Db,
  holdId: number,
  sourceSystemId: number,
  references: readonly string[],
): Promise<void> {
  const rows = references.map((reference) => [reference])
  await addRows(tx, 'hold_references', ['reference'], rows, { hold_id: holdId, source_system_id: sourceSystemId })
}
