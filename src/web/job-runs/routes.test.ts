import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { addRecord } from '../../../db/test-records.ts'
import { nightlyBackup } from '../../actions/nightly-backup.ts'
import { sweep } from '../../actions/sweep.ts'
import { program } from '../../domain/permission.ts'
import { testSite } from '../test-site.ts'

let site: Awaited<ReturnType<typeof testSite>>
let started: [string, boolean | undefined][] = []
beforeEach(async () => {
  started = []
  site = await testSite({ sweep: (by, confirmDate) => void started.push([by.who.name, confirmDate]) })
})
afterEach(() => site.close())

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

test('a backup has its notes in the list and on its page, and none of the numbers of a sweep', async () => {
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
