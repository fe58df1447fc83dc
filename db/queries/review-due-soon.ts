import { type RawBuilder, sql } from 'kysely'
import type { Constraint } from '../../src/domain/retention-rule.ts'
import { byIndex, idList } from '../dialect.ts'
import type { Db } from '../schema.ts'
import { isHeld } from './held.ts'

/** Days one after the other: those after the first of these dates, and up to the second. */
export type Days = { after: string; upTo: string }

/** Records of one service and rule that fall due within some days. `from`, `to`: the first and the last day on which one does. */
export type DueWithin = { serviceId: number | null; ruleId: number; records: number; from: string; to: string }

/**
 * How many retained records fall due within some days, by service and rule, within a reach (null: all); an index alone answers.
 *
 * `without`: the ids of the records that are not counted, see `missingDueWithin`.
 */
export async function dueWithin(
  db: Db,
  reach: number[] | null,
  days: Days,
  without: readonly number[],
): Promise<DueWithin[]> {
  const { rows } = await sql<DueWithin>`
    select service_id, rule_id, count(*) as records, min(due_on) as "from", max(due_on) as "to"
    ${fallingDue(db, reach, days, without)}
    group by service_id, rule_id`.execute(db)
  return rows
}

/** How many of the records that `dueWithin` counts a hold keeps, of some rules, by service and rule; each is looked at. */
export async function heldDueWithin(
  db: Db,
  reach: number[] | null,
  days: Days,
  { without, rules }: { without: readonly number[]; rules: readonly number[] },
): Promise<{ serviceId: number | null; ruleId: number; held: number }[]> {
  const { rows } = await sql<{ serviceId: number | null; ruleId: number; held: number }>`
    select service_id, rule_id, count(*) as held
    ${fallingDue(db, reach, days, without)} and rule_id in ${idList(db, rules)} and ${isHeld()}
    group by service_id, rule_id`.execute(db)
  return rows
}

/** Retained records of one source system that fall due within some days and are missing there, so that somebody has to look for them first. */
export async function missingDueWithin(
  db: Db,
  reach: number[] | null,
  days: Days,
  sourceSystemId: number,
): Promise<{ id: number; dueOn: string }[]> {
  const { rows } = await sql<{ id: number; dueOn: string }>`
    select id, due_on from records ${byIndex(db, 'records_missing')}
    where source_system_id = ${sourceSystemId} and missing_since is not null and ${retained(days)} ${within(db, reach)}`.execute(
    db,
  )
  return rows
}

/** The records that `dueWithin` counts, by the index that has all that it asks for. */
const fallingDue = (db: Db, reach: number[] | null, days: Days, without: readonly number[]): RawBuilder<unknown> => sql`
  from records ${byIndex(db, 'records_by_state')} where ${retained(days)} ${within(db, reach)} ${except(db, without)}`

const retained = ({ after, upTo }: Days): RawBuilder<unknown> =>
  sql`state = 'retained' and due_on > ${after} and due_on <= ${upTo}`

const within = (db: Db, reach: number[] | null): RawBuilder<unknown> =>
  reach === null ? sql`` : sql`and service_id in ${idList(db, reach)}`

const except = (db: Db, ids: readonly number[]): RawBuilder<unknown> =>
  ids.length === 0 ? sql`` : sql`and id not in ${idList(db, ids)}`

/** The ids of all source systems. */
export async function sourceIds(db: Db): Promise<number[]> {
  return (await db.selectFrom('sourceSystems').select('id').orderBy('id').execute()).map(({ id }) => id)
}

/** A rule as far as its records fall due. */
export type FallingRule = {
  id: number
  code: string
  recordSeries: string
  constraint: Constraint
  reviewDays: number
}

/** All rules as their versions in force have them, by code. */
export async function fallingRules(db: Db): Promise<FallingRule[]> {
  return db
    .selectFrom('retentionRules as rule')
    .innerJoin('retentionRuleVersions as version', 'version.id', 'rule.currentVersionId')
    .select(['rule.id', 'rule.code', 'version.recordSeries', 'version.constraint', 'version.reviewDays'])
    .orderBy('rule.code')
    .execute()
}
