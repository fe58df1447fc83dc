import { sql } from 'kysely'
import { tableOf } from '../dialect.ts'
import type { Db } from '../schema.ts'

/** A row that was refused: its line in the file, the columns at fault (`; ` between them, blank for the row as a whole), why. */
export type Rejection = { line: number; columns: string; reason: string }

/** Writes down the rejected rows of a feed. */
export async function addRejections(db: Db, feedId: number, rejections: readonly Rejection[]): Promise<void> {
  if (rejections.length === 0) return
  const rows = rejections.map(({ line, columns, reason }) => [line, columns, reason])
  await sql`
    insert into feed_rejections (feed_id, line, columns, reason)
    select ${feedId}, line, columns, reason
    from ${tableOf(db, 'rejected', { line: 'integer', columns: 'text', reason: 'text' }, rows)}`.execute(db)
}

/** The rejected rows of a feed after a line, in the order of the file; no more than the limit. */
export async function rejectionsAfter(db: Db, feedId: number, line: number, limit: number): Promise<Rejection[]> {
  return db
    .selectFrom('feedRejections')
    .select(['line', 'columns', 'reason'])
    .where('feedId', '=', feedId)
    .where('line', '>', line)
    .orderBy('line')
    .limit(limit)
    .execute()
}

/** The lines from one to another, both inclusive, that a feed has rejected. */
export async function rejectedLines(db: Db, feedId: number, first: number, last: number): Promise<Set<number>> {
  const rows = await db
    .selectFrom('feedRejections')
    .select('line')
    .where('feedId', '=', feedId)
    .where('line', '>=', first)
    .where('line', '<=', last)
    .execute()
  return new Set(rows.map(({ line }) => line))
}

/** Forgets the rejected rows of a feed that starts again from nothing. */
export async function removeRejections(db: Db, feedId: number): Promise<void> {
  await db.deleteFrom('feedRejections').where('feedId', '=', feedId).execute()
}
