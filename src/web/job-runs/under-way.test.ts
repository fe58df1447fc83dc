import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { runBy, runUnderWay } from '../test-runs.ts'
import { testSite } from '../test-site.ts'

let site: Awaited<ReturnType<typeof testSite>>
let started: [string, boolean | undefined][] = []
beforeEach(async () => {
  started = []
  site = await testSite({ sweep: (by, confirmDate) => void started.push([by.who.name, confirmDate]) })
})
afterEach(() => site.close())

test('a run under way tells how far it is, how fast and how long yet, in the list and on its page', async () => {
  const words = /600 of 2,000 records, 30 %; 10 a second, about 2 minutes left/
  const id = await runUnderWay(site.db, 'sweep')
  await runBy(site.db, 'another process', '2026-11-22T12:00:30.000Z')
  const auditor = await site.signInAs('auditor')
  assert.match((await auditor.get('/job-runs')).text, words)
  const page = (await auditor.get(`/job-runs/${id}`)).text
  assert.match(page, words)
  assert.match(page, /<progress [^>]*max="2000" value="600"/)
  assert.match(page, /Flagging what is past its period/)
  const of = async (job: string, more: object) =>
    (await auditor.get(`/job-runs/${await runUnderWay(site.db, job, more)}`)).text
  assert.match(await of('verify-audit', {}), /600 of 2,000 events/)
  assert.match(await of('backup', { doing: '', total: null }), /It is still running/)
  assert.match(await of('sweep', { done: 0, total: 0 }), /This takes a moment/)
})

test('a run that nobody is at has no pace, and says that it was cut off and goes on by itself', async () => {
  const id = await runUnderWay(site.db, 'sweep')
  const auditor = await site.signInAs('auditor')
  const pages = async () => [(await auditor.get('/job-runs')).text, (await auditor.get(`/job-runs/${id}`)).text]
  await runBy(site.db, 'one that is silent for twenty seconds', '2026-11-22T12:00:10.000Z')
  for (const text of await pages()) {
    assert.match(text, /600 of 2,000 records, 30 %/)
    assert.doesNotMatch(text, /a second|left|cut off/)
  }
  for (const lapsed of ['2026-11-22T11:59:59.000Z', '2027-11-22T12:00:00.000Z']) {
    await runBy(site.db, 'one that died, or whose clock was wrong', lapsed)
    for (const text of await pages())
      assert.match(text, /600 of 2,000 records, 30 %; it was cut off, and goes on by itself within a minute/)
  }
  const backup = await runUnderWay(site.db, 'backup', { doing: '', total: null })
  assert.match(
    (await auditor.get(`/job-runs/${backup}`)).text,
    /It is still running; it was cut off, and goes on by itself within a minute\./,
  )
})

test('a run says who confirmed its date, where somebody did', async () => {
  const auditor = await site.signInAs('auditor')
  const page = async (more: object) =>
    (await auditor.get(`/job-runs/${await runUnderWay(site.db, 'sweep', more)}`)).text
  assert.match(await page({ dateConfirmedBy: 'Grace Ashby' }), /Date confirmed[\s\S]{0,200}By Grace Ashby/)
  assert.doesNotMatch(await page({}), /Date confirmed/)
})

test('whoever may start a sweep stops one that runs, once, and it says who asked', async () => {
  const id = await runUnderWay(site.db, 'sweep')
  const governance = await site.signInAs('governance')
  assert.match((await governance.get(`/job-runs/${id}`)).text, /Stop this run/)
  assert.equal((await governance.post(`/job-runs/${id}/stop`, {})).status, 303)
  const page = (await governance.get(`/job-runs/${id}`)).text
  assert.match(page, /The run stops when the piece of work that it is at is done/)
  assert.match(page, /Grace Ashby has asked that it stop/)
  assert.match(page, /asked that the job be stopped/)
  assert.doesNotMatch(page, /Stop this run/)
  const administrator = await site.signInAs('administrator')
  await administrator.post(`/job-runs/${id}/stop`, {})
  assert.match((await administrator.get(`/job-runs/${id}`)).text, /There was nothing to stop/)
})

test('who may not start a sweep stops none, and what is not stopped by hand has no button', async () => {
  const id = await runUnderWay(site.db, 'sweep')
  const auditor = await site.signInAs('auditor')
  assert.doesNotMatch((await auditor.get(`/job-runs/${id}`)).text, /Stop this run/)
  assert.equal((await auditor.post(`/job-runs/${id}/stop`, {})).status, 403)
  const governance = await site.signInAs('governance')
  for (const job of ['verify-audit', 'backup'])
    assert.doesNotMatch((await governance.get(`/job-runs/${await runUnderWay(site.db, job)}`)).text, /Stop this run/)
  assert.equal((await governance.post('/job-runs/99/stop', {})).status, 404)
  const run = await site.db.selectFrom('jobRuns').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  assert.equal(run.stopAskedBy, null)
})
