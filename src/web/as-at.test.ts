import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { organisationByCode } from '../../db/queries/organisations.ts'
import { activityContent } from '../../db/test-activity.ts'
import { fingerprint } from '../actions/fingerprint.ts'
import { addOrganisation, changeOrganisation } from '../actions/organisations.ts'
import { retireActivity } from '../actions/processing-activities.ts'
import { acting } from '../actions/test-acting.ts'
import { addApproved, changeApproved } from '../actions/test-activities.ts'
import { ActivityDraft } from '../domain/activity-draft.ts'
import type { ActivityContent } from '../domain/processing-activity.ts'
import { testSite } from './test-site.ts'

const site = await testSite()
const auditor = await site.signInAs('auditor')
after(site.close)

const LIST = '/processing-activities'
const on = (date: string) => acting({ today: () => date, now: () => `${date}T12:00:00.000Z` })
const draft = (parts: Partial<ActivityContent>) => ActivityDraft.parse(activityContent(parts))

before(async () => {
  await addApproved(site.db, on('2025-03-01'), 'LIB-A1', draft({ title: 'As it was in spring' }))
  await changeApproved(site.db, on('2025-06-30'), 'LIB-A1', draft({ title: 'As it is since summer' }))
  await addApproved(site.db, on('2025-05-01'), 'LIB-A2', draft({ title: 'Given up in autumn' }))
  await retireActivity(site.db, on('2025-10-01'), 'LIB-A2', 'The service ended')
})

const titlesAsAt = async (date: string): Promise<string[]> => {
  const { text } = await auditor.get(`${LIST}.csv?as-at=${date}`)
  const [head = '', ...rows] = text.trim().split('\r\n')
  const at = head.split(',').indexOf('title')
  return rows.map((row) => row.split(',')[at] ?? '')
}

test('the register as at a day has what was in force at its end, and nothing of what came later', async () => {
  assert.deepEqual(await titlesAsAt('2025-02-28'), [])
  assert.deepEqual(await titlesAsAt('2025-03-01'), ['As it was in spring'])
  assert.deepEqual(await titlesAsAt('2025-06-29'), ['As it was in spring', 'Given up in autumn'])
  assert.deepEqual(await titlesAsAt('2025-06-30'), ['As it is since summer', 'Given up in autumn'])
})

test('what was retired later is in force as at a day before, and says so on its page', async () => {
  const page = async (date: string) => (await auditor.get(`${LIST}/LIB-A2?as-at=${date}`)).text
  assert.match(await page('2025-09-30'), /As it stood at the end of 30 September 2025/)
  assert.doesNotMatch(await page('2025-09-30'), />\s*Retired\s*</)
  assert.match(await page('2025-10-01'), />\s*Retired\s*</)
  assert.equal((await auditor.get(`${LIST}/LIB-A2?as-at=2025-04-30`)).status, 404)
})

test('a day that is not over, and one that is no date, are refused with a sentence wherever a day is asked for', async () => {
  for (const day of ['2099-01-01', site.clock.today()])
    for (const address of [
      LIST,
      `${LIST}.csv`,
      `${LIST}.xlsx`,
      `${LIST}.csv.manifest`,
      `${LIST}/LIB-A1`,
      '/organisations/CCC',
    ]) {
      const { status, text } = await auditor.get(`${address}?as-at=${day}`)
      assert.equal(status, 400, `${address} as at ${day}`)
      assert.match(text, /is not over yet. Choose a day before today: today’s list is the page without a date/)
    }
  assert.equal((await auditor.get(`${LIST}?as-at=summer`)).status, 400)
})

test('what is known of now alone narrows no list as at a day: it is refused in words, and left out where a day is chosen', async () => {
  for (const filter of ['state=accepted', 'state=fixed', 'state=open', 'owner=none', 'owner=me'])
    for (const file of ['', '.csv', '.csv.manifest']) {
      const { status, text } = await auditor.get(`/findings${file}?as-at=2026-11-21&${filter}`)
      assert.equal(status, 400, `${file} ${filter}`)
      assert.match(text, /known as it is now alone/)
    }
  for (const owner of ['me', 'none'])
    assert.equal((await auditor.get(`/disposal-incidents.csv?as-at=2026-11-21&owner=${owner}`)).status, 400)
  const choice = /<form method="get"[\s\S]*?<\/form>/
  assert.doesNotMatch(choice.exec((await auditor.get('/findings?state=accepted')).text)?.[0] ?? '', /name="state"/)
  assert.match(choice.exec((await auditor.get('/findings?severity=error')).text)?.[0] ?? '', /name="severity"/)
})

test('since when a finding had been seen and its state are blank as at a day, and the page says that they are not known', async () => {
  const rows: Record<string, string>[] = parse((await auditor.get('/findings.csv?as-at=2026-11-21')).text, {
    columns: true,
  })
  assert.ok(rows.length > 0)
  for (const { first_seen_on, state, owner } of rows) assert.deepEqual([first_seen_on, state, owner], ['', '', ''])
  const { text } = await auditor.get('/findings?as-at=2026-11-21')
  assert.match(text, /which had been accepted, and who saw to them is not known of a past day/)
  assert.doesNotMatch(text, /First seen|>\s*Open\s*</)
})

test('a list that was empty on a day says so of that day', async () => {
  const { text } = await auditor.get('/retention-rules?as-at=1999-12-31')
  assert.match(text, /The schedule had no rules that were in force then/)
  assert.doesNotMatch(text, /cannot be given a date/)
  assert.match((await auditor.get('/disposal-holds?as-at=1999-12-31')).text, /No hold had been placed by then/)
})

test('of an organisation that was there before it was kept since when, the page as at a day says that it is not known', async () => {
  const note = /It is not known since when this organisation has been in the register/
  assert.match((await auditor.get('/organisations?as-at=1950-01-01')).text, note)
  assert.match((await auditor.get('/organisations/CCC?as-at=1950-01-01')).text, note)
  assert.doesNotMatch((await auditor.get('/organisations')).text, note)
})

test('the findings of a day are found by the law of that day', async () => {
  const codesAsAt = async (date: string) =>
    new Set(
      (await auditor.get(`/findings.csv?as-at=${date}`)).text
        .trim()
        .split('\r\n')
        .slice(1)
        .map((row) => row.split(',')[0]),
    )
  assert.ok(!(await codesAsAt('2026-06-18')).has('RTS-05'))
  assert.ok((await codesAsAt('2026-06-19')).has('RTS-05'))
  assert.equal((await auditor.get('/findings?as-at=2026-06-19')).status, 200)
})

test('a file as at a day is the same whenever it is made, and its manifest says which it is', async () => {
  const address = (format: string) => `${LIST}.${format}?as-at=2025-07-01&service=LIB`
  for (const format of ['csv', 'xlsx'] as const) {
    const manifest = JSON.parse((await auditor.get(address(`${format}.manifest`))).text)
    assert.equal(manifest.list, 'processing-activities')
    assert.equal(manifest.as_at, '2025-07-01')
    assert.deepEqual(manifest.filters, { service: 'LIB' })
    assert.equal(manifest.rows, 2)
    if (format === 'csv') {
      const { text } = await auditor.get(address(format))
      assert.equal(createHash('sha256').update(text).digest('hex'), manifest.sha256)
      assert.equal(Buffer.byteLength(text), manifest.bytes)
    }
  }
  assert.equal((await auditor.get(`${LIST}.csv.manifest`)).status, 400)
})

test('the schedule as at a day has the versions that were valid then', async () => {
  const codesAsAt = async (date: string) =>
    (await auditor.get(`/retention-rules.csv?as-at=${date}`)).text.trim().split('\r\n').length - 1
  assert.equal(await codesAsAt('1999-12-31'), 0)
  assert.ok((await codesAsAt('2026-11-21')) > 0)
  assert.equal((await auditor.get('/retention-rules?as-at=1999-12-31')).status, 200)
  assert.equal((await auditor.get('/retention-rules/LIB-01?as-at=1999-12-31')).status, 404)
})

test('organisations as at a day are as they were known then, by the names that they had', async () => {
  const ccc = (await organisationByCode(site.db, 'CCC'))!
  const { id: _, code: __, mergedIntoId: ___, addedAt: ____, ...facts } = ccc
  const renamed = { ...facts, name: 'Cambridgeshire Council', email: 'new@council.example' }
  const seen = fingerprint(ccc)
  assert.ok((await changeOrganisation(site.db, on('2026-05-01'), 'CCC', seen, renamed)).ok)
  assert.ok((await addOrganisation(site.db, on('2026-06-01'), 'NWP', { ...facts, name: 'A new partner' })).ok)
  const csv = async (date: string) => (await auditor.get(`/organisations.csv?as-at=${date}`)).text
  assert.ok((await csv('2026-04-30')).includes(ccc.name))
  assert.ok(!(await csv('2026-04-30')).includes('new@council.example'))
  assert.ok((await csv('2026-05-01')).includes('new@council.example'))
  assert.doesNotMatch(await csv('2026-05-31'), /A new partner/)
  assert.match(await csv('2026-06-01'), /A new partner/)
  assert.equal((await auditor.get('/organisations/NWP?as-at=2026-05-31')).status, 404)
  assert.match((await auditor.get('/organisations/CCC?as-at=2026-04-30')).text, /Cambridgeshire County Council/)
  assert.match((await auditor.get(`${LIST}.csv?as-at=2025-07-01`)).text, /Cambridgeshire County Council/)
})
