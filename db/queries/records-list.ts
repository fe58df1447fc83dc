import { sql } from 'kysely'
import type { RecordState } from '../../src/domain/held-record.ts'
import { idTable, notIndexed, thenJoin } from '../dialect.ts'
import type { Db } from '../schema.ts'
import type { Wanted } from './record-wanted.ts'

/** A record as lists show it; `recordTerms` says what its ids stand for. */
export type ListedRecord = {
  id: number
  sourceSystemId: number
  reference: string
  ruleId: number
  serviceId: number | null
  triggerOn: string | null
  retainUntil: string | null
  dueOn: string | null
  state: RecordState
  flaggedOn: string | null
  reviewId: number | null
  quantity: number
  title: string
  location: string
  lastSeenOn: string
  missingSince: string | null
}

/** Records by their ids, in the order of these. */
export async function recordsByIds(db: Db, ids: readonly number[]): Promise<ListedRecord[]> {
  const { rows } = await sql<ListedRecord>`
    select ${columns} from ${idTable(db, 'asked', ids)} ${thenJoin(db)} records on records.id = asked.value
    order by asked.at`.execute(db.withoutPlugins())
  return rows
}

/** The ids of the records that have one of these references in one of the source systems. */
export async function idsByReference(
  db: Db,
  references: readonly string[],
  sourceIds: readonly number[],
): Promise<number[]> {
  const rows = await db
    .selectFrom('records')
    .select('id')
    .where('sourceSystemId', 'in', sourceIds)
    .where('reference', 'in', references)
    .execute()
  return rows.map(({ id }) => id)
}

/** The records asked for with ids after one and up to another, in the order of ids. */
export async function recordsBetween(db: Db, { where }: Wanted, after: number, last: number): Promise<ListedRecord[]> {
  const { rows } = await sql<ListedRecord>`
    select ${columns} from records ${notIndexed(db)} where id > ${after} and id <= ${last} and ${where}
    order by id`.execute(db.withoutPlugins())
  return rows
}

const columns = sql.raw(
  `records.id, source_system_id as "sourceSystemId", reference, rule_id as "ruleId", service_id as "serviceId",
  trigger_on as "triggerOn", retain_until as "retainUntil", due_on as "dueOn", state, flagged_on as "flaggedOn",
  review_id as "reviewId", quantity, title, location, last_seen_on as "lastSeenOn", missing_since as "missingSince"`,
)
