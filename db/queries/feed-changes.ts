import { sql } from 'kysely'
import { tableOf } from '../dialect.ts'
import { inPartition } from '../partition.ts'
import { reviewLeft } from '../review-left.ts'
import type { Db } from '../schema.ts'

/** A line of a record's history that a feed writes. */
export type FeedHistory = {
  recordId: number
  what: string
  before: string | null
  after: string | null
  reason: string
}

/**
 * Writes what a feed changed into the histories of its records, all of one organisation, in one statement; which review a record leaves is
 * read from the record, which has not left it yet.
 */
export async function addFeedChanges(
  db: Db,
  organisationId: number,
  changes: readonly FeedHistory[],
  now: string,
  byName: string,
): Promise<void> {
  if (changes.length === 0) return
  const rows = changes.map((change) => [change.recordId, change.what, change.before, change.after, change.reason])
  await sql`
    insert into record_changes (organisation_id, record_id, what, before, after, reason, changed_at, by_name)
    select ${organisationId}, record_id, what, case when what <> 'review' then before else (
        select ${reviewLeft} from records where records.id = record_id and ${inPartition(db, organisationId)}) end,
      after, reason, ${now}, ${byName}
    from ${tableOf(db, 'change', columns, rows)}`.execute(db)
}

const columns = { record_id: 'integer', what: 'text', before: 'text', after: 'text', reason: 'text' } as const
