import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { AsAt } from '../../src/domain/as-at.ts'
import type { Db } from '../schema.ts'

/** Whether a rule counts: a retired one stays in the schedule, and nothing new comes under it. */
export type RuleStatus = 'in force' | 'retired'

/** Why, when and by whom a rule was retired. */
export type RuleRetirement = { reason: string; retiredAt: string; retiredByName: string }

/** True when `rule` is retired; as at a day, when it was at its end. */
export const isRetired = (asAt: AsAt | null): RawBuilder<SqlBool> =>
  sql`exists (select 1 from rule_retirements as retirement where retirement.rule_id = rule.id and ${holds(asAt)})`

/** The status of `rule`; as at a day, at its end. */
export const ruleStatus = (asAt: AsAt | null): RawBuilder<RuleStatus> =>
  sql`case when ${isRetired(asAt)} then 'retired' else 'in force' end`

/** The retirement of a rule; undefined while it is in force; as at a day, at its end. */
export async function ruleRetirement(
  db: Db,
  ruleId: number,
  asAt: AsAt | null = null,
): Promise<RuleRetirement | undefined> {
  return db
    .selectFrom('ruleRetirements as retirement')
    .select(['retirement.reason', 'retirement.retiredAt', 'retirement.retiredByName'])
    .where('retirement.ruleId', '=', ruleId)
    .where(holds(asAt))
    .executeTakeFirst()
}

/** Retires a rule that is not retired; true when it did. */
export async function addRetirement(db: Db, retirement: RuleRetirement & { ruleId: number }): Promise<boolean> {
  const back = { reinstatedAt: null, reinstatedByName: null, reinstatedReason: null }
  const added = await db
    .insertInto('ruleRetirements')
    .values({ ...retirement, ...back })
    .onConflict((conflict) => conflict.column('ruleId').where('reinstatedAt', 'is', null).doNothing())
    .returning('id')
    .executeTakeFirst()
  return added !== undefined
}

/** Ends the retirement of a rule; true when it was retired. */
export async function endRetirement(
  db: Db,
  ruleId: number,
  end: { reinstatedAt: string; reinstatedByName: string; reinstatedReason: string },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('ruleRetirements')
    .set(end)
    .where('ruleId', '=', ruleId)
    .where('reinstatedAt', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

const holds = (asAt: AsAt | null): RawBuilder<SqlBool> =>
  asAt === null
    ? sql`retirement.reinstated_at is null`
    : sql`(retirement.retired_at < ${asAt.before}
        and (retirement.reinstated_at is null or retirement.reinstated_at >= ${asAt.before}))`
