import { type Insertable, type Selectable, sql } from 'kysely'
import type { Outcome } from '../../src/domain/disposal-answer.ts'
import { addRows } from '../add-rows.ts'
import { changeRows } from '../change-rows.ts'
import { idList } from '../dialect.ts'
import type { Db, Schema } from '../schema.ts'

export type AnswersRow = Selectable<Schema['disposalAnswers']>

/** Writes down that answers came, and returns their id. */
export async function addAnswers(tx: Db, answers: Insertable<Schema['disposalAnswers']>): Promise<number> {
  const counted = { doneCount: 0, ...answers }
  return (await tx.insertInto('disposalAnswers').values(counted).returning('id').executeTakeFirstOrThrow()).id
}

/** Answers of an instruction by their id, or undefined. */
export async function answersById(db: Db, instructionId: number, id: number): Promise<AnswersRow | undefined> {
  return db
    .selectFrom('disposalAnswers')
    .selectAll()
    .where('id', '=', id)
    .where('instructionId', '=', instructionId)
    .executeTakeFirst()
}

/** Answers that came under a key, or undefined. */
export async function answersByKey(db: Db, instructionId: number, key: string): Promise<AnswersRow | undefined> {
  return db
    .selectFrom('disposalAnswers')
    .selectAll()
    .where('instructionId', '=', instructionId)
    .where('idempotencyKey', '=', key)
    .executeTakeFirst()
}

/** Forgets under which keys answers came before an instant, and what was told then. */
export async function forgetAnswerKeys(db: Db, before: string): Promise<void> {
  await db
    .updateTable('disposalAnswers')
    .set({ idempotencyKey: null, requestHash: null, results: null })
    .where('idempotencyKey', 'is not', null)
    .where('givenAt', '<', before)
    .execute()
}

/** What was answered to an instruction by people, the latest first; files that nobody has accepted among it. */
export async function answersOf(db: Db, instructionId: number, limit: number): Promise<AnswersRow[]> {
  return db
    .selectFrom('disposalAnswers')
    .selectAll()
    .where('instructionId', '=', instructionId)
    .where('state', '<>', 'withdrawn')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** Answers that were accepted and are still being applied, the first accepted first. */
export async function acceptedAnswers(db: Db): Promise<AnswersRow[]> {
  return db.selectFrom('disposalAnswers').selectAll().where('state', '=', 'accepted').orderBy('id').execute()
}

/** Moves answers on from one state, and says whether they were in it. */
export async function moveAnswers(
  tx: Db,
  id: number,
  from: readonly AnswersRow['state'][],
  change: { state: AnswersRow['state']; rowCount?: number; rejectedCount?: number },
): Promise<boolean> {
  const result = await tx
    .updateTable('disposalAnswers')
    .set(change)
    .where('id', '=', id)
    .where('state', 'in', from)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** A row of a file: what it says of an item, or why it is rejected. */
export type AnswerRow = {
  line: number
  itemId: number | null
  outcome: Outcome | null
  doneOn: string | null
  method: string
  reason: string
  rejectedColumn: string | null
  rejectedReason: string | null
}

/** Keeps rows of a file. */
export async function addAnswerRows(tx: Db, answerId: number, rows: readonly AnswerRow[]): Promise<void> {
  const values = rows.map((row) => [
    ...[row.line, row.itemId, row.outcome, row.doneOn, row.method, row.reason, row.rejectedColumn],
    row.rejectedReason,
  ])
  const columns = ['line', 'item_id', 'outcome', 'done_on', 'method', 'reason', 'rejected_column', 'rejected_reason']
  await addRows(tx, 'answer_rows', columns, values, { answer_id: answerId })
}

/** A row of a file that says something of an item. */
export type RowToApply = {
  id: number
  itemId: number
  outcome: Outcome
  doneOn: string | null
  method: string
  reason: string
}

/** The next rows of a file that have not been applied, in the order of the file. */
export async function nextRows(db: Db, answerId: number, limit: number): Promise<RowToApply[]> {
  const { rows } = await sql<RowToApply>`
    select id, item_id, outcome, done_on, method, reason from answer_rows
    where answer_id = ${answerId} and item_id is not null order by id limit ${limit}`.execute(db)
  return rows
}

/** Drops rows that were applied. */
export async function dropRows(tx: Db, ids: readonly number[]): Promise<void> {
  await sql`delete from answer_rows where id in ${idList(tx, ids)}`.execute(tx)
}

/** Rejects rows that could not be applied any more. */
export async function rejectRows(tx: Db, ids: readonly number[], reason: string): Promise<void> {
  await changeRows(tx, {
    table: 'answer_rows',
    columns: { rejected_reason: 'text' },
    rows: ids.map((id) => [id, reason]),
    also: sql`rejected_column = 'reference', item_id = null, outcome = null, done_on = null, method = ''`,
  })
}

/** Counts rows that were applied and those that were rejected meanwhile. */
export async function countApplied(tx: Db, id: number, applied: number, rejected: number): Promise<void> {
  await sql`
    update disposal_answers set applied_count = applied_count + ${applied}, rejected_count = rejected_count + ${rejected}
    where id = ${id}`.execute(tx)
}

/** Counts records that answers disposed of, in the round in which their instruction is. Before the instruction is closed: its certificate tells of them. */
export async function countDone(tx: Db, id: number, done: number): Promise<void> {
  await sql`
    update disposal_answers set done_count = done_count + ${done},
      round = (select round from disposal_instructions as instruction where instruction.id = disposal_answers.instruction_id)
    where id = ${id}`.execute(tx)
}

/** Keeps what an API was told of its answers, and how many were applied and rejected. */
export async function keepResults(
  tx: Db,
  id: number,
  told: Pick<AnswersRow, 'appliedCount' | 'rejectedCount' | 'results'>,
): Promise<void> {
  await tx.updateTable('disposalAnswers').set(told).where('id', '=', id).execute()
}

/** How many rows of a file say what. */
export async function outcomesOf(db: Db, answerId: number): Promise<{ outcome: Outcome; rows: number }[]> {
  const { rows } = await sql<{ outcome: Outcome; rows: number }>`
    select outcome, count(*) as rows from answer_rows where answer_id = ${answerId} and item_id is not null group by outcome`.execute(
    db,
  )
  return rows
}

/** A row of a file that was rejected. */
export type RejectedAnswer = { id: number; line: number; column: string; reason: string }

/** The rejected rows of a file in the order of its lines, after one of them. */
export async function rejectedAnswers(
  db: Db,
  answerId: number,
  after: number,
  limit: number,
): Promise<RejectedAnswer[]> {
  const { rows } = await sql<RejectedAnswer>`
    select id, line, coalesce(rejected_column, '') as "column", rejected_reason as reason from answer_rows
    where answer_id = ${answerId} and item_id is null and id > ${after} order by id limit ${limit}`.execute(db)
  return rows
}
