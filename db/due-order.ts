import { type RawBuilder, sql } from 'kysely'
import type { Db } from './schema.ts'

/** A place in the order of due dates, and of ids where these are the same. */
export type DuePlace = { dueOn: string; id: number }

/** Which way an order is gone through. */
export type Direction = 'after' | 'before'

type Condition = RawBuilder<unknown>

/**
 * The records beyond one place (null: from the start) and up to another, that one included (left out: to the end), as conditions that no
 * record meets two of: in the order of due dates, or against it, each a piece of an index.
 *
 * As one comparison of dates and ids, all of a date would be read to come to its last: a million may have the same, such as the end of a year.
 */
export function legsOf(
  from: DuePlace | null,
  upTo: DuePlace | undefined,
  direction: Direction = 'after',
): [Condition, ...Condition[]] {
  const [beyond, within] = direction === 'after' ? [sql`>`, sql`<`] : [sql`<`, sql`>`]
  if (from && upTo && from.dueOn === upTo.dueOn)
    return [sql`due_on = ${from.dueOn} and id ${beyond} ${from.id} and id ${within}= ${upTo.id}`]
  const between = sql`${from ? sql`due_on ${beyond} ${from.dueOn}` : sql`due_on is not null`} ${upTo ? sql`and due_on ${within} ${upTo.dueOn}` : sql``}`
  const last = upTo ? [sql`due_on = ${upTo.dueOn} and id ${within}= ${upTo.id}`] : []
  return from ? [sql`due_on = ${from.dueOn} and id ${beyond} ${from.id}`, between, ...last] : [between, ...last]
}

/** The order of due dates, or the way back. */
export const byDueDate = (direction: Direction = 'after') =>
  direction === 'after' ? sql`due_on, id` : sql`due_on desc, id desc`

/** Records to go through: `records`, as `from … where …`; `legs`, conditions that follow each other in the order `inOrder`. */
export type Course = { records: Condition; legs: readonly Condition[]; inOrder: Condition }

/** What stands so many records along a course (1 is the first), as `columns` say; undefined when it has not so many. */
export async function placeAlong<Found>(
  db: Db,
  { records, legs, inOrder }: Course,
  length: number,
  columns: Condition,
): Promise<Found | undefined> {
  let left = length
  for (const [at, leg] of legs.entries()) {
    const { rows } = await sql<Found>`
      select ${columns} ${records} and ${leg} order by ${inOrder} limit 1 offset ${left - 1}`.execute(db)
    if (rows[0] || at === legs.length - 1) return rows[0]
    const passed = await sql<{ count: number }>`select count(*) as count ${records} and ${leg}`.execute(db)
    left -= passed.rows[0]?.count ?? 0
  }
  return undefined
}
