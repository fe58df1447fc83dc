import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { activityContent, confirmed } from '../../../db/test-activity.ts'
import { caseRule, heldRecord } from '../../../db/test-rules.ts'
import { addRule } from '../../actions/retention-rules.ts'
import { acting } from '../../actions/test-acting.ts'
import { addApproved } from '../../actions/test-activities.ts'
import { ActivityDraft } from '../../domain/activity-draft.ts'
import { testSite } from '../test-site.ts'

const site = await testSite()
after(site.close)
const { libraries, music } = site.world.services
const governance = await site.signInAs('governance')
const manager = await site.signInAs('manager')
const auditor = await site.signInAs('auditor')
const administrator = await site.signInAs('administrator')
const grace = acting(site.clock)

await addRule(site.db, grace, {
  ...caseRule({ serviceId: libraries, authority: '<b>Act</b> & "more"', scopeNote: '<script>x</script>' }),
  code: 'LIB-20',
})
for (const [serviceId, triggerOn] of [
  [libraries, '2019-06-14'],
  [libraries, '2025-01-01'],
  [libraries, null],
  [music, '2024-01-01'],
] as const)
  await heldRecord(site.db, { rule: 'LIB-20', triggerOn, serviceId, sourceSystemId: site.world.systems.lms })

test('everybody who is signed in reads the schedule, and nobody else', async () => {
  for (const reader of [governance, manager, auditor, administrator]) {
    assert.equal((await reader.get('/retention-rules')).status, 200)
    assert.equal((await reader.get('/retention-rules.csv')).status, 200)
    assert.equal((await reader.get('/retention-rules/LIB-01')).status, 200)
  }
  const answer = await site.visitor().get('/retention-rules')
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/sign-in'])
})

test('only information governance adds, changes and confirms rules, or is offered to', async () => {
  const posts = [
    '/retention-rules',
    '/retention-rules/LIB-01/edit',
    '/retention-rules/LIB-01/versions',
    '/retention-rules/LIB-01/confirmation',
  ]
  for (const reader of [manager, auditor, administrator]) {
    assert.equal((await reader.get('/retention-rules/new')).status, 403)
    assert.equal((await reader.get('/retention-rules/LIB-01/edit')).status, 403)
    for (const path of posts) assert.equal((await reader.post(path, { version: '1' })).status, 403, path)
    assert.doesNotMatch((await reader.get('/retention-rules')).text, /Add a rule/)
    assert.doesNotMatch((await reader.get('/retention-rules/LIB-01')).text, /Change this rule/)
  }
  assert.match((await governance.get('/retention-rules')).text, /Add a rule/)
})

test('a rule’s page says it in words with a worked example, its authority and its versions', async () => {
  const { text } = await governance.get('/retention-rules/LIB-01')
  assert.match(text, /Keep for 3 years after the last activity, then destroy\./)
  assert.match(text, /Last activity 14 March 2021: keep until 14 March 2024, past its period from 15 March 2024\./)
  assert.match(text, /Retention schedule/)
  assert.match(text, /First version/)
})

test('a rule’s page counts its records by state, each linked to the list of them', async () => {
  const { text } = await governance.get('/retention-rules/LIB-20')
  assert.match(text, /href="\/records\?rule=LIB-20&amp;state=open">Open: no date yet<\/a>\s*<\/th>\s*<td[^>]*>\s*1\s/)
  assert.match(
    text,
    /href="\/records\?rule=LIB-20&amp;state=retained">Retained: not due<\/a>\s*<\/th>\s*<td[^>]*>\s*3\s/,
  )
  assert.doesNotMatch((await administrator.get('/retention-rules/LIB-20')).text, /state=retained/)
})

test('a rule’s page lists the activities that use it', async () => {
  const content = ActivityDraft.parse(
    activityContent({ rules: [{ ...confirmed, standing: 'proposed', rule: 'LIB-03' }] }),
  )
  assert.ok((await addApproved(site.db, grace, 'LIB-A1', content)).ok)
  assert.match((await governance.get('/retention-rules/LIB-03')).text, /href="\/processing-activities\/LIB-A1">LIB-A1</)
  assert.match((await governance.get('/retention-rules/LIB-01')).text, /No processing activity uses this rule\./)
})

test('a manager sees the rules of their services and of no service, and counts only of their records', async () => {
  const list = (await manager.get('/retention-rules')).text
  for (const code of ['LIB-01', 'FIN-01']) assert.match(list, new RegExp(`/retention-rules/${code}"`))
  assert.doesNotMatch(list, /MUS-02/)
  assert.doesNotMatch((await manager.get('/retention-rules.csv')).text, /MUS-02/)
  assert.equal((await manager.get('/retention-rules/MUS-02')).status, 404)
  assert.match(
    (await manager.get('/retention-rules/LIB-20')).text,
    /state=retained">Retained: not due<\/a>\s*<\/th>\s*<td[^>]*>\s*2\s/,
  )
})

test('the list is narrowed by every filter and by all words of a search', async () => {
  const codes = async (query: string) =>
    [
      ...(await governance.get(`/retention-rules?${query}`)).text.matchAll(/href="\/retention-rules\/([A-Z0-9-]+)"/g),
    ].map(([, code]) => code)
  assert.deepEqual(await codes('service=MUS'), ['MUS-02'])
  assert.deepEqual(await codes('service=none'), ['FIN-01'])
  assert.deepEqual(await codes('organisation=CCC&disposal_action=anonymise'), ['LIB-03'])
  assert.deepEqual(await codes('trigger_kind=date_of_birth'), ['MUS-02'])
  assert.deepEqual(await codes('authority_kind=limitation'), ['LIB-20'])
  assert.deepEqual(await codes('standing=proposed'), [])
  assert.deepEqual(await codes('q=INVOICES+transaction'), ['FIN-01'])
  assert.deepEqual(await codes('q=100%25'), [])
  assert.match((await governance.get('/retention-rules?q=100%25')).text, /No rule matches\./)
})

test('a filter that there is not, or a value of none, is refused with a sentence', async () => {
  for (const path of [
    '/retention-rules?servise=LIB',
    '/retention-rules?trigger_kind=never',
    '/retention-rules.csv?page=2',
    '/retention-rules/LIB-01?x=1',
  ]) {
    const answer = await governance.get(path)
    assert.equal(answer.status, 400, path)
  }
  assert.equal((await governance.get('/retention-rules/NO-01')).status, 404)
  assert.equal((await governance.get('/retention-rules/lib-01')).status, 200)
})

test('the schedule leaves as CSV with the columns that users rely on, and the list’s filters', async () => {
  const rows: string[][] = parse((await auditor.get('/retention-rules.csv?service=LIB&q=lib-0')).text)
  assert.equal(
    rows[0]?.slice(0, 18).join(', '),
    'code, record_series, organisation, service, trigger_kind, trigger_event, counted_from, period, constraint, disposal_action, authority, authority_kind, approvals, owner, status, version, valid_from, activities',
  )
  assert.deepEqual(
    rows.slice(1).map(([code]) => code),
    ['LIB-01', 'LIB-03', 'LIB-09'],
  )
  assert.deepEqual(rows[2]?.slice(2, 18), [
    'CCC',
    'LIB',
    'event',
    'Item returned',
    'trigger',
    'P1Y',
    'maximum',
    'anonymise',
    'Retention schedule',
    'local decision',
    '1',
    'Information governance',
    'in force',
    '1',
    '2020-01-01',
    'LIB-A1',
  ])
})

test('markup in a rule is shown and never run', async () => {
  for (const path of [
    '/retention-rules/LIB-20',
    '/retention-rules/LIB-20/edit',
    '/retention-rules?q=<script>x</script>',
  ]) {
    const { text } = await governance.get(path)
    assert.doesNotMatch(text, /<script>x|<b>Act/, path)
    assert.match(text, /&lt;script&gt;x/, path)
  }
})
