import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { reviewsOpenedBy } from '../../../db/queries/job-runs.ts'
import { addRecord } from '../../../db/test-records.ts'
import { skipOnPostgres } from '../../../db/test-world.ts'
import { nightlyBackup } from '../../actions/nightly-backup.ts'
import { sweep } from '../../actions/sweep.ts'
import { jobNames } from '../../domain/job.ts'
import { program } from '../../domain/permission.ts'
import { runBy, runUnderWay } from '../test-runs.ts'
import { testSite } from '../test-site.ts'
import { jobInWords } from './words.ts'

let site: Awaited<ReturnType<typeof testSite>>
let started: [string, boolean | undefined][] = []
beforeEach(async () => {
  started = []
  site = await testSite({ sweep: (by, confirmDate) => void started.push([by.who.name, confirmDate]) })
})
afterEach(() => site.close())

const ENDED = {
  ...{ asOf: null, startedBy: 'Schedule', startedAt: '2026-11-22T11:00:00.000Z' },
  ...{
    state: 'succeeded' as const,
    finishedAt: '2026-11-22T11:00:01.000Z',
    error: null,
    durationMs: 1000,
    stopAskedBy: null,
    total: null,
  },
} as const

const run = () => sweep(site.db, { clock: site.clock, who: program('Schedule') })

test('the list shows what each sweep did, and each run its numbers, notes and reviews', async () => {
  await addRecord(site.db, site.world, { triggerOn: '2020-01-01' })
  await addRecord(site.db, site.world, { triggerOn: null, firstSeenOn: '2025-01-01' })
  await run()
  const governance = await site.signInAs('governance')
  const list = await governance.get('/job-runs')
  assert.match(list.text, /Succeeded/)
  const page = await governance.get('/job-runs/1')
  for (const said of [
    'Sweep of 22 November 2026',
    '1 record still without a trigger date 12 months',
    'href="/disposal-reviews/1"',
  ])
    assert.ok(page.text.includes(said), said)
})

test('an administrator sees the run, but no reviews and no links to records', async () => {
  await addRecord(site.db, site.world, { triggerOn: '2020-01-01' })
  await run()
  const page = await (await site.signInAs('administrator')).get('/job-runs/1')
  assert.equal(page.status, 200)
  assert.ok(!page.text.includes('/disposal-reviews/1'))
})

test('the sweep is started by governance and administrators, and by nobody else', async () => {
  for (const role of ['governance', 'administrator'] as const)
    assert.equal((await (await site.signInAs(role)).post('/job-runs', {})).status, 303)
  assert.deepEqual(started, [
    ['Grace Ashby', false],
    ['Adam Field', false],
  ])
  for (const role of ['auditor', 'manager'] as const)
    assert.equal((await (await site.signInAs(role)).post('/job-runs', {})).status, 403)
  assert.equal((await (await site.signInAs('manager')).get('/job-runs')).status, 403)
  assert.ok(!(await (await site.signInAs('auditor')).get('/job-runs')).text.includes('Run the sweep now'))
})

test('while a sweep runs no other is started, and whoever asks is led to it; one whose runner died is no such', async () => {
  const id = await runUnderWay(site.db, 'sweep')
  const governance = await site.signInAs('governance')
  await runBy(site.db, 'another process', '2026-11-22T12:00:20.000Z')
  const answer = await governance.post('/job-runs', {})
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, `/job-runs/${id}`])
  assert.match((await governance.get(`/job-runs/${id}`)).text, /A sweep is running already, and no other was started\./)
  assert.deepEqual(started, [])
  await runBy(site.db, 'another process', '2026-11-22T11:59:00.000Z')
  await governance.post('/job-runs', {})
  assert.equal(started.length, 1)
})

test('far from the last sweep, whoever starts one confirms the date first', async () => {
  await run()
  site.clock.moveTo('2027-11-22')
  const governance = await site.signInAs('governance')
  const refused = await governance.post('/job-runs', {})
  assert.equal(refused.status, 422)
  assert.match(refused.text, /365 days after the last sweep/)
  assert.match(refused.text, /name="confirm_date"/)
  assert.deepEqual(started, [])
  assert.equal((await governance.post('/job-runs', { confirm_date: 'yes' })).status, 303)
  assert.deepEqual(started, [['Grace Ashby', true]])
})

test('the runs leave as CSV, filtered as the list is', async () => {
  await run()
  await sweep(site.db, { clock: site.clock, who: program('Schedule'), asOf: '2027-01-01' })
  const auditor = await site.signInAs('auditor')
  const rows = async (query: string) =>
    parse((await auditor.get(`/job-runs.csv${query}`)).text, { columns: true }) as Record<string, string>[]
  assert.deepEqual(
    (await rows('')).map(({ id, state, as_of, newly_due }) => [id, state, as_of, newly_due]),
    [
      ['2', 'failed', '2027-01-01', '0'],
      ['1', 'succeeded', '2026-11-22', '0'],
    ],
  )
  assert.equal((await rows('?state=failed')).length, 1)
  assert.equal((await auditor.get('/job-runs?state=lost')).status, 400)
  assert.equal((await auditor.get('/job-runs/99')).status, 404)
})

test('every job that can be in the ledger has a word, and a filter that finds its runs', async () => {
  for (const job of jobNames)
    await site.db
      .insertInto('jobRuns')
      .values({ ...ENDED, job })
      .execute()
  const auditor = await site.signInAs('auditor')
  const offered = (await auditor.get('/job-runs')).text
  for (const job of jobNames) {
    const words = jobInWords(job)
    assert.ok(offered.includes(`<option value="${job}">${words}</option>`), job)
    const { status, text } = await auditor.get(`/job-runs?job=${job}`)
    assert.equal(status, 200, job)
    assert.match(text, new RegExp(`${words}, started by Schedule`))
  }
})

test('a run tells how the reviews stand that it opened, and of those that are over no number of records', async () => {
  await addRecord(site.db, site.world, { triggerOn: '2020-01-01' })
  await addRecord(site.db, site.world, { rule: 'MUS-02', triggerOn: '1980-01-01' })
  await run()
  const [first] = await reviewsOpenedBy(site.db, 1)
  assert.ok(first)
  const over = { state: 'closed', outcome: 'disposed', closedAt: '2026-11-23T12:00:00.000Z' } as const
  await site.db.updateTable('disposalReviews').set(over).where('id', '=', first.id).execute()
  const opened = (await reviewsOpenedBy(site.db, 1)).map(({ state, records }) => [state, records])
  assert.deepEqual(opened, [
    ['closed', null],
    ['open', 1],
  ])
  const page = (await (await site.signInAs('auditor')).get('/job-runs/1')).text
  assert.match(page, /Disposed of[\s\S]*Open/)
})

const NO_BACKUPS = { skip: skipOnPostgres('its host makes the backups') }

test('a backup has its notes in the list and on its page, and none of the numbers of a sweep', NO_BACKUPS, async () => {
  await run()
  const acting = { who: program('Schedule'), clock: site.clock }
  const { databaseUrl, backup } = site.config
  assert.ok((await nightlyBackup(site.db, acting, { databaseUrl, backup })).ran)
  const administrator = await site.signInAs('administrator')
  const list = (await administrator.get('/job-runs?job=backup')).text
  assert.match(list, /muniment-2026-11-22\.db, [\d.]+ MB, up to event \d+ of the audit trail\./)
  assert.match(list, /Job: Backup/)
  assert.doesNotMatch(list, /Sweep, started by/)
  const page = (await administrator.get('/job-runs/2')).text
  assert.match(page, /Backup of 22 November 2026/)
  assert.doesNotMatch(page, /Newly due|Disposal reviews that this run opened/)
})

test('a recomputation is a run with numbers of its own', async () => {
  const done = { state: 'succeeded', asOf: null, examined: 1234, withdrawn: 5 }
  const id = await runUnderWay(site.db, 'recompute', done)
  const governance = await site.signInAs('governance')
  const page = (await governance.get(`/job-runs/${id}`)).text
  assert.match(page, /Dates of changed rules of /)
  assert.match(page, /1,234/)
  assert.match((await governance.get('/job-runs?job=recompute')).text, /Job: Dates of changed rules/)
})
