import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { setImmediate as turnOfEvents } from 'node:timers/promises'
import type { Db } from '../../db/schema.ts'
import { addGuard } from '../../db/test-guards.ts'
import { addRecord, addRecords, recordById } from '../../db/test-records.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import type { Clock, IsoDate } from '../domain/calendar.ts'
import { program } from '../domain/permission.ts'
import { giveUpCutOff } from './job-runs.ts'
import { isSweepMissing } from './job-stops.ts'
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
const latest = () => db.selectFrom('jobRuns').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()

test('a sweep for a day in the future is refused, also when confirmed, and the refusal is in the list of runs', async () => {
  const outcome = await sweep(db, {
    clock: clockAt(TODAY),
    asOf: '2026-11-23',
    confirmDate: true,
    who: program('Test'),
  })
  assert.equal(outcome.ok, false)
  const refusal = await latest()
  assert.equal(refusal.state, 'failed')
  assert.match(refusal.error ?? '', /in the future/)
})

test('a date far from the last sweep is refused until somebody confirms it', async () => {
  await addRecord(db, world, { triggerOn: '2024-06-01' })
  await run('2026-11-22')
  const far = { clock: clockAt('2027-01-07'), who: program('Test') }
  assert.equal((await sweep(db, far)).ok, false)
  assert.equal((await run('2027-01-06')).days_missed, 44)
  assert.equal((await sweep(db, { clock: clockAt('2026-12-29'), who: program('Test') })).ok, false)
  assert.equal((await run('2036-11-22', { confirmDate: true })).newly_due, 1)
})

test('a far date that somebody confirmed is not asked about again when the sweep for it is cut off', async () => {
  await run(TODAY)
  await addRecord(db, world, { triggerOn: '2024-06-01' })
  const far = { clock: clockAt('2036-11-22'), who: world.users.governance }
  assert.equal((await sweep(db, { ...far, confirmDate: true, signal: AbortSignal.abort() })).ok, false)
  const { id } = await latest()
  await db.updateTable('jobRuns').set({ state: 'running', finishedAt: null }).where('id', '=', id).execute()
  assert.equal(await giveUpCutOff(db, { who: program('Schedule'), clock: far.clock }), true)
  assert.equal(await isSweepMissing(db, far.clock), true)
  assert.equal((await run('2036-11-22', { who: program('Schedule') })).newly_due, 1)
  const { startedBy, dateConfirmedBy } = await latest()
  assert.deepEqual([startedBy, dateConfirmedBy], ['Schedule', 'Grace Ashby'])
  const another = { clock: clockAt('2037-02-22'), who: program('Schedule') }
  assert.equal((await sweep(db, another)).ok, false, 'it was said of that day alone')
  assert.equal((await sweep(db, { ...far, asOf: '2036-10-22' })).ok, false, 'and not of one before it')
})

test('who has a sweep for a far date stopped takes back that the date is right', async () => {
  await run(TODAY)
  await addRecord(db, world, { triggerOn: '2024-06-01' })
  const far = { clock: clockAt('2036-11-22'), who: world.users.governance }
  assert.equal((await sweep(db, { ...far, confirmDate: true, signal: AbortSignal.abort() })).ok, false)
  const { id } = await latest()
  await db.updateTable('jobRuns').set({ stopAskedBy: 'Grace Ashby' }).where('id', '=', id).execute()
  const again = await sweep(db, far)
  assert.match(again.ok ? '' : (again.problems[0]?.text ?? ''), /3,653 days after the last sweep/)
})

test('a run for a past date flags what was due then, withdraws nothing and does not count as today’s', async () => {
  const due = await addRecord(db, world, { triggerOn: '2023-11-01' })
  await addRecord(db, world, { triggerOn: '2023-11-20' })
  await run('2026-11-22')
  await db
    .updateTable('records')
    .set({ retainUntil: '2030-01-01', dueOn: '2030-01-02' })
    .where('id', '=', due)
    .execute()
  const earlier = await addRecord(db, world, { triggerOn: '2023-10-01' })
  const later = await addRecord(db, world, { triggerOn: '2023-11-21' })
  const result = await run('2026-11-22', { asOf: '2026-11-20' })
  assert.deepEqual([result.newly_due, result.withdrawn, result.days_missed], [1, 0, 0])
  assert.equal((await recordById(db, earlier)).flaggedOn, '2026-11-20')
  assert.equal((await recordById(db, later)).state, 'retained')
  assert.equal((await recordById(db, due)).state, 'due')
  assert.equal((await latest()).forPastDate, 1)
  assert.equal((await run('2026-11-23')).days_missed, 0)
})

test('one sweep covers all missed nights', async () => {
  await run('2026-11-01')
  assert.equal((await run('2026-11-05')).days_missed, 3)
})

test('a record that the database refuses is reported with the reason, and all others are flagged', async () => {
  const ids = await addRecords(db, world, { triggerOn: '2020-01-01' }, 120)
  await addGuard(
    db,
    `create trigger stubborn before update of state on records when new.id = ${ids[77]}
    begin select raise(abort, 'this one is stubborn'); end`,
  )
  const result = await run()
  assert.equal(result.newly_due, 119)
  assert.deepEqual(result.errors, [{ record: ids[77], reason: 'this one is stubborn' }])
  assert.equal(result.examined, 120)
  assert.deepEqual(JSON.parse((await latest()).errors), result.errors)
})

test('only one sweep runs at a time, and a lease that has lapsed is taken over with the run marked as cut off', async () => {
  await run()
  await db
    .insertInto('jobLeases')
    .values({ job: 'sweep', holder: 'another', expiresAt: '2026-11-22T06:00:20.000Z' })
    .execute()
  await db.updateTable('jobRuns').set({ state: 'running', finishedAt: null }).execute()
  const refusedRun = await sweep(db, { clock: clockAt(TODAY), who: program('Test') })
  assert.match(refusedRun.ok ? '' : (refusedRun.problems[0]?.text ?? ''), /running already/)
  await run('2026-11-23')
  const runs = await db.selectFrom('jobRuns').selectAll().orderBy('id').execute()
  assert.equal(runs[0]?.state, 'failed')
  assert.match(runs[0]?.error ?? '', /cut off/)
  assert.equal(runs.length, 2)
})

test('a sweep stopped between chunks and run again ends as if undisturbed', async () => {
  await addRecords(db, world, { triggerOn: '2020-01-01' }, 600)
  await addRecords(db, world, { triggerOn: '2020-01-01', rule: 'LIB-03' }, 600)
  const stop = new AbortController()
  const flagged = () => db.selectFrom('records').where('state', '=', 'due').select('id').execute()
  const stopWhenSome = async () => {
    while ((await flagged()).length === 0) await turnOfEvents()
    stop.abort(new Error('stop'))
  }
  const stopping = stopWhenSome()
  const stopped = await sweep(db, { clock: clockAt(TODAY), who: program('Test'), signal: stop.signal })
  assert.equal(stopped.ok, false)
  const half = await latest()
  assert.equal(half.state, 'stopped')
  await stopping
  const already = await flagged()
  assert.ok(already.length > 0 && already.length < 1200, `${already.length} flagged before the stop`)
  const events = await db.selectFrom('auditEvents').selectAll().orderBy('id').execute()
  const told = events.filter(({ kind }) => kind === 'records flagged')
  assert.equal(
    told.reduce((sum, { recordCount }) => sum + (recordCount ?? 0), 0),
    already.length,
    'the trail tells of them',
  )
  assert.equal(JSON.parse(events.at(-1)?.details ?? '').facts.newlyDue, already.length)
  assert.equal(half.newlyDue, already.length)
  const rest = await run()
  assert.equal(rest.newly_due, 1200 - already.length)
  assert.equal((await flagged()).length, 1200)
  assert.equal((await reviews()).length, 2)
})
