import { type RawBuilder, sql } from 'kysely'
import { idList } from '../dialect.ts'
import type { Db } from '../schema.ts'
import { isHeld, isToBeKept } from './held.ts'

/** An item whose source was asked to stop and has not answered. */
export type Recall = {
  id: number
  instructionId: number
  recordId: number
  reference: string
  recallAskedAt: string
  instructedOn: string
}

/** The unanswered recalls of a source system, or of one instruction, in the order of ids after one of them. */
export async function openRecalls(
  db: Db,
  of: { sourceSystemId: number } | { instructionId: number },
  { limit, after = 0 }: { limit: number; after?: number },
): Promise<Recall[]> {
  const within =
    'instructionId' in of
      ? sql`item.instruction_id = ${of.instructionId}`
      : sql`instruction.source_system_id = ${of.sourceSystemId}`
  const { rows } = await sql<Recall>`
    select item.id, item.instruction_id, item.record_id, record.reference, item.recall_asked_at, instruction.instructed_on
    from disposal_instructions as instruction
    join instruction_items as item on item.instruction_id = instruction.id
    join records as record on record.id = item.record_id and record.organisation_id = item.organisation_id
    where instruction.state = 'open' and ${within} and ${isUnanswered} and item.id > ${after}
    order by item.id limit ${limit}`.execute(db)
  return rows
}

/** How many recalls of an instruction have no answer. */
export async function countRecalls(db: Db, instructionId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from instruction_items as item
    where item.instruction_id = ${instructionId} and ${isUnanswered}`.execute(db)
  return rows[0]?.count ?? 0
}

/** Those of some recalls that have no answer yet, by their items; `isHeld`: whether a hold is what keeps the record. */
export async function recallsAmong(
  tx: Db,
  instructionId: number,
  ids: readonly number[],
): Promise<{ id: number; recordId: number; isHeld: boolean }[]> {
  const { rows } = await sql<{ id: number; recordId: number; isHeld: number }>`
    select item.id, item.record_id, case when ${isHeld('record')} then 1 else 0 end as is_held
    from instruction_items as item
    join records as record on record.id = item.record_id and record.organisation_id = item.organisation_id
    where item.id in ${idList(tx, ids)} and item.instruction_id = ${instructionId} and ${isUnanswered} order by item.id`.execute(
    tx,
  )
  return rows.map((row) => ({ ...row, isHeld: row.isHeld === 1 }))
}

/** Writes down what a source answered when it was asked to stop. */
export async function answerRecalls(
  tx: Db,
  ids: readonly number[],
  answer: { answer: 'stopped' } | { answer: 'too late'; doneOn: string; method: string },
  { now, byName }: { now: string; byName: string },
): Promise<void> {
  const disposed: RawBuilder<unknown> =
    answer.answer === 'stopped'
      ? sql`state = 'recalled'`
      : sql`state = 'done', done_on = ${answer.doneOn}, method = ${answer.method}`
  await sql`
    update instruction_items set recall_answer = ${answer.answer}, answered_at = ${now}, answered_by_name = ${byName}, ${disposed}
    where id in ${idList(tx, ids)}`.execute(tx)
}

/** An incident of records that were disposed of though their source had been asked to stop. */
export type LateRecall = {
  kind: 'disposed of under a hold' | 'disposed of after a recall'
  sourceSystemId: number
  instructionId: number
  foundOn: string
  foundAt: string
}

/** Opens an incident, and returns its id. */
export async function addRecallIncident(tx: Db, incident: LateRecall, recordIds: readonly number[]): Promise<number> {
  const { id } = await tx
    .insertInto('disposalIncidents')
    .values({ ...incident, recordCount: recordIds.length })
    .returning('id')
    .executeTakeFirstOrThrow()
  await sql`
    insert into incident_records (incident_id, record_id)
    select incident.id, record.id from disposal_incidents as incident, records as record
    where incident.id = ${id} and record.id in ${idList(tx, recordIds)}`.execute(tx)
  return id
}

/** Of an instruction: whether its source has fetched it, so that it has to be asked to stop. */
export type Told = { id: number; told: boolean }

/** The open instructions, or one of them, those first that no source has fetched. */
export async function openInstructions(db: Db, instructionId?: number): Promise<Told[]> {
  const rows = await db
    .selectFrom('disposalInstructions')
    .select(['id', 'firstFetchedAt'])
    .where('state', '=', 'open')
    .$if(instructionId !== undefined, (query) => query.where('id', '=', instructionId ?? 0))
    .orderBy('id')
    .execute()
  const told = rows.map(({ id, firstFetchedAt }) => ({ id, told: firstFetchedAt !== null }))
  return [...told.filter((one) => !one.told), ...told.filter((one) => one.told)]
}

/** Where the next so many items end that wait for an answer, after one of them: null where there are no more than that. An index alone answers. */
export async function endOfItems(db: Db, instructionId: number, after: number, length: number): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    select id from instruction_items where instruction_id = ${instructionId} and state = 'instructed' and id > ${after}
    order by id limit 1 offset ${length - 1}`.execute(db)
  return rows[0]?.id ?? null
}

/** Items to look at: those after one and up to another (null: to the last), or some by their ids. */
export type Looked = { after: number; upTo: number | null } | { ids: readonly number[] }

/**
 * Of some items of an instruction those that wait for an answer and whose records are not to be disposed of any more (see `isToBeKept`). Of an instruction that no source has fetched, those too for which somebody has asked to stop.
 * Nothing where it has been fetched, or closed, since it was found so (`told`).
 */
export async function itemsToStop(
  db: Db,
  { id, told }: Told,
  looked: Looked,
  today: string,
): Promise<{ id: number; recordId: number }[]> {
  const isKept = await isToBeKept(db, today)
  const { rows } = await sql<{ id: number; recordId: number }>`
    select item.id, item.record_id
    from disposal_instructions as instruction
    join instruction_items as item on item.instruction_id = instruction.id
    join records as record on record.id = item.record_id and record.organisation_id = item.organisation_id
    join disposal_reviews as review on review.id = instruction.review_id
    where instruction.id = ${id} and instruction.state = 'open' and item.state = 'instructed' and ${among(db, looked)}
      and ${
        told
          ? sql`instruction.first_fetched_at is not null and item.recall_asked_at is null and ${isKept}`
          : sql`instruction.first_fetched_at is null and (item.recall_asked_at is not null or ${isKept})`
      }
    order by item.id`.execute(db)
  return rows
}

function among(db: Db, looked: Looked): RawBuilder<unknown> {
  if ('ids' in looked) return sql`item.id in ${idList(db, looked.ids)}`
  return sql`item.id > ${looked.after} and ${looked.upTo === null ? sql`true` : sql`item.id <= ${looked.upTo}`}`
}

/** Asks sources to stop for items; the answer is the source’s. */
export async function askToStop(tx: Db, ids: readonly number[], now: string): Promise<void> {
  await sql`
    update instruction_items set recall_asked_at = ${now}
    where id in ${idList(tx, ids)} and state = 'instructed' and recall_asked_at is null`.execute(tx)
}

const isUnanswered = sql`item.recall_asked_at is not null and item.recall_answer is null and item.state = 'instructed'`
