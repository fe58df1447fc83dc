import { type RawBuilder, sql } from 'kysely'
import type { Placement } from '../../src/domain/placement.ts'
import { isPostgres, tableOf } from '../dialect.ts'
import type { Db } from '../schema.ts'

/** Records that get the same dates from a version. */
export type SameDates = { placement: Placement; ids: number[] }

/**
 * Gives records the dates of a version. Those in a review stay in it, and in its state; for those that leave it, see `leaveReviews`.
 *
 * A record whose state follows from its dates alone (open, retained, permanent) takes that of its new dates.
 */
export async function giveDates(db: Db, versionId: number, groups: SameDates[]): Promise<void> {
  await sql`
    with moved as materialized (${movedIn(db, groups)})
    update records set
      rule_version_id = ${versionId},
      retain_until = moved.retain_until,
      due_on = moved.due_on,
      state = case when records.state in ('due', 'approved') then records.state else moved.state end
    from moved where records.id = moved.id`.execute(db)
}

/** A change of a rule as histories tell it. */
export type ToldChange = { code: string; version: number; now: string; byName: string }

/**
 * Takes records out of their reviews before they are given later dates or lose an approval, and writes why into their histories.
 *
 * The reviews count as changed, so that a decision on what was shown before is refused.
 */
export async function leaveReviews(db: Db, change: ToldChange, groups: SameDates[]): Promise<void> {
  const moved = movedIn(db, groups)
  const rule = `${change.code} version ${change.version}`
  await sql`
    insert into record_changes (record_id, changed_at, what, before, after, reason, by_name)
    select records.id, ${change.now}, 'due date', records.due_on, moved.due_on,
      case when records.state = 'approved'
        then ${`The rule changed (${rule}), so that the approval given before no longer holds`}
        else ${`The rule changed (${rule}), so that the record is not past its period any more`} end
      || ': it left disposal review ' || records.review_id, ${change.byName}
    from (${moved}) as moved join records on records.id = moved.id`.execute(db)
  await sql`
    update disposal_reviews set lock_version = lock_version + 1
    where id in (select records.review_id from (${moved}) as moved join records on records.id = moved.id)`.execute(db)
  await sql`
    with moved as materialized (${moved})
    update records set state = moved.state, retain_until = moved.retain_until, due_on = moved.due_on,
      review_id = null, flagged_on = null, review_by = null
    from moved where records.id = moved.id`.execute(db)
}

/** Each record with the state and dates that it gets; SQLite spreads the groups itself, which spares a long text. */
function movedIn(db: Db, groups: SameDates[]): RawBuilder<unknown> {
  if (!isPostgres(db))
    return sql`
      select id.value as id, groups.value ->> 0 as state, groups.value ->> 1 as retain_until, groups.value ->> 2 as due_on
      from json_each(${asJson(groups)}) as groups, json_each(groups.value, '$[3]') as id`
  const columns = { id: 'integer', state: 'text', retain_until: 'text', due_on: 'text' } as const
  const rows = groups.flatMap(({ placement: { state, retainUntil, dueOn }, ids }) =>
    ids.map((id) => [id, state, retainUntil, dueOn]),
  )
  return sql`select id, state, retain_until, due_on from ${tableOf(db, 'groups', columns, rows)}`
}

const asJson = (groups: SameDates[]): string =>
  JSON.stringify(groups.map(({ placement, ids }) => [placement.state, placement.retainUntil, placement.dueOn, ids]))
