import { sql } from 'kysely'
import type { MovableState } from '../../src/domain/rule-change.ts'
import { idList, isPostgres, jsonList, ofFound, textList } from '../dialect.ts'
import type { Db } from '../schema.ts'

/** Records of one rule and state that stand alike, none of which has an id before `firstId` or after `lastId`. */
export type AlikeRecords = {
  triggerOn: string | null
  keptUntil: string | null
  dueOn: string | null
  ruleVersionId: number
  serviceId: number | null
  reviewId: number | null
  count: number
  firstId: number
  lastId: number
}

/** The next records of a rule in a state after an id, as far as the limit, counted by what they have alike. */
export async function alikeRecords(
  db: Db,
  at: { ruleId: number; state: MovableState; afterId: number; limit: number },
): Promise<AlikeRecords[]> {
  const { rows } = await sql<AlikeRecords>`
    select trigger_on as "triggerOn", kept_until as "keptUntil", due_on as "dueOn", rule_version_id as "ruleVersionId",
      service_id as "serviceId", review_id as "reviewId", count(*) as count, min(id) as "firstId", max(id) as "lastId"
    from (
      select id, trigger_on, kept_until, due_on, rule_version_id, service_id, review_id from records
      where rule_id = ${at.ruleId} and state = ${at.state} and id > ${at.afterId} order by id limit ${at.limit}
    ) as next
    group by trigger_on, kept_until, due_on, rule_version_id, service_id, review_id`.execute(db.withoutPlugins())
  return rows
}

/** How many records a change of a rule would reach, up to a limit. */
export async function movableCount(
  db: Db,
  ruleId: number,
  states: readonly MovableState[],
  limit: number,
): Promise<number> {
  const row = await db
    .selectFrom((eb) =>
      eb
        .selectFrom('records')
        .select('id')
        .where('ruleId', '=', ruleId)
        .where('state', 'in', states)
        .limit(limit)
        .as('some'),
    )
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

/**
 * The ids of the records of some rules in these states, of those after one id and up to another. An index alone answers: which version each
 * has is asked for piece by piece.
 *
 * In their order on SQLite, where records that come after each other lie beside each other; rule by rule on PostgreSQL, where what is
 * changed is written elsewhere anyway.
 */
export async function idsOfRules(
  db: Db,
  ruleIds: readonly number[],
  states: readonly MovableState[],
  { after, upTo }: { after: number; upTo: number },
): Promise<number[]> {
  const { rows } = await sql<{ ids: string }>`
    select ${jsonList(db, sql`id`, isPostgres(db) ? sql`rule_id, id` : undefined)} as ids from records
    where rule_id in ${idList(db, ruleIds)} and state in ${textList(db, states)} and id > ${after} and id <= ${upTo}`.execute(
    db,
  )
  const ids = JSON.parse(rows[0]?.ids ?? '[]') as number[]
  // SQLite finds them rule by rule; to put a million of them in order takes it four times as long as it takes here.
  return isPostgres(db) ? ids : Array.from(Float64Array.from(ids).sort())
}

/** What the recomputation needs to know of a record. */
export type RecordToMove = {
  id: number
  ruleId: number
  state: MovableState
  triggerOn: string | null
  keptUntil: string | null
  dueOn: string | null
  ruleVersionId: number
  reviewId: number | null
}

/** The records with these ids as they stand, without those that an instruction has reached meanwhile. */
export async function recordsToMove(
  db: Db,
  states: readonly MovableState[],
  ids: readonly number[],
): Promise<RecordToMove[]> {
  const { rows } = await sql<RecordToMove>`
    select id, rule_id as "ruleId", state, trigger_on as "triggerOn", kept_until as "keptUntil", due_on as "dueOn",
      rule_version_id as "ruleVersionId", review_id as "reviewId" from records
    where id in ${idList(db, ids)} and ${ofFound(db, 'state')} in ${textList(db, states)}`.execute(db.withoutPlugins())
  return rows
}
