import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import fc from 'fast-check'
import { moveRecords } from '../../db/queries/review-decisions.ts'
import type { Db } from '../../db/schema.ts'
import { addRecord, recordById } from '../../db/test-records.ts'
import { smallWorld, temporaryDatabase, tries } from '../../db/test-world.ts'
import { addDays, type Clock, type IsoDate } from '../domain/calendar.ts'
import { program } from '../domain/permission.ts'
import { place } from '../domain/placement.ts'
import { sweep } from './sweep.ts'
import type { SweepContext, SweepResult } from './sweep-result.ts'

const TODAY = '2026-11-22'
let db: Db
let world: Awaited<ReturnType<typeof smallWorld>>
let close: () => Promise<void>

beforeEach(async () => {
  const opened = await temporaryDatabase()
  db = opened.db
  close = opened.close
  world = await smallWorld(db)
})
afterEach(() => close())

const clockAt = (day: IsoDate): Clock => ({ today: () => day, now: () => `${day}T06:00:00.000Z` })

async function run(day: IsoDate = TODAY, context: Partial<SweepContext> = {}): Promise<SweepResult> {
  const outcome = await sweep(db, { clock: clockAt(day), who: program('Test'), ...context })
  assert.ok(outcome.ok, JSON.stringify(outcome))
  return outcome.value
}

const reviews = () => db.selectFrom('disposalReviews').selectAll().orderBy('id').execute()

/** Everything that a sweep may write but for the runs themselves. */
async function everything() {
  return {
    records: await db.selectFrom('records').selectAll().orderBy('id').execute(),
    reviews: (await reviews()).map(({ openedByRunId, ...review }) => review),
    changes: await db.selectFrom('recordChanges').selectAll().orderBy('id').execute(),
  }
}

test('records past their period are gathered into one open review for each service and rule', async () => {
  const first = await addRecord(db, world, { triggerOn: '2020-01-01' })
  await addRecord(db, world, { triggerOn: '2021-03-14' })
  await addRecord(db, world, { triggerOn: '2021-03-14', serviceId: world.services.music })
  await addRecord(db, world, { triggerOn: '2021-03-14', serviceId: null })
  await addRecord(db, world, { rule: 'LIB-03', triggerOn: '2025-01-01' })
  await addRecord(db, world, { triggerOn: '2025-01-01' })
  await addRecord(db, world, {})
  const result = await run()
  assert.equal(result.newly_due, 5)
  assert.equal(result.examined, 5)
  assert.equal(result.still_due, 0)
  const opened = await reviews()
  assert.equal(opened.length, 4)
  assert.deepEqual(
    new Set(opened.map((review) => `${review.serviceId}/${review.ruleId}`)),
    new Set([
      `${world.services.libraries}/${world.rules['LIB-01'].ruleId}`,
      `${world.services.music}/${world.rules['LIB-01'].ruleId}`,
      `null/${world.rules['LIB-01'].ruleId}`,
      `${world.services.libraries}/${world.rules['LIB-03'].ruleId}`,
    ]),
  )
  const record = await recordById(db, first)
  assert.equal(record.state, 'due')
  assert.equal(record.flaggedOn, TODAY)
  assert.equal(record.reviewBy, '2026-12-22')
  assert.equal(record.reviewId, opened.find((r) => r.serviceId === record.serviceId && r.ruleId === record.ruleId)?.id)
})

test('a record is due on the day after its last day and not on that day', async () => {
  const id = await addRecord(db, world, { triggerOn: '2023-11-22' })
  assert.equal((await run('2026-11-22')).newly_due, 0)
  assert.equal((await run('2026-11-23')).newly_due, 1)
  assert.equal((await recordById(db, id)).flaggedOn, '2026-11-23')
})

test('a second sweep on the same day changes nothing', async () => {
  await addRecord(db, world, { triggerOn: '2020-01-01' })
  await run()
  const once = await everything()
  const again = await run()
  assert.deepEqual(await everything(), once)
  assert.equal(again.newly_due, 0)
  assert.equal(again.still_due, 1)
})

test('late arrivals join the open review and have their whole review period', async () => {
  await addRecord(db, world, { triggerOn: '2020-01-01' })
  await run('2026-11-22')
  const late = await addRecord(db, world, { triggerOn: '2020-01-01' })
  await run('2026-12-20')
  const record = await recordById(db, late)
  assert.equal(record.reviewBy, '2027-01-19')
  assert.equal((await reviews()).length, 1)
})

test('what arrives after an approval opens a new review', async () => {
  await addRecord(db, world, { triggerOn: '2020-01-01' })
  await run()
  await db.updateTable('disposalReviews').set({ state: 'approved' }).execute()
  await moveRecords(db, (await reviews())[0]!.id, { from: 'due', to: 'approved', now: '2026-11-22T12:00:00.000Z' })
  await addRecord(db, world, { triggerOn: '2020-01-01' })
  const result = await run()
  assert.deepEqual([result.newly_due, result.still_due, result.examined], [1, 0, 2])
  assert.deepEqual(
    (await reviews()).map((review) => review.state),
    ['approved', 'open'],
  )
})

test('a record long past its period when it was first seen is marked as backlog', async () => {
  const old = await addRecord(db, world, { triggerOn: '2010-01-01', firstSeenOn: '2026-11-20' })
  const fresh = await addRecord(db, world, { triggerOn: '2023-11-01', firstSeenOn: '2026-10-01' })
  await run()
  assert.equal((await recordById(db, old)).backlog, 1)
  assert.equal((await recordById(db, fresh)).backlog, 0)
})

test('records missing at their source are not flagged, and leave the review they are in', async () => {
  const never = await addRecord(db, world, { triggerOn: '2020-01-01', missingSince: '2026-11-01' })
  const gone = await addRecord(db, world, { triggerOn: '2020-01-01' })
  await run()
  await db.updateTable('records').set({ missingSince: TODAY }).where('id', '=', gone).execute()
  const result = await run()
  assert.equal(result.withdrawn, 1)
  assert.equal((await recordById(db, never)).state, 'retained')
  assert.equal((await recordById(db, gone)).reviewId, null)
  assert.equal((await reviews())[0]?.outcome, 'nothing left')
  const change = await db.selectFrom('recordChanges').selectAll().executeTakeFirstOrThrow()
  assert.deepEqual([change.recordId, change.reason], [gone, 'Its source system no longer lists it'])
})

test('what is approved stays approved when its source no longer lists it', async () => {
  const id = await addRecord(db, world, { triggerOn: '2020-01-01' })
  await run()
  await db.updateTable('disposalReviews').set({ state: 'approved' }).execute()
  await db.updateTable('records').set({ state: 'approved', missingSince: TODAY }).execute()
  assert.equal((await run()).withdrawn, 0)
  assert.equal((await recordById(db, id)).state, 'approved')
})

test('records that are no longer past their period leave reviews and approvals, and empty reviews close', async () => {
  const id = await addRecord(db, world, { triggerOn: '2020-01-01' })
  await run()
  await db.updateTable('records').set({ retainUntil: '2030-01-01', dueOn: '2030-01-02' }).execute()
  const result = await run()
  assert.deepEqual([result.withdrawn, result.examined, result.still_due], [1, 1, 0])
  assert.deepEqual(
    (({ state, reviewId, flaggedOn, reviewBy }) => ({ state, reviewId, flaggedOn, reviewBy }))(
      await recordById(db, id),
    ),
    { state: 'retained', reviewId: null, flaggedOn: null, reviewBy: null },
  )
  assert.equal((await reviews())[0]?.state, 'closed')
})

test('the statements flag exactly what the domain says is past its period, for any rule, trigger and day', async () => {
  const rules = Object.keys(world.rules) as (keyof typeof world.rules)[]
  const rows = await db.selectFrom('retentionRuleVersions').selectAll().execute()
  const versions = Object.fromEntries(
    rules.map((code) => [code, rows.find((row) => row.id === world.rules[code].versionId)!]),
  ) as Record<keyof typeof world.rules, (typeof rows)[number]>
  const day = fc.integer({ min: 0, max: 366 * 60 }).map((days) => addDays('1970-01-01', days))
  const records = fc.array(fc.record({ rule: fc.constantFrom(...rules), triggerOn: fc.option(day) }), { maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(records, day, async (wanted, today) => {
      await db.deleteFrom('records').execute()
      for (const kept of ['reviewCounts', 'answerDays'] as const) await db.deleteFrom(kept).execute()
      await db.deleteFrom('disposalReviews').execute()
      await db.deleteFrom('jobRuns').execute()
      const expected = new Map<number, boolean>()
      await db.transaction().execute(async (tx) => {
        for (const parts of wanted) {
          const id = await addRecord(tx, world, parts)
          const { dueOn } = place(versions[parts.rule], parts.triggerOn)
          expected.set(id, dueOn !== null && dueOn <= today)
        }
      })
      await run(today)
      for (const record of await db.selectFrom('records').select(['id', 'state', 'reviewBy']).execute()) {
        assert.equal(record.state === 'due', expected.get(record.id))
        if (record.state === 'due') assert.equal(record.reviewBy, addDays(today, 30))
      }
    }),
    { numRuns: tries(60) },
  )
})
