import { type RawBuilder, sql } from 'kysely'
import type { RecordState } from '../../src/domain/held-record.ts'
import type { ItemStanding } from '../../src/domain/item-standing.ts'
import type { Db } from '../schema.ts'
import { isToBeKept } from './held.ts'

/** An item as its source system is given it, or a person in a list; `dueOn` is blank once the record is forgotten. */
export type ListedItem = {
  id: number
  recordId: number
  reference: string
  dueOn: string | null
  title: string
  location: string
  quantity: number
  state: ItemStanding['state']
  recordState: RecordState
  answeredAt: string | null
  answeredByName: string | null
  doneOn: string | null
  method: string
  reason: string
  recallAskedAt: string | null
}

/**
 * The items of an instruction that its source is to dispose of, in the order of ids after one of them: without answers, not called back, and
 * with nothing that keeps their records on a day (see `isToBeKept`). Asked each time that they are fetched.
 */
export async function itemsToFetch(
  db: Db,
  instructionId: number,
  { today, after, limit }: { today: string; after: number; limit: number },
): Promise<ListedItem[]> {
  const { rows } = await sql<ListedItem>`
    ${listed}
    join disposal_instructions as instruction on instruction.id = item.instruction_id
    join disposal_reviews as review on review.id = instruction.review_id
    where item.instruction_id = ${instructionId} and item.state = 'instructed' and item.id > ${after}
      and item.recall_asked_at is null and record.state = 'instructed' and not ${await isToBeKept(db, today)}
    order by item.id limit ${limit}`.execute(db)
  return rows
}

/** Which items of an instruction are listed: in a state, or called back without an answer yet. */
export type ItemFilter = { state?: ItemStanding['state'] | 'called back' | undefined }

/** The items of an instruction in the order of ids after one of them. */
export async function itemList(
  db: Db,
  instructionId: number,
  { state }: ItemFilter,
  { after, limit }: { after: number; limit: number },
): Promise<ListedItem[]> {
  const wanted = (): RawBuilder<unknown> => {
    if (state === undefined) return sql`true`
    if (state === 'called back')
      return sql`item.state = 'instructed' and item.recall_asked_at is not null and item.recall_answer is null`
    return sql`item.state = ${state}`
  }
  const { rows } = await sql<ListedItem>`
    ${listed} where item.instruction_id = ${instructionId} and ${wanted()} and item.id > ${after}
    order by item.id limit ${limit}`.execute(db)
  return rows
}

const listed = sql`
  select item.id, item.record_id, record.reference, record.due_on, record.title, record.location, record.quantity, item.state,
    record.state as record_state, item.answered_at, item.answered_by_name, item.done_on, item.method, item.reason, item.recall_asked_at
  from instruction_items as item
  join records as record on record.id = item.record_id and record.organisation_id = item.organisation_id`

/** The items of an instruction that failed and that nobody has seen to, no more than a limit. */
export async function untakenFailures(db: Db, instructionId: number, limit: number): Promise<ListedItem[]> {
  const { rows } = await sql<ListedItem>`
    ${listed} where item.instruction_id = ${instructionId} and item.state = 'failed' and record.state = 'failed'
    order by item.id limit ${limit}`.execute(db)
  return rows
}
