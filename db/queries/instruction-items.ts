import { type RawBuilder, sql } from 'kysely'
import type { Outcome } from '../../src/domain/disposal-answer.ts'
import type { RecordState } from '../../src/domain/held-record.ts'
import type { ItemStanding } from '../../src/domain/item-standing.ts'
import { changeRows } from '../change-rows.ts'
import { idList, idTable, ofFound, tableOf, textTable, thenJoin, zeroOrOne } from '../dialect.ts'
import { inPartition, type OfSource } from '../partition.ts'
import { reviewLeft } from '../review-left.ts'
import type { Db } from '../schema.ts'
import { isToBeKept } from './held.ts'
import { approvedAt } from './instructing.ts'
import { keepingCounts } from './record-counts.ts'

/** An item of an instruction with what its record says of itself. */
export type ItemFound = ItemStanding & { id: number; recordId: number; reference: string }

type OfInstruction = OfSource & { id: number; reviewId: number }

/** The items of an instruction whose records have these references, or these hashes in place of theirs, with what holds on a day. */
export async function itemsByReference(
  db: Db,
  { id, reviewId, sourceSystemId, organisationId }: OfInstruction,
  references: readonly string[],
  today: string,
): Promise<Map<string, ItemFound>> {
  const { rows } = await sql<Omit<ItemFound, 'isHeld'> & { isHeld: number }>`
    select item.id, item.record_id, item.state, item.done_on, record.reference,
      ${zeroOrOne(sql`item.recall_asked_at is not null or (item.state = 'instructed' and ${await isToBeKept(db, today)})`)} as is_held
    from ${textTable(db, 'sent', references)}
    ${thenJoin(db)} records as record on record.source_system_id = ${sourceSystemId} and record.reference = sent.value
    ${thenJoin(db)} instruction_items as item on item.record_id = record.id and item.instruction_id = ${id}
    ${thenJoin(db)} disposal_reviews as review on review.id = ${reviewId}
    where ${inPartition(db, organisationId, 'record')}`.execute(db)
  return new Map(rows.map((row) => [row.reference, { ...row, isHeld: row.isHeld === 1 }]))
}

/** An answer for an item, as it is written down. */
export type ItemAnswer = { id: number; outcome: Outcome; doneOn: string | null; method: string; reason: string }

/**
 * Those of some items that wait for an answer and whose source was not asked to stop, with their records. `isKept`: the record is not to be
 * disposed of any more on a day, so that no answer can be taken (see `isToBeKept`).
 */
export async function waitingItems(
  tx: Db,
  ids: readonly number[],
  today: string,
): Promise<{ id: number; recordId: number; isKept: boolean }[]> {
  const { rows } = await sql<{ id: number; recordId: number; isKept: number }>`
    select item.id, item.record_id, ${zeroOrOne(await isToBeKept(tx, today))} as is_kept from ${idTable(tx, 'asked', ids)}
    ${thenJoin(tx)} instruction_items as item on item.id = asked.value
    ${thenJoin(tx)} records as record on record.id = item.record_id and record.organisation_id = item.organisation_id
    ${thenJoin(tx)} disposal_instructions as instruction on instruction.id = item.instruction_id
    ${thenJoin(tx)} disposal_reviews as review on review.id = instruction.review_id
    where item.state = 'instructed' and item.recall_asked_at is null and record.state = 'instructed'
    order by item.id`.execute(tx)
  return rows.map((row) => ({ ...row, isKept: row.isKept === 1 }))
}

/** Writes answers down. */
export async function answerItems(
  tx: Db,
  answers: readonly ItemAnswer[],
  { now, byName }: { now: string; byName: string },
): Promise<void> {
  await changeRows(tx, {
    table: 'instruction_items',
    columns: { state: 'text', done_on: 'text', method: 'text', reason: 'text' },
    rows: answers.map(({ id, outcome, doneOn, method, reason }) => [id, outcome, doneOn, method, reason]),
    also: sql`answered_at = ${now}, answered_by_name = ${byName}`,
  })
}

/** Gives records of instructions the states that answers make of them, at an instant; what is gone is missing nowhere. */
export async function endRecords(
  tx: Db,
  ended: readonly { recordId: number; state: RecordState }[],
  now: string,
): Promise<void> {
  if (ended.length === 0) return
  const ids = ended.map(({ recordId }) => recordId)
  const rows = ended.map(({ recordId, state }) => [recordId, state])
  const end = sql`
    update records set state = given.state, missing_since = case when given.state = 'failed' then missing_since end
    from ${tableOf(tx, 'given', { id: 'integer', state: 'text' }, rows)} where records.id = given.id`
  await keepingCounts(tx, { ids, now }, () => end.execute(tx))
}

/** Takes records out of an instruction, back to what they were kept as before; why is written into their histories. */
export async function takeBack(
  tx: Db,
  recordIds: readonly number[],
  { reason, now, byName }: { reason: string; now: string; byName: string },
): Promise<void> {
  if (recordIds.length === 0) return
  await sql`
    insert into record_changes (organisation_id, record_id, changed_at, what, before, after, reason, by_name)
    select organisation_id, id, ${now}, 'review', ${reviewLeft}, null, ${reason}, ${byName}
    from records where id in ${idList(tx, recordIds)}`.execute(tx)
  const back = sql`
    update records set state = case when due_on is null then 'open' else 'retained' end, review_id = null, flagged_on = null,
      review_by = null where id in ${idList(tx, recordIds)}`
  await keepingCounts(tx, { ids: recordIds, now }, () => back.execute(tx))
}

/** How many more items of an instruction have each answer; negative for what was taken back. */
export type CountChange = Partial<Record<'done' | 'notFound' | 'failed' | 'recalled', number>>

/** Adds to the counts of an instruction. `lastDoneOn`: the last day of the disposals among them. */
export async function addToInstruction(
  tx: Db,
  id: number,
  { done = 0, notFound = 0, failed = 0, recalled = 0 }: CountChange,
  lastDoneOn: string | null = null,
): Promise<void> {
  await sql`
    update disposal_instructions set
      answered_count = answered_count + ${done + notFound + failed + recalled}, done_count = done_count + ${done},
      not_found_count = not_found_count + ${notFound}, failed_count = failed_count + ${failed},
      recalled_count = recalled_count + ${recalled},
      last_done_on = case when last_done_on is null or last_done_on < ${lastDoneOn} then coalesce(${lastDoneOn}, last_done_on)
        else last_done_on end
    where id = ${id}`.execute(tx)
}

/** True while any item of an instruction waits for its answer; an index of these alone knows. */
export async function isAnyOpen(db: Db, instructionId: number): Promise<boolean> {
  const { rows } = await sql`
    select 1 as one from instruction_items where instruction_id = ${instructionId} and state = 'instructed' limit 1`.execute(
    db,
  )
  return rows.length > 0
}

/** The ids of the next items of an instruction that wait for an answer and are not called back, after one of them. */
export async function nextOpenItems(db: Db, instructionId: number, after: number, limit: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from instruction_items
    where instruction_id = ${instructionId} and state = 'instructed' and id > ${after} and recall_asked_at is null
    order by id limit ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

/** A failed item with its record and why it failed. */
export type FailedItem = { id: number; recordId: number; reason: string }

/** The failed items of an instruction whose records nobody has taken back or instructed again, no more than a limit; of some, or of all. */
export async function failedItems(
  db: Db,
  instructionId: number,
  limit: number,
  ids?: readonly number[],
): Promise<FailedItem[]> {
  const { rows } = await sql<FailedItem>`
    select item.id, item.record_id, item.reason from instruction_items as item
    join records as record on record.id = item.record_id and record.organisation_id = item.organisation_id
    where item.instruction_id = ${instructionId} and item.state = 'failed' and record.state = 'failed' and ${among(db, ids)}
    order by item.id limit ${limit}`.execute(db)
  return rows
}

const among = (db: Db, ids: readonly number[] | undefined): RawBuilder<unknown> =>
  ids === undefined ? sql`true` : sql`item.id in ${idList(db, ids)}`

/** A failed record that may be instructed again as far as it goes by itself. `approvedAt`: the instant of the last approval of its review. */
export type ApprovedAgain = { id: number; ruleId: number; approvedAt: string | null }

/**
 * Those of some failed records that may be instructed again: past their period still, of the rule and service of their review, listed by their
 * source, and not held.
 */
export async function approvedAgain(tx: Db, recordIds: readonly number[], today: string): Promise<ApprovedAgain[]> {
  const { rows } = await sql<ApprovedAgain>`
    select record.id, record.rule_id, ${approvedAt} as approved_at
    from records as record
    join disposal_reviews as review on review.id = record.review_id
    where record.id in ${idList(tx, recordIds)} and ${ofFound(tx, 'record.state')} = 'failed' and record.missing_since is null
      and not ${await isToBeKept(tx, today)}`.execute(tx)
  return rows
}

/** Makes failed items wait for an answer again, in a round; that they failed before, and why, is kept in the histories of their records. */
export async function askAgain(
  tx: Db,
  ids: readonly number[],
  recordIds: readonly number[],
  { round, now, byName }: { round: number; now: string; byName: string },
): Promise<void> {
  await sql`
    insert into record_changes (organisation_id, record_id, changed_at, what, before, after, reason, by_name)
    select organisation_id, record_id, ${now}, 'disposal', 'failed', 'instructed again', reason, ${byName}
    from instruction_items where id in ${idList(tx, ids)}`.execute(tx)
  await sql`
    update instruction_items set state = 'instructed', answered_at = null, answered_by_name = null, reason = '', round = ${round}
    where id in ${idList(tx, ids)}`.execute(tx)
  const again = sql`update records set state = 'instructed' where id in ${idList(tx, recordIds)}`
  await keepingCounts(tx, { ids: recordIds, now }, () => again.execute(tx))
}
