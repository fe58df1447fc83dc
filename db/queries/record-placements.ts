import { sql } from 'kysely'
import type { DatingRule, Placement } from '../../src/domain/placement.ts'
import type { Db } from '../schema.ts'

/** Everything about a record that follows from its dates; `review` null takes it out of a review. */
export type Placed = Omit<Placement, 'state'> & {
  id: number
  state: Placement['state'] | 'due'
  triggerOn: string | null
  correctedFrom: string | null
  keptUntil: string | null
  review: { id: number; flaggedOn: string; reviewBy: string } | null
}

/** Puts records where they belong, all in one statement. */
export async function putRecords(db: Db, placed: readonly Placed[]): Promise<void> {
  const rows = placed.map(({ review, ...record }) => ({
    ...record,
    ...review,
    id: record.id,
    reviewId: review?.id ?? null,
  }))
  await sql`
    update records set
      state = placed.value ->> 'state', trigger_on = placed.value ->> 'triggerOn',
      corrected_from = placed.value ->> 'correctedFrom', kept_until = placed.value ->> 'keptUntil',
      retain_until = placed.value ->> 'retainUntil', due_on = placed.value ->> 'dueOn',
      review_id = placed.value ->> 'reviewId', flagged_on = placed.value ->> 'flaggedOn',
      review_by = placed.value ->> 'reviewBy'
    from json_each(${JSON.stringify(rows)}) as placed
    where records.id = placed.value ->> 'id'`.execute(db)
}

/** The parts of rule versions that decide dates, by the id of the version; only of the versions named. */
export async function datingRules(db: Db, versionIds: Iterable<number>): Promise<Map<number, DatingRule>> {
  const rows = await db
    .selectFrom('retentionRuleVersions')
    .select(['id', 'triggerKind', 'countedFrom', 'period', 'disposalAction'])
    .where('id', 'in', [...versionIds])
    .execute()
  return new Map(rows.map(({ id, ...rule }) => [id, rule]))
}
