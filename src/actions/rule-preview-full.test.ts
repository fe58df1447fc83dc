import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { rulesByCode } from '../../db/queries/retention-rules.ts'
import { placeHold } from '../../db/test-holds.ts'
import { addRecords } from '../../db/test-records.ts'
import { caseRule, heldRecord, reviewOf } from '../../db/test-rules.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import type { Clock } from '../domain/calendar.ts'
import { addRule } from './retention-rules.ts'
import { previewInFull } from './rule-preview-full.ts'
import { acting } from './test-acting.ts'

const TODAY = '2026-11-22'
const clock: Clock = { today: () => TODAY, now: () => `${TODAY}T12:00:00.000Z` }

const { db, close } = await temporaryDatabase()
const world = await smallWorld(db)
after(close)
const { libraries, music } = world.services
const rule = { ...caseRule({ serviceId: libraries, period: 'P6Y' }), code: 'CASE-1' }
assert.ok((await addRule(db, acting(clock), rule)).ok)
const { ruleId } = (await rulesByCode(db)).get('CASE-1')!

const held = (triggerOn: string | null, serviceId: number | null, reviewId: number | null = null): Promise<number> =>
  heldRecord(db, { rule: 'CASE-1', triggerOn, serviceId, reviewId, sourceSystemId: world.systems.lms })
const open = await reviewOf(db, { rule: 'CASE-1', serviceId: libraries, state: 'open' })
const due = await held('2020-03-01', libraries, open)
await held('2010-03-01', libraries, open)
for (let n = 0; n < 14; n++) await held('2022-05-01', libraries)
const ofMusic = [await held('2023-05-01', music), await held('2023-06-01', music)]
await held('2024-05-01', null)
await held(null, libraries)

const preview = (period: string, reach: number[] | null = null) =>
  previewInFull(db, ruleId, caseRule({ serviceId: libraries, period }), { clock, reach })

test('a longer period is counted by service, and says which reviews it takes records out of', async () => {
  const { countedAt, total, services, reviews, samples } = await preview('P8Y')
  assert.equal(countedAt, clock.now())
  assert.deepEqual([total.records, total.later, total.stopBeingDue, total.leaveReviews], [20, 19, 1, 1])
  assert.deepEqual(
    services.map(({ name, preview: of }) => [name, of.records, of.later, of.leaveReviews]),
    [
      ['Cambridgeshire Music', 2, 2, 0],
      ['Libraries', 17, 16, 1],
      [null, 1, 1, 0],
    ],
  )
  assert.deepEqual(
    reviews.map(({ id, state, serviceName, preview: of }) => [id, state, serviceName, of.records, of.leaveReviews]),
    [[open, 'open', 'Libraries', 2, 1]],
  )
  assert.deepEqual(
    samples.stopBeingDue.map(({ id, dueOn, thenDueOn }) => [id, dueOn, thenDueOn]),
    [[due, '2026-03-02', '2028-03-02']],
  )
})

test('ten records of each kind are shown, however many stand alike', async () => {
  const { samples, total } = await preview('P4Y')
  assert.equal(total.earlier, 19)
  assert.equal(total.becomeDue, 14)
  assert.equal(samples.becomeDue.length, 10)
  assert.equal(new Set(samples.becomeDue.map(({ id }) => id)).size, 10)
  assert.equal(samples.earlier.length, 10)
  assert.deepEqual(samples.later, [])
})

test('whoever sees some services is shown their records, numbers and reviews, and no others', async () => {
  const { total, services, reviews, samples } = await preview('P8Y', [music])
  assert.deepEqual([total.records, total.later, total.leaveReviews], [2, 2, 0])
  assert.deepEqual(
    services.map(({ name }) => name),
    ['Cambridgeshire Music'],
  )
  assert.deepEqual(reviews, [])
  assert.deepEqual(
    samples.later.map(({ id }) => id),
    ofMusic,
  )
})

test('records beyond the first thousands are counted and shown as well', async () => {
  const rule = 'LIB-03'
  await addRecords(db, world, { rule, triggerOn: '2025-12-01' }, 2_500)
  await addRecords(db, world, { rule, triggerOn: '2026-06-01' }, 2_500)
  const content = caseRule({ serviceId: libraries, period: 'P9M' })
  const found = await previewInFull(db, world.rules[rule].ruleId, content, { clock, reach: null })
  const { records, earlier, becomeDue } = found.total
  assert.deepEqual([records, earlier, becomeDue], [5_000, 5_000, 2_500])
  assert.deepEqual([found.samples.earlier.length, found.samples.becomeDue.length], [10, 10])
})

test('what holds keep of the rule is said, and by which hold a record of the sample is kept', async () => {
  assert.deepEqual((await preview('P8Y')).held, { rule: 'CASE-1', total: { records: 0, exact: true } })
  const hold = await placeHold(db, world, [{ ruleId, serviceId: music }])
  const { held: kept, samples } = await preview('P8Y')
  assert.deepEqual(kept.total, { records: 2, exact: true })
  const over = new Map(samples.later.map(({ id, holds }) => [id, holds.map((one) => one.id)]))
  for (const [id, holds] of over) assert.deepEqual(holds, ofMusic.includes(id) ? [hold] : [], String(id))
  assert.deepEqual((await preview('P8Y', [libraries])).held.total, { records: 0, exact: true })
})
