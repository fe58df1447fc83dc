import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { checkFacts } from '../../db/queries/check-facts.ts'
import { feedById } from '../../db/queries/record-feeds.ts'
import { ruleByCode, ruleList, rulesByCode } from '../../db/queries/retention-rules.ts'
import { pendingRuleDraft } from '../../db/queries/rule-drafts.ts'
import { activityContent, confirmed } from '../../db/test-activity.ts'
import { caseRule, heldRecord } from '../../db/test-rules.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { ActivityDraft } from '../domain/activity-draft.ts'
import { asAtEndOf } from '../domain/as-at.ts'
import type { Checked } from '../domain/problem.ts'
import { createFeed, loadFeed } from './record-feeds.ts'
import { addRule, changeRule } from './retention-rules.ts'
import { beginRuleDraft } from './rule-drafts.ts'
import { reinstateRule, retireRule } from './rule-retirement.ts'
import { acting } from './test-acting.ts'
import { addApproved } from './test-activities.ts'

const { db, folder, close } = await temporaryDatabase()
const at = (date: string) => acting({ today: () => date, now: () => `${date}T12:00:00.000Z` })
const grace = at('2026-11-22')
let world: Awaited<ReturnType<typeof smallWorld>>
before(async () => {
  world = await smallWorld(db)
})
after(close)

const textsOf = (outcome: Checked<unknown>) => (outcome.ok ? [] : outcome.problems.map(({ text }) => text))
const content = (period = 'P6Y') => caseRule({ serviceId: world.services.libraries, period })

let codes = 0
async function newRule(): Promise<string> {
  codes += 1
  const code = `OLD-${codes}`
  assert.ok((await addRule(db, at('2026-10-01'), { ...content(), code })).ok)
  return code
}

const statusOf = async (code: string, date?: string) =>
  (await ruleByCode(db, code, null, date === undefined ? null : asAtEndOf(date)))?.status

test('a rule is retired with a reason, stays in the schedule, and can be brought back', async () => {
  const code = await newRule()
  assert.ok((await retireRule(db, at('2026-11-10'), code, 'The service ended')).ok)
  assert.equal(await statusOf(code), 'retired')
  assert.equal((await rulesByCode(db)).get(code)?.status, 'retired')
  assert.deepEqual(textsOf(await retireRule(db, grace, code, 'Again')), [`${code} is retired already`])
  assert.ok((await reinstateRule(db, at('2026-11-20'), code, 'It did not end')).ok)
  assert.deepEqual(textsOf(await reinstateRule(db, grace, code, 'Again')), [`${code} is in force already`])
  const days = ['2026-11-09', '2026-11-10', '2026-11-19', '2026-11-20']
  const then = await Promise.all(days.map((day) => statusOf(code, day)))
  assert.deepEqual(then, ['in force', 'retired', 'retired', 'in force'])
  const listed = async (status: 'in force' | 'retired', date: string) =>
    (await ruleList(db, { status }, null, asAtEndOf(date))).some((rule) => rule.code === code)
  assert.deepEqual([await listed('retired', '2026-11-12'), await listed('in force', '2026-11-12')], [true, false])
  assert.equal((await checkFacts(db, asAtEndOf('2026-11-12'))).rules.get(code)?.retired, true)
  assert.equal((await checkFacts(db, asAtEndOf('2026-11-09'))).rules.get(code)?.retired, false)
})

test('a rule is not retired while records are held under it; what is gone does not stop it', async () => {
  const code = await newRule()
  const where = { rule: code, serviceId: world.services.libraries, sourceSystemId: world.systems.lms }
  for (const state of ['retained', 'retained', 'failed', 'destroyed'] as const)
    await heldRecord(db, { ...where, triggerOn: '2024-01-01', state })
  assert.deepEqual(textsOf(await retireRule(db, grace, code, 'The service ended')), [
    `3 records are still held under ${code} (2 retained and 1 failed): a rule is retired when nothing is left under it`,
  ])
  await db
    .updateTable('recordCounts')
    .set({ records: 0 })
    .where('state', '<>', 'destroyed')
    .where('ruleId', '=', (await rulesByCode(db)).get(code)!.ruleId)
    .execute()
  assert.ok((await retireRule(db, grace, code, 'The service ended')).ok)
})

test('a rule is not retired while a feed is being loaded, and the rule of our own data never', async () => {
  const code = await newRule()
  const { id } = await db
    .insertInto('recordFeeds')
    .values({
      ...{ sourceSystemId: world.systems.lms, fileName: 'feed.csv', filePath: 'feed.csv', uploaded: 0 },
      ...{ mode: 'delta', correction: 0, dryRun: 0, state: 'running', sentAt: '2026-11-22T11:00:00.000Z' },
      ...{ sentByName: 'Grace Ashby' },
    } as never)
    .returning('id')
    .executeTakeFirstOrThrow()
  assert.match(textsOf(await retireRule(db, grace, code, 'Ended'))[0] ?? '', new RegExp(`^Feed ${id} of LMS is being`))
  await db.updateTable('recordFeeds').set({ state: 'failed' }).where('id', '=', id).execute()
  assert.ok((await retireRule(db, grace, code, 'Ended')).ok)
  assert.ok((await addRule(db, grace, { ...content(), code: 'AUD-01' })).ok)
  assert.match(textsOf(await retireRule(db, grace, 'AUD-01', 'Ended'))[0] ?? '', /personal data of its own users/)
})

test('what is on its way for a retired rule is withdrawn, and nothing new is begun', async () => {
  const code = await newRule()
  assert.ok((await beginRuleDraft(db, grace, { code, basedOn: 1, content: content('P8Y') })).ok)
  assert.ok((await retireRule(db, grace, code, 'Ended')).ok)
  assert.equal(await pendingRuleDraft(db, code, null), undefined)
  const retired = [`${code} is retired: bring it back before you change it`]
  assert.deepEqual(textsOf(await beginRuleDraft(db, grace, { code, basedOn: 1, content: content('P8Y') })), retired)
  const change = { code, seen: 1, content: content('P8Y'), shortensExisting: false }
  assert.deepEqual(textsOf(await changeRule(db, grace, change)), retired)
})

test('activities that link a retired rule are told so, and no longer once it is back', async () => {
  const code = await newRule()
  const draft = ActivityDraft.parse(activityContent({ rules: [{ ...confirmed, rule: code }] }))
  assert.ok((await addApproved(db, grace, 'RET-A1', draft)).ok)
  const found = async () =>
    (
      await db
        .selectFrom('findings')
        .select('text')
        .where('code', '=', 'RET-08')
        .where('key', '=', code)
        .where('fixedOn', 'is', null)
        .execute()
    ).map(({ text }) => text)
  assert.ok((await retireRule(db, grace, code, 'Ended')).ok)
  assert.deepEqual(await found(), [`Rule ${code} is retired.`])
  assert.ok((await reinstateRule(db, grace, code, 'Not ended')).ok)
  assert.deepEqual(await found(), [])
})

test('rows of a feed that name a retired rule are rejected with a reason that says so; the others are loaded', async () => {
  const code = await newRule()
  assert.ok((await retireRule(db, grace, code, 'Ended')).ok)
  const filePath = join(folder, 'feed.csv')
  writeFileSync(filePath, `reference,rule,trigger_date\nR-1,${code},2020-01-01\nR-2,LIB-01,2020-01-01\n`)
  const usual = { uploaded: false, mode: 'delta', correction: false, dryRun: false } as const
  const sent = await createFeed(db, grace, { source: 'LMS', fileName: 'feed.csv', filePath, ...usual })
  assert.ok(sent.ok)
  await loadFeed(db, sent.value, { clock: grace.clock, hashKey: 'a key' })
  const feed = await feedById(db, sent.value)
  assert.deepEqual([feed?.created, feed?.rejected], [1, 1])
  const { reason } = await db.selectFrom('feedRejections').select('reason').executeTakeFirstOrThrow()
  assert.equal(reason, `Rule ${code} is retired: name a rule that is in force.`)
})

test('only governance retires rules', async () => {
  const code = await newRule()
  const clock = grace.clock
  for (const role of ['manager', 'auditor', 'administrator'] as const)
    await assert.rejects(retireRule(db, acting(clock, role), code, 'Ended'), /may not/)
})
