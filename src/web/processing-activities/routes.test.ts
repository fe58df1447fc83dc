import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { activityContent, confirmed } from '../../../db/test-activity.ts'
import { acting } from '../../actions/test-acting.ts'
import { addApproved } from '../../actions/test-activities.ts'
import { ActivityDraft } from '../../domain/activity-draft.ts'
import type { ActivityContent } from '../../domain/processing-activity.ts'
import { testSite } from '../test-site.ts'

const site = await testSite()
const governance = await site.signInAs('governance')
const manager = await site.signInAs('manager')
const auditor = await site.signInAs('auditor')
const administrator = await site.signInAs('administrator')
after(site.close)

const LIST = '/processing-activities'
const add = (reference: string, parts: Partial<ActivityContent> = {}) =>
  addApproved(site.db, acting(site.clock), reference, ActivityDraft.parse(activityContent(parts)))

before(async () => {
  await add('LIB-A1')
  await add('LIB-A2', { title: 'Loans and borrowing history', ownerName: '', rules: [] })
  await add('MUS-A1', {
    title: 'Music tuition',
    service: 'MUS',
    role: 'processor',
    lawfulBases: [{ ...confirmed, purpose: null, basis: 'consent', statute: '', ...plainBasis }],
    terms: [{ ...confirmed, kind: 'personal data category', name: 'Health details', mark: 'special category' }],
  })
})

const plainBasis = { interest: '', record: '', withdrawal: '' }

const listed = (text: string): string[] =>
  [...text.matchAll(/<a class="govuk-link" href="[^"]*">([A-Z]+-A\d+)</g)].map((m) => m[1]!)
const found = async (query: string): Promise<string[]> => listed((await governance.get(`${LIST}?${query}`)).text)

test('every role reads the register; a manager reads that of their services only', async () => {
  for (const person of [governance, auditor, administrator])
    assert.deepEqual(listed((await person.get(LIST)).text), ['LIB-A1', 'LIB-A2', 'MUS-A1'])
  assert.deepEqual(listed((await manager.get(LIST)).text), ['LIB-A1', 'LIB-A2'])
  assert.equal((await manager.get(`${LIST}/LIB-A1`)).status, 200)
  assert.equal((await manager.get(`${LIST}/MUS-A1`)).status, 404)
  assert.equal((await manager.get(`${LIST}/MUS-A1/versions/1`)).status, 404)
  const rows: { reference: string }[] = parse((await manager.get(`${LIST}.csv`)).text, { columns: true })
  assert.deepEqual(
    rows.map(({ reference }) => reference),
    ['LIB-A1', 'LIB-A2'],
  )
})

test('nobody reads it without signing in', async () => {
  for (const path of ['', '.csv', '/new', '/LIB-A1', '/LIB-A1/edit', '/LIB-A1/retirement'])
    assert.equal((await site.visitor().get(LIST + path)).headers.get('location'), '/sign-in', path)
})

test('only information governance changes the register', async () => {
  for (const person of [manager, auditor, administrator]) {
    for (const path of ['/new', '/LIB-A1/edit', '/LIB-A1/retirement']) {
      assert.equal((await person.get(LIST + path)).status, 403, path)
      assert.equal((await person.post(LIST + path, { title: 'Changed' })).status, 403, path)
    }
    assert.doesNotMatch((await person.get(`${LIST}/LIB-A1`)).text, /LIB-A1\/edit/)
  }
})

test('each filter narrows the list, and filters work together', async () => {
  assert.deepEqual(await found('service=MUS'), ['MUS-A1'])
  assert.deepEqual(await found('organisation=CCC&role=processor'), ['MUS-A1'])
  assert.deepEqual(await found('lawful_basis=consent'), ['MUS-A1'])
  assert.deepEqual(await found('special_category=yes'), ['MUS-A1'])
  assert.deepEqual(await found('special_category=no'), ['LIB-A1', 'LIB-A2'])
  assert.deepEqual(await found('rule=LIB-01'), ['LIB-A1', 'MUS-A1'])
  assert.deepEqual(await found('rule=none'), ['LIB-A2'])
  assert.deepEqual(await found('owner=none'), ['LIB-A2'])
  assert.deepEqual(await found('status=retired'), [])
  assert.deepEqual(await found('q=BORROWING+history'), ['LIB-A2'])
  assert.deepEqual(await found('q=library+lib-01&sort=-reference'), ['MUS-A1', 'LIB-A1'])
  assert.deepEqual(await found('sort=title'), ['LIB-A1', 'LIB-A2', 'MUS-A1'])
  assert.match((await governance.get(`${LIST}?service=XYZ`)).text, /No activity matches/)
})

test('a parameter that is unknown, wrong or repeated is refused with a sentence', async () => {
  for (const query of [
    'servise=LIB',
    'role=boss',
    'page=0',
    'page=x',
    'service=LIB&service=MUS',
    'sort=owner',
    `q=${'x'.repeat(201)}`,
  ]) {
    const answer = await governance.get(`${LIST}?${query}`)
    assert.equal(answer.status, 400, query)
  }
  assert.equal((await governance.get(`${LIST}?page=2`)).status, 404)
  assert.equal((await governance.get(`${LIST}/LIB-A1?tab=2`)).status, 400)
})

test('the CSV has the columns of the contract, and the filters of its page', async () => {
  const answer = await governance.get(`${LIST}.csv?service=MUS&bom=1`)
  assert.equal(answer.headers.get('content-type'), 'text/csv; charset=utf-8')
  const [row, ...others]: Record<string, string>[] = parse(answer.text, { columns: true, bom: true })
  assert.equal(others.length, 0)
  assert.deepEqual(Object.keys(row!).slice(0, 30), [
    ...['reference', 'role', 'title', 'organisation', 'service', 'purposes', 'controllers', 'joint_controllers'],
    ...['processors', 'data_subject_categories', 'personal_data_categories', 'special_categories', 'lawful_bases'],
    ...['article_9_conditions', 'schedule_1_conditions', 'recipients', 'third_countries', 'transfer_safeguards'],
    ...['retention_rules', 'retention_periods', 'security_measures', 'sources', 'automated_decisions', 'dpia', 'owner'],
    ...['status', 'version', 'approved_on', 'next_review_on', 'open_findings'],
  ])
  assert.equal(row?.special_categories, 'Health details')
  assert.equal(row?.retention_periods, 'P3Y')
  assert.equal(row?.controllers, 'Cambridgeshire County Council')
  assert.equal(row?.next_review_on, '2027-11-22')
})

test('an activity shows its facts, what it misses and its rules in words', async () => {
  const { text } = await governance.get(`${LIST}/lib-a2`)
  assert.match(text, /Loans and borrowing history/)
  assert.match(text, /What the checks find: \d+ things/)
  assert.match(text, /No owner is named/)
  assert.match(text, /Public task, Article 6\(1\)\(e\)/)
  assert.match((await governance.get(`${LIST}/LIB-A1`)).text, /Keep for 3 years/)
})

test('what does not exist is not found', async () => {
  for (const path of ['/LIB-A99', '/LIB-A1/versions/9', '/LIB-A1/versions/x', '/LIB-A99/edit'])
    assert.equal((await governance.get(LIST + path)).status, 404, path)
})

test('an address that exists for reading answers 405 to what it does not take', async () => {
  assert.equal((await governance.send(LIST, { method: 'DELETE' })).status, 403)
  assert.equal((await governance.post(LIST, {})).status, 405)
})
