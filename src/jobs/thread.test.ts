import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { afterEach, beforeEach, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Logger, pino } from 'pino'
import { dropGuards } from '../../db/test-guards.ts'
import { addRecords } from '../../db/test-records.ts'
import { skipOnPostgres, smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { recordExport } from '../actions/list-exported.ts'
import { type Config, readConfig, WrongSetting } from '../config.ts'
import { addSeconds, clockFrom } from '../domain/calendar.ts'
import { program } from '../domain/permission.ts'
import type { Task } from './run.ts'
import { refuseWrongTimes, startJobs } from './schedule.ts'
import { type WorkThread, workThread } from './thread.ts'

const TODAY = '2026-11-22'
const sweepNow: Task = { job: 'sweep', by: { who: program('Test') }, confirmDate: false, onlyIfMissing: false }
let opened: Awaited<ReturnType<typeof temporaryDatabase>>
let world: Awaited<ReturnType<typeof smallWorld>>
beforeEach(async () => {
  opened = await temporaryDatabase()
  world = await smallWorld(opened.db)
})
afterEach(async () => {
  for (const thread of threads.splice(0)) await thread.end()
  await opened.close()
})

const threads: WorkThread[] = []
function threadWith(config: Config): WorkThread {
  const thread = workThread(config, assert.ifError)
  threads.push(thread)
  return thread
}

const configWith = (env: Record<string, string> = {}) =>
  readConfig({ DATABASE_URL: opened.url, MUNIMENT_TODAY: TODAY, ...env })
const runs = (job = 'sweep') =>
  opened.db.selectFrom('jobRuns').selectAll().where('job', '=', job).orderBy('id').execute()
const addDue = (count: number) => addRecords(opened.db, world, { triggerOn: '2020-01-01' }, count)

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 2000; tries++) {
    if (await isSo()) return
    await pause(10)
  }
  assert.fail('It did not come about in twenty seconds')
}

test('a sweep runs in a thread with a connection of its own', async () => {
  await addDue(3)
  const report = await threadWith(configWith()).run(sweepNow, new AbortController().signal)
  assert.deepEqual(report, { text: 'The sweep flagged 3 records.', again: false })
  const [run] = await runs()
  assert.deepEqual([run?.state, run?.newlyDue, run?.asOf, run?.startedBy], ['succeeded', 3, TODAY, 'Test'])
})

test('a sweep that is asked to stop hands back its lease and says that it was stopped', async () => {
  await addDue(8000)
  const stop = new AbortController()
  const thread = threadWith(configWith())
  const working = thread.run(sweepNow, stop.signal)
  await until(async () => ((await runs())[0]?.newlyDue ?? 0) > 0)
  stop.abort()
  await working
  const [run] = await runs()
  assert.ok(run?.state === 'stopped' || run?.newlyDue === 8000)
  assert.deepEqual(await opened.db.selectFrom('jobLeases').selectAll().execute(), [])
  await thread.run(sweepNow, new AbortController().signal)
  const due = await opened.db.selectFrom('records').where('state', '=', 'due').select('id').execute()
  assert.equal(due.length, 8000)
})

test('one piece of work follows the other in the same thread, each with a signal and a connection of its own', async () => {
  const { signal } = new AbortController()
  const thread = threadWith(configWith())
  const began = performance.now()
  await thread.run(sweepNow, signal)
  const first = performance.now() - began
  await addDue(2)
  const again = performance.now()
  assert.equal((await thread.run(sweepNow, signal))?.text, 'The sweep flagged 2 records.')
  const second = performance.now() - again
  assert.ok(second < first, `${second} ms, and ${first} ms when its modules were loaded`)
})

test('what goes wrong in a thread is thrown to whoever asked for the work, and the next has another thread', async () => {
  const thread = threadWith(configWith({ DATABASE_URL: `file:${process.execPath}/muniment.db` }))
  for (let n = 0; n < 2; n++)
    await assert.rejects(thread.run(sweepNow, new AbortController().signal), /cannot be written/)
})

test('a start makes up for the sweep of today, once', async () => {
  await addDue(2)
  const config = configWith({ SWEEP_CRON: '0 6 * * *' })
  const clock = clockFrom(() => new Date(), TODAY)
  const start = () => startJobs({ db: opened.db, clock, config, log: pino({ level: 'silent' }) })
  const jobs = start()
  jobs.catchUp()
  await until(async () => (await runs())[0]?.state === 'succeeded')
  await jobs.stop()
  const again = start()
  again.catchUp()
  await pause(200)
  await again.stop()
  assert.equal((await runs()).length, 1)
})

test('a start gives up the sweep that a dead process left, and does it again, although an earlier one of today succeeded', async () => {
  const config = configWith()
  const clock = clockFrom(() => new Date(), TODAY)
  const thread = threadWith(config)
  await thread.run(sweepNow, new AbortController().signal)
  await addDue(4)
  const run = { job: 'sweep', asOf: TODAY, startedBy: 'Grace Ashby', startedAt: clock.now(), state: 'running' } as const
  await opened.db
    .insertInto('jobRuns')
    .values({ ...run, finishedAt: null, error: null, durationMs: null })
    .execute()
  const lease = { job: 'sweep', holder: 'a process that died', expiresAt: addSeconds(clock.now(), 2) }
  await opened.db.insertInto('jobLeases').values(lease).execute()
  const jobs = startJobs({ db: opened.db, clock, config, log: pino({ level: 'silent' }) })
  jobs.catchUp()
  await until(async () => (await runs())[2]?.state === 'succeeded')
  await jobs.stop()
  const all = await runs()
  assert.deepEqual(
    all.map(({ state, newlyDue }) => [state, newlyDue]),
    [
      ['succeeded', 0],
      ['failed', 0],
      ['succeeded', 4],
    ],
  )
  assert.match(all[1]?.error ?? '', /^The run was cut off before it ended/)
  assert.equal(all[2]?.startedBy, 'Schedule')
})

const NO_BACKUPS = { skip: skipOnPostgres('its host makes the backups') }

test(
  'a start makes the backup that today has missed, in a thread, and writes what it did into the ledger',
  NO_BACKUPS,
  async () => {
    const config = readConfig({ DATABASE_URL: opened.url, BACKUP_CRON: '* * * * *' })
    const clock = clockFrom(() => new Date())
    const jobs = startJobs({ db: opened.db, clock, config, log: pino({ level: 'silent' }) })
    jobs.catchUp()
    await until(async () => (await runs('backup'))[0]?.state === 'succeeded')
    await jobs.stop()
    const [run] = await runs('backup')
    const name = `muniment-${clock.today()}.db`
    assert.deepEqual(readdirSync(config.backup.folder), [name, `${name}.json`])
    assert.match(run?.notes ?? '', new RegExp(`${name}, [\\d.]+ MB, up to event \\d+ of the audit trail`))
    assert.deepEqual([run?.asOf, run?.startedBy], [clock.today(), 'Schedule'])
  },
)

test('a start verifies the trail unless today has a verdict: a run that was stopped, cut off or failed without one is none', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: new Date(`${TODAY}T05:00:00Z`) })
  const config = configWith({ BACKUP_CRON: '59 23 * * *' })
  const clock = clockFrom(() => new Date(), TODAY)
  const done: unknown[] = []
  const note = ({ job }: { job?: string }) => job && done.push(job)
  const log = { info: note, error: note, warn: note } as unknown as Logger
  const start = () => {
    const jobs = startJobs({ db: opened.db, clock, config, log })
    jobs.catchUp()
    return jobs
  }
  const earlier = { job: 'verify-audit', asOf: TODAY, startedBy: 'Schedule', startedAt: clock.now() }
  const ended = { finishedAt: clock.now(), durationMs: 1 }
  await opened.db
    .insertInto('jobRuns')
    .values([
      { ...earlier, ...ended, state: 'failed', error: 'database is locked' },
      { ...earlier, ...ended, state: 'stopped', error: null },
      { ...earlier, state: 'running', finishedAt: null, durationMs: null, error: null },
    ])
    .execute()

  await recordExport(opened.db, { who: program('Test'), clock }, { list: 'organisations', format: 'csv', filters: {} })
  await dropGuards(opened.db, 'audit_events_stand')
  await opened.db.updateTable('auditEvents').set({ subjectId: 'FORGED' }).where('id', '=', 1).execute()
  const jobs = start()
  await until(async () => /^The audit trail is broken/.test((await runs('verify-audit'))[3]?.error ?? ''))
  await jobs.stop()

  done.length = 0
  // Another piece of work, to tell by that the start has been through all that it makes up for.
  await opened.db.updateTable('retentionRuleVersions').set({ recomputedAt: null }).execute()
  const again = start()
  await until(async () => done.includes('recompute'))
  await pause(50)
  await again.stop()
  assert.ok(!done.includes('verify-audit'), 'the verdict that it is broken is not asked for again')
  const states = (await runs('verify-audit')).map(({ state }) => state)
  assert.deepEqual(states, ['failed', 'stopped', 'failed', 'failed'])
})

test('a time of a job that cannot be is refused, with the name of the setting', () => {
  const times = { sweepCron: '0 6 * * *', digestCron: '30 7 * * *', backupCron: '30 2 * * *' }
  refuseWrongTimes(times)
  for (const [name, variable] of [
    ['sweepCron', 'SWEEP_CRON'],
    ['digestCron', 'DIGEST_CRON'],
    ['backupCron', 'BACKUP_CRON'],
  ] as const)
    assert.throws(
      () => refuseWrongTimes({ ...times, [name]: '99 6 * * *' }),
      (error) => error instanceof WrongSetting && error.message.startsWith(variable),
    )
})
