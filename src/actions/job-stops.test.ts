import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from '../../db/open.ts'
import { wrongCounts } from '../../db/queries/record-counts.ts'
import type { Db } from '../../db/schema.ts'
import { addRecords } from '../../db/test-records.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { addSeconds } from '../domain/calendar.ts'
import { program } from '../domain/permission.ts'
import { giveUpCutOff } from './job-runs.ts'
import { isRecomputingStopped, isSweepMissing, stopRun } from './job-stops.ts'
import { RECOMPUTE, recomputeAsJob } from './recompute-job.ts'
import { SWEEP_STOPPED, sweep } from './sweep.ts'
import { SWEEP } from './sweep-flagging.ts'
import { acting } from './test-acting.ts'

const TODAY = '2026-11-22'
const ROWS = 16_000
const clock = { today: () => TODAY, now: () => `${TODAY}T12:00:00.000Z` }
const byTheClock = { clock, who: program('Schedule') }

let opened: Awaited<ReturnType<typeof temporaryDatabase>>
let world: Awaited<ReturnType<typeof smallWorld>>
let another: Db
beforeEach(async () => {
  opened = await temporaryDatabase()
  world = await smallWorld(opened.db)
  another = openDatabase(opened.url)
})
afterEach(async () => {
  await another.destroy()
  await opened.close()
})

const runs = (job: string) => opened.db.selectFrom('jobRuns').selectAll().where('job', '=', job).orderBy('id').execute()
const due = async () => (await opened.db.selectFrom('records').select('id').where('state', '=', 'due').execute()).length
const governance = () => ({ who: world.users.governance, clock })

/** Asks for the stop of a job from another connection, as another process would, as soon as it has done something. */
async function stopOnceBegun(job: string): Promise<number> {
  for (let n = 0; n < 4000; n++) {
    const run = await another
      .selectFrom('jobRuns')
      .selectAll()
      .where('job', '=', job)
      .orderBy('id', 'desc')
      .executeTakeFirst()
    if (run?.state === 'running' && run.done > 0) {
      assert.equal(await stopRun(another, governance(), run.id), true)
      assert.equal(await stopRun(another, governance(), run.id), false, 'once is enough')
      return run.id
    }
    await pause(1)
  }
  return assert.fail(`${job} did not begin`)
}

/** Gives a rule another period, which its records have yet to follow. */
async function changeRule(): Promise<void> {
  const { currentVersionId, id } = await opened.db
    .selectFrom('retentionRules')
    .selectAll()
    .where('code', '=', 'LIB-01')
    .executeTakeFirstOrThrow()
  const { id: _, ...version } = await opened.db
    .selectFrom('retentionRuleVersions')
    .selectAll()
    .where('id', '=', currentVersionId)
    .executeTakeFirstOrThrow()
  const next = { ...version, version: version.version + 1, period: 'P30Y', recomputedAt: null }
  const added = await opened.db
    .insertInto('retentionRuleVersions')
    .values(next)
    .returning('id')
    .executeTakeFirstOrThrow()
  await opened.db.updateTable('retentionRules').set({ currentVersionId: added.id }).where('id', '=', id).execute()
}

test('a sweep that a person stops ends between two pieces, says by whom, and goes on only when it is started again', async () => {
  await addRecords(opened.db, world, { triggerOn: '2020-01-01' }, ROWS)
  const sweeping = sweep(opened.db, byTheClock)
  const id = await stopOnceBegun(SWEEP)
  const outcome = await sweeping
  assert.equal(outcome.ok ? '' : outcome.problems[0]?.field, SWEEP_STOPPED)
  const [run] = await runs(SWEEP)
  assert.deepEqual([run?.id, run?.state, run?.stopAskedBy], [id, 'stopped', world.users.governance.name])
  assert.match(run?.error ?? '', /^Stopped by .+\. What had been done until then stays/)
  assert.ok(run && run.newlyDue > 0 && run.newlyDue < ROWS)
  assert.deepEqual([run.done, run.total], [run.newlyDue, ROWS])
  assert.equal(await due(), run.newlyDue, 'the piece under way was taken back')
  assert.deepEqual(await wrongCounts(opened.db), [])
  assert.deepEqual(await opened.db.selectFrom('jobLeases').selectAll().execute(), [])
  const asked = await opened.db.selectFrom('auditEvents').selectAll().where('kind', '=', 'stop asked for').execute()
  assert.deepEqual(
    asked.map(({ subjectId, whoId }) => [subjectId, whoId]),
    [[String(id), String(world.users.governance.id)]],
  )

  assert.equal(await isSweepMissing(opened.db, clock), false, 'it does not start again by itself')
  assert.equal(await isSweepMissing(opened.db, { ...clock, today: () => '2026-11-23' }), true, 'the next night it does')
  const again = await sweep(opened.db, byTheClock)
  assert.equal(again.ok && again.value.newly_due, ROWS - run.newlyDue)
  assert.equal(await due(), ROWS)
})

test('a sweep that the server stopped is still missing, also after one that succeeded, and says why it ended', async () => {
  await sweep(opened.db, byTheClock)
  assert.equal(await isSweepMissing(opened.db, clock), false)
  await addRecords(opened.db, world, { triggerOn: '2020-01-01' }, 10)
  await sweep(opened.db, { ...byTheClock, signal: AbortSignal.abort() })
  const [, stopped] = await runs(SWEEP)
  assert.equal(stopped?.state, 'stopped')
  assert.match(stopped?.error ?? '', /^The program that ran it was told to end\. What had been done until then stays/)
  assert.equal(await isSweepMissing(opened.db, clock), true)
})

/** A sweep that was under way when its runner was last heard of, with a lease of 30 seconds from then, or none. */
async function begun(heardOf: string | null, stopAskedBy: string | null = null): Promise<void> {
  const run = { job: SWEEP, asOf: TODAY, startedBy: 'Grace Ashby', startedAt: clock.now(), state: 'running' } as const
  await opened.db
    .insertInto('jobRuns')
    .values({ ...run, finishedAt: null, error: null, durationMs: null, newlyDue: 7, stopAskedBy })
    .execute()
  await opened.db.deleteFrom('jobLeases').execute()
  if (heardOf === null) return
  const lease = { job: SWEEP, holder: 'another process', expiresAt: addSeconds(heardOf, 30) }
  await opened.db.insertInto('jobLeases').values(lease).execute()
}

test('a run whose runner died is given up with its reason, and its sweep is missing; one that is alive is left alone', async () => {
  await sweep(opened.db, byTheClock)
  await begun(addSeconds(clock.now(), -29))
  assert.equal(await giveUpCutOff(opened.db, byTheClock), false)
  assert.equal((await runs(SWEEP)).at(-1)?.state, 'running')
  assert.equal(await isSweepMissing(opened.db, clock), false, 'whoever is at it ends it')
  for (const heardOf of [addSeconds(clock.now(), -31), null]) {
    await begun(heardOf)
    assert.equal(await isSweepMissing(opened.db, clock), true)
    assert.equal(await giveUpCutOff(opened.db, byTheClock), true)
    const given = (await runs(SWEEP)).at(-1)
    assert.deepEqual([given?.state, given?.finishedAt, given?.newlyDue], ['failed', clock.now(), 7])
    assert.match(given?.error ?? '', /^The run was cut off before it ended/)
    assert.equal(await isSweepMissing(opened.db, clock), true)
    assert.equal(await giveUpCutOff(opened.db, byTheClock), false, 'once')
  }
  assert.deepEqual(await opened.db.selectFrom('jobLeases').selectAll().execute(), [])
})

test('a run that a person had asked to stop is given up when its runner dies, and not taken up again', async () => {
  await begun(null, 'Grace Ashby')
  assert.equal(await giveUpCutOff(opened.db, byTheClock), true)
  assert.equal(await isSweepMissing(opened.db, clock), false)
})

test('dates of a rule are brought up to date in a run of its own, which can be stopped, and the next goes on', async () => {
  await addRecords(opened.db, world, { triggerOn: '2020-01-01' }, ROWS)
  assert.equal(await recomputeAsJob(opened.db, byTheClock), null)
  assert.deepEqual(await runs(RECOMPUTE), [], 'without a change there is no run')
  await changeRule()
  const recomputing = recomputeAsJob(opened.db, byTheClock)
  await stopOnceBegun(RECOMPUTE)
  const ended = await recomputing
  assert.ok(ended?.ran && ended.value.stoppedBy === world.users.governance.name)
  const [stopped] = await runs(RECOMPUTE)
  assert.deepEqual([stopped?.state, stopped?.doing], ['stopped', 'Giving records the dates of LIB-01'])
  assert.equal(await isRecomputingStopped(opened.db), true, 'it goes on with the next sweep, and not by itself')
  await recomputeAsJob(opened.db, byTheClock)
  assert.equal(await isRecomputingStopped(opened.db), false)
  const [first, second] = await runs(RECOMPUTE)
  assert.equal(second?.state, 'succeeded')
  assert.equal((first?.examined ?? 0) + (second?.examined ?? 0), ROWS)
  assert.equal(await recomputeAsJob(opened.db, byTheClock), null)
})

test('a sweep flags nothing while dates are not up to date: whoever stops one stops the other', async () => {
  for (const job of [RECOMPUTE, SWEEP]) {
    await addRecords(opened.db, world, { triggerOn: '2020-01-01' }, ROWS)
    await changeRule()
    const before = (await runs(RECOMPUTE)).length
    const sweeping = sweep(opened.db, byTheClock)
    if (job === SWEEP) await stopSweepWhileRecomputing(before)
    else await stopOnceBegun(RECOMPUTE)
    assert.equal((await sweeping).ok, false)
    assert.deepEqual([(await runs(RECOMPUTE)).at(-1)?.state, (await runs(SWEEP)).at(-1)?.state], ['stopped', 'stopped'])
    assert.equal(await due(), 0)
  }
})

/** `before`: how many recomputations there were before the sweep began. */
async function stopSweepWhileRecomputing(before: number): Promise<void> {
  for (let n = 0; n < 4000 && ((await runs(RECOMPUTE)).slice(before)[0]?.done ?? 0) === 0; n++) await pause(1)
  const [run] = (await runs(SWEEP)).slice(-1)
  assert.equal(await stopRun(another, governance(), run?.id ?? 0), true)
}

test('nobody stops what is over, what is of another job, or what they could not have started', async () => {
  await sweep(opened.db, byTheClock)
  const [over] = await runs(SWEEP)
  assert.equal(await stopRun(opened.db, governance(), over?.id ?? 0), false)
  await assert.rejects(stopRun(opened.db, { who: world.users.auditor, clock }, over?.id ?? 0), /may not run the sweep/)
  assert.equal(await stopRun(opened.db, acting(clock), 999), false)
})
