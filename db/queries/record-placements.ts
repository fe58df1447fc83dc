import { sql } from 'kysely'
import type { DatingRule, Placement } from '../../src/domain/placement.ts'
import { tableOf } from '../dialect.ts'
import type { Db } from '../schema.ts'
import { keepingCounts } from './record-counts.ts'

/** Everything about a record that follows from its dates; `review` null takes it out of a review. */
export type Placed = Omit<Placement, 'state'> & {
  id: number
  state: Placement['state'] | 'due'
  triggerOn: string | null
  correctedFrom: string | null
  keptUntil: string | null
  review: { id: number; flaggedOn: string; reviewBy: string } | null
}

/** Puts records where they belong at an instant, all in one statement; `under`: another rule than theirs, in one of its versions. */
export async function putRecords(
  db: Db,
  placed: readonly Placed[],
  now: string,
  under?: { ruleId: number; ruleVersionId: number },
): Promise<void> {
  if (placed.length === 0) return
  const ofRule = under ? sql`, rule_id = ${under.ruleId}, rule_version_id = ${under.ruleVersionId}` : sql``
  const rows = placed.map(({ review, ...record }) => [
    ...[record.id, record.state, record.triggerOn, record.correctedFrom, record.keptUntil],
    ...[record.retainUntil, record.dueOn, review?.id ?? null, review?.flaggedOn ?? null, review?.reviewBy ?? null],
  ])
  const put = sql`
    update records set
      state = placed.state, trigger_on = placed.trigger_on, corrected_from = placed.corrected_from,
      kept_until = placed.kept_until, retain_until = placed.retain_until, due_on = placed.due_on,
      review_id = placed.review_id, flagged_on = placed.flagged_on, review_by = placed.review_by ${ofRule}
    from ${tableOf(db, 'placed', columns, rows)} where records.id = placed.id`
  const ids = placed.map(({ id }) => id)
  await keepingCounts(db, { ids, now }, () => put.execute(db))
}

const columns = {
  ...({ id: 'integer', state: 'text', trigger_on: 'text', corrected_from: 'text', kept_until: 'text' } as const),
  ...({ retain_until: 'text', due_on: 'text', review_id: 'integer', flagged_on: 'text', review_by: 'text' } as const),
}

/** The parts of rule versions that decide dates, and the event, by the id of the version; only of the versions named. */
export async function datingRules(
  db: Db,
  versionIds: Iterable<number>,
): Promise<Map<number, DatingRule & { triggerEvent: string }>> {
  const rows = await db
    .selectFrom('retentionRuleVersions')
    .select(['id', 'triggerKind', 'triggerEvent', 'countedFrom', 'period', 'disposalAction'])
    .where('id', 'in', [...versionIds])
    .execute()
  return new Map(rows.map(({ id, ...rule }) => [id, rule]))
}
