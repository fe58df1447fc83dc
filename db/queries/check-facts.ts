import type { CheckedNotice, CheckedOrganisation, CheckedRule } from '../../src/domain/findings/check.ts'
import type { Db } from '../schema.ts'

/** What the checks of activities know of whom and what these name, by code. */
export type CheckFacts = {
  organisations: Map<string, CheckedOrganisation>
  rules: Map<string, CheckedRule>
  notices: Map<string, CheckedNotice>
}

/** All that checks look at beside the activities themselves. */
export async function checkFacts(db: Db): Promise<CheckFacts> {
  return { organisations: await organisationsOf(db), rules: await rulesOf(db), notices: await noticesOf(db) }
}

async function organisationsOf(db: Db): Promise<CheckFacts['organisations']> {
  const rows = await db
    .selectFrom('organisations')
    .select(['code', 'name', 'kind', 'address', 'email', 'telephone', 'dpoContact', 'complaints'])
    .execute()
  return new Map(rows.map(({ code, ...facts }) => [code, facts]))
}

async function rulesOf(db: Db): Promise<CheckFacts['rules']> {
  const held = await db
    .selectFrom('recordCounts')
    .select(({ fn }) => ['ruleId', fn.sum<number>('records').as('records')])
    .where('state', 'not in', GONE)
    .groupBy('ruleId')
    .execute()
  const heldBy = new Map(held.map(({ ruleId, records }) => [ruleId, Number(records)]))
  const rows = await db
    .selectFrom('retentionRules as rule')
    .innerJoin('retentionRuleVersions as version', 'version.id', 'rule.currentVersionId')
    .select(['rule.id', 'rule.code', 'version.recordSeries', 'version.triggerKind', 'version.countedFrom'])
    .select(['version.period', 'version.disposalAction', 'version.standing'])
    .execute()
  return new Map(
    rows.map(({ id, code, ...rule }) => [code, { ...rule, retired: false, recordsHeld: heldBy.get(id) ?? 0 }]),
  )
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
