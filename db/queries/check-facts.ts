import type { AsAt } from '../../src/domain/as-at.ts'
import type { CheckedNotice, CheckedOrganisation, CheckedRule } from '../../src/domain/findings/check.ts'
import type { Db } from '../schema.ts'
import { factsThen } from './organisations-then.ts'
import { versionInForce } from './retention-rules.ts'
import { ruleStatus } from './rule-standing.ts'

/** What the checks of activities know of whom and what these name, by code. */
export type CheckFacts = {
  organisations: Map<string, CheckedOrganisation>
  rules: Map<string, CheckedRule>
  notices: Map<string, CheckedNotice>
}

/**
 * All that checks look at beside the activities themselves; now, or at the end of a day. How many records are held is known of now alone: of
 * another day, rules are told to hold none, so that what is found then does not change with the records of today.
 */
export async function checkFacts(db: Db, asAt: AsAt | null = null): Promise<CheckFacts> {
  return {
    organisations: await organisationsOf(db, asAt),
    rules: await rulesOf(db, asAt),
    notices: await noticesOf(db),
  }
}

async function organisationsOf(db: Db, asAt: AsAt | null): Promise<CheckFacts['organisations']> {
  const rows = await db
    .selectFrom('organisations')
    .select(['id', 'code', 'name', 'kind', 'address', 'email', 'telephone', 'dpoContact', 'complaints'])
    .execute()
  const then = asAt === null ? new Map<number, object>() : await factsThen(db, asAt)
  return new Map(rows.map(({ id, code, ...facts }) => [code, { ...facts, ...then.get(id) }]))
}

async function rulesOf(db: Db, asAt: AsAt | null): Promise<CheckFacts['rules']> {
  const heldBy = asAt === null ? await recordsHeld(db) : new Map<number, number>()
  const rows = await db
    .selectFrom('retentionRules as rule')
    .innerJoin('retentionRuleVersions as version', (join) => join.on('version.id', '=', versionInForce(asAt)))
    .select(['rule.id', 'rule.code', 'version.recordSeries', 'version.triggerKind', 'version.countedFrom'])
    .select(['version.period', 'version.disposalAction', 'version.standing', ruleStatus(asAt).as('status')])
    .execute()
  return new Map(
    rows.map(({ id, code, status, ...rule }) => [
      code,
      { ...rule, retired: status === 'retired', recordsHeld: heldBy.get(id) ?? 0 },
    ]),
  )
}

/** How many records are held under each rule, by its id. */
async function recordsHeld(db: Db): Promise<Map<number, number>> {
  const held = await db
    .selectFrom('recordCounts')
    .select(({ fn }) => ['ruleId', fn.sum<number>('records').as('records')])
    .where('state', 'not in', GONE)
    .groupBy('ruleId')
    .execute()
  return new Map(held.map(({ ruleId, records }) => [ruleId, Number(records)]))
}

/** The states of records that are held no more. */
const GONE = ['destroyed', 'anonymised', 'transferred', 'already gone'] as const

async function noticesOf(db: Db): Promise<CheckFacts['notices']> {
  const rows = await db
    .selectFrom('privacyNotices as notice')
    .innerJoin('services as service', 'service.id', 'notice.serviceId')
    .select(['notice.code', 'notice.title', 'service.code as service', 'notice.createdOn', 'notice.reviewedOn'])
    .select(['notice.shortestPeriod', 'notice.longestPeriod'])
    .execute()
  const rights = await db
    .selectFrom('privacyNoticeFacts as fact')
    .innerJoin('privacyNotices as notice', 'notice.id', 'fact.noticeId')
    .select(['notice.code', 'fact.text'])
    .where('fact.heading', 'like', '%ights%')
    .orderBy('fact.position')
    .execute()
  const said = Map.groupBy(rights, ({ code }) => code)
  return new Map(
    rows.map(({ code, ...notice }) => [
      code,
      { ...notice, rights: (said.get(code) ?? []).map(({ text }) => text).join(' ') },
    ]),
  )
}
