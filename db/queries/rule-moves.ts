import { type RawBuilder, sql } from 'kysely'
import type { RecordState } from '../../src/domain/held-record.ts'
import type { Placement } from '../../src/domain/placement.ts'
import { changeRows } from '../change-rows.ts'
import { type GivenRows, handedOver, tableOf } from '../dialect.ts'
import { reviewLeft } from '../review-left.ts'
import type { Db } from '../schema.ts'
import type { Value } from '../value.ts'

/** A record and where a version puts it. */
export type MovedRecord = { id: number; placement: Placement }

/** What records get, ready to be handed over: those that stay in their state, and those that get another. */
export type GivenDates = { stay: GivenRows; become: GivenRows }

/** Where a version puts a record. `before`: the state in which it is now; `state`: in which it is then. */
export type DatedRecord = MovedRecord & { versionId: number; before: RecordState; state: RecordState }

/** Puts what records get into words, of which there is most to do when there are many. */
export function datesOf(db: Db, moved: readonly DatedRecord[]): GivenDates {
  const stay: Value[][] = []
  const become: Value[][] = []
  for (const { id, versionId, before, state, placement } of moved) {
    if (before === state) stay.push([id, versionId, placement.retainUntil, placement.dueOn])
    else become.push([id, versionId, placement.retainUntil, placement.dueOn, state])
  }
  return { stay: handedOver(db, stay), become: handedOver(db, become) }
}

/**
 * Gives records the dates of a version each, and says of each in which state it is then.
 *
 * Those in a review stay in it, and in its state; for those that leave it, see `leaveReviews`. Where the state stays it is not written: that
 * would write every index anew that has it.
 */
export async function giveDates(db: Db, { stay, become }: GivenDates): Promise<void> {
  const columns = { rule_version_id: 'integer', retain_until: 'text', due_on: 'text' } as const
  await changeRows(db, { table: 'records', columns, rows: stay })
  await changeRows(db, { table: 'records', columns: { ...columns, state: 'text' }, rows: become })
}

/** A record that leaves its review, and the change of its rule as its history tells it. */
export type LeavingRecord = MovedRecord & { code: string; version: number; byName: string }

/**
 * Takes records out of their reviews before they are given later dates or lose an approval, and writes why into their histories.
 *
 * The reviews count as changed, so that a decision on what was shown before is refused.
 */
export async function leaveReviews(db: Db, leaving: readonly LeavingRecord[], now: string): Promise<void> {
  if (leaving.length === 0) return
  const moved = movedIn(db, leaving)
  const why = sql`'The rule changed (' || moved.rule || case when records.state = 'approved'
    then '), so that the approval given before no longer holds'
    else '), so that the record is not past its period any more' end`
  const tell = async (what: string, before: RawBuilder<unknown>, after: RawBuilder<unknown>) =>
    sql`
      insert into record_changes (organisation_id, record_id, changed_at, what, before, after, reason, by_name)
      select records.organisation_id, records.id, ${now}, ${what}, ${before}, ${after}, ${why}, moved.by_name
      from (${moved}) as moved join records on records.id = moved.id`.execute(db)
  await tell('due date', sql`records.due_on`, sql`moved.due_on`)
  await tell('review', reviewLeft, sql`null`)
  await sql`
    update disposal_reviews set lock_version = lock_version + 1
    where id in (select records.review_id from (${moved}) as moved join records on records.id = moved.id)`.execute(db)
  await sql`
    with moved as materialized (${moved})
    update records set state = moved.state, retain_until = moved.retain_until, due_on = moved.due_on,
      review_id = null, flagged_on = null, review_by = null
    from moved where records.id = moved.id`.execute(db)
}

/** Each record with the state and dates that it gets, and what its history tells of its rule. */
function movedIn(db: Db, moved: readonly LeavingRecord[]): RawBuilder<unknown> {
  const columns = {
    ...({ id: 'integer', state: 'text', retain_until: 'text', due_on: 'text' } as const),
    ...({ rule: 'text', by_name: 'text' } as const),
  }
  const rows = moved.map(({ id, placement: { state, retainUntil, dueOn }, code, version, byName }) => {
    return [id, state, retainUntil, dueOn, `${code} version ${version}`, byName]
  })
  return sql`select id, state, retain_until, due_on, rule, by_name from ${tableOf(db, 'given', columns, rows)}`
}
