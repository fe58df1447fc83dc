import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { keepingCounts, wrongCounts } from '../../db/queries/record-counts.ts'
import { ruleByCode } from '../../db/queries/retention-rules.ts'
import { versionsToApply } from '../../db/queries/rule-versions.ts'
import type { Db } from '../../db/schema.ts'
import { addGuard, dropGuards } from '../../db/test-guards.ts'
import { caseRule, heldRecord } from '../../db/test-rules.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import type { IsoDate } from '../domain/calendar.ts'
import { recomputePending } from './recompute.ts'
import { addRule, changeRule } from './retention-rules.ts'
import { acting } from './test-acting.ts'

const TODAY = '2026-11-22'
const clock = { today: () => TODAY, now: () => `${TODAY}T12:00:00.000Z` }
const grace = acting(clock)
const { db, close } = await temporaryDatabase()
const { services, systems } = await smallWorld(db)
after(async () => {
  assert.deepEqual(await wrongCounts(db), [])
  return close()
})

const ruleOf = async (code: string) => (await ruleByCode(db, code, null))!
const content = (period: string) => caseRule({ serviceId: services.libraries, period })
const record = (rule: string, triggerOn: IsoDate) =>
  heldRecord(db, { rule, triggerOn, sourceSystemId: systems.lms, serviceId: services.libraries })

async function add(...codes: string[]): Promise<void> {
  for (const code of codes) assert.ok((await addRule(db, grace, { ...content('P6Y'), code })).ok)
}

async function change(code: string, period: string, shortensExisting = false): Promise<void> {
  const { version } = await ruleOf(code)
  assert.ok((await changeRule(db, grace, { code, seen: version, content: content(period), shortensExisting })).ok)
}

async function standing(id: number) {
  const { retainUntil, version } = await db
    .selectFrom('records')
    .innerJoin('retentionRuleVersions as version', 'version.id', 'records.ruleVersionId')
    .select(['retainUntil', 'version.version'])
    .where('records.id', '=', id)
    .executeTakeFirstOrThrow()
  return [retainUntil, version]
}

/** How many records the trail tells of, by the version of the rule whose dates they got. */
async function toldOf(rule: string): Promise<Record<string, number>> {
  const events = await db
    .selectFrom('auditEvents')
    .select(['details', 'recordCount'])
    .where('subjectId', '=', rule)
    .where('kind', '=', 'dates recomputed')
    .execute()
  const told: Record<string, number> = {}
  for (const { details, recordCount } of events) {
    const { version } = JSON.parse(details).facts
    told[version] = (told[version] ?? 0) + (recordCount ?? 0)
  }
  return told
}

test('several rules are gone through together, each version after those before it, and the trail tells of each rule', async () => {
  await add('ONE-1', 'TWO-2')
  const [one, another, ofTwo] = [
    await record('ONE-1', '2024-05-01'),
    await record('ONE-1', '2021-06-01'),
    await record('TWO-2', '2024-05-01'),
  ]
  await change('ONE-1', 'P9Y')
  await change('TWO-2', 'P8Y')
  await change('ONE-1', 'P7Y', true)
  const steps: [string, number][] = []
  const run = { id: 0, step: async (doing: string, total: number) => void steps.push([doing, total]) }
  const done = await recomputePending(db, { clock, run })
  assert.deepEqual(steps, [
    ['Giving records the dates of ONE-1 and TWO-2', 3],
    ['Giving records the dates of ONE-1', 2],
  ])
  assert.deepEqual(done, { versions: 3, records: 5, leftReviews: 0, refused: [] })
  assert.deepEqual(await standing(one), ['2031-05-01', 3])
  assert.deepEqual(await standing(another), ['2028-06-01', 3])
  assert.deepEqual(await standing(ofTwo), ['2032-05-01', 2])
  assert.deepEqual(await toldOf('ONE-1'), { 2: 2, 3: 2 })
  assert.deepEqual(await toldOf('TWO-2'), { 2: 1 })
})

test('a record that comes under another rule meanwhile is given no dates of the one that it had', async () => {
  await add('OLD-1')
  const id = await record('OLD-1', '2024-05-01')
  await change('OLD-1', 'P9Y')
  const other = await ruleOf('LIB-03')
  const under = { ruleId: other.ruleId, ruleVersionId: other.id, retainUntil: '2027-05-01' }
  const renew = (tx: Db) =>
    keepingCounts(tx, { ids: [id], now: clock.now() }, async () => {
      await tx.updateTable('records').set(under).where('id', '=', id).execute()
    })
  const done = await recomputePending(db, { clock, renew })
  assert.equal(done.records, 0)
  assert.deepEqual(await standing(id), ['2027-05-01', other.version])
})

test('a rule of which the database refuses a record waits on, and the others are done with', async () => {
  await add('BAD-1', 'GOOD-1')
  const [bad, good] = [await record('BAD-1', '2024-05-01'), await record('GOOD-1', '2024-05-01')]
  await addGuard(
    db,
    `create trigger stays before update of due_on on records when new.id = ${bad}
      begin select raise(abort, 'it stays as it is'); end`,
  )
  await change('BAD-1', 'P9Y')
  await change('GOOD-1', 'P9Y')
  const { records, refused } = await recomputePending(db, { clock })
  assert.deepEqual([records, refused.map(({ item }) => item)], [1, [bad]])
  assert.match(refused[0]?.reason ?? '', /it stays as it is/)
  assert.deepEqual(
    [await standing(bad), await standing(good)],
    [
      ['2030-05-01', 1],
      ['2033-05-01', 2],
    ],
  )
  const waiting = await versionsToApply(db)
  assert.deepEqual(
    waiting.map(({ ruleId }) => ruleId),
    [(await ruleOf('BAD-1')).ruleId],
  )
  await dropGuards(db, 'stays')
  assert.equal((await recomputePending(db, { clock })).records, 1)
  assert.deepEqual(await standing(bad), ['2033-05-01', 2])
})
