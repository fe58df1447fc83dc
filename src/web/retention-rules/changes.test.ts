import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { idTable } from '../../../db/dialect.ts'
import { ruleByCode } from '../../../db/queries/retention-rules.ts'
import { caseRule, heldRecord, reviewOf } from '../../../db/test-rules.ts'
import { addRule } from '../../actions/retention-rules.ts'
import { acting } from '../../actions/test-acting.ts'
import type { RuleContent } from '../../domain/retention-rule.ts'
import { testSite } from '../test-site.ts'

let handedOver = 0
const site = await testSite({
  recompute: () => {
    handedOver += 1
  },
})
after(site.close)
const { libraries } = site.world.services
const governance = await site.signInAs('governance')
const grace = acting(site.clock)

const typed = {
  recordSeries: 'Case file',
  serviceId: String(libraries),
  scopeNote: '',
  ownerName: 'Information governance',
  triggerKind: 'event',
  triggerEvent: 'Case closed',
  countedFrom: 'trigger',
  years: '6',
  months: '',
  days: '',
  constraint: 'both',
  disposalAction: 'destroy',
  authority: 'Limitation Act 1980',
  authorityKind: 'limitation',
  approvals: '1',
  reviewDays: '30',
  coolingOffDays: '0',
}

let codes = 0
async function newRule(parts: Partial<RuleContent> = {}): Promise<string> {
  codes += 1
  const code = `CASE-${codes}`
  assert.ok((await addRule(site.db, grace, { ...caseRule({ serviceId: libraries, ...parts }), code })).ok)
  return code
}

const held = (rule: string, triggerOn: string | null, reviewId: number | null = null) =>
  heldRecord(site.db, { rule, triggerOn, reviewId, serviceId: libraries, sourceSystemId: site.world.systems.lms })

const current = async (code: string) => (await ruleByCode(site.db, code, null))!

test('a rule is added from the form, in force from today', async () => {
  const answer = await governance.post('/retention-rules', { ...typed, code: 'lib-30', years: '1', months: '6' })
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/retention-rules/LIB-30'])
  const rule = await current('LIB-30')
  assert.deepEqual(
    [rule.period, rule.version, rule.validFrom, rule.standing, rule.createdByName],
    ['P1Y6M', 1, '2026-11-22', 'confirmed', 'Grace Ashby'],
  )
  assert.match(
    (await governance.get('/retention-rules/LIB-30')).text,
    /LIB-30 is in the schedule, in force from today\./,
  )
})

const refusals: [name: string, changed: Record<string, string | string[]>, text: RegExp][] = [
  ['a code that is taken', { code: 'LIB-01' }, /LIB-01 is in the schedule already/],
  ['no code', { code: '' }, /Enter a code, for example LIB-01/],
  ['a code that is no code', { code: '<i>' }, /Enter a code of letters, digits and hyphens/],
  ['destroying without a period', { years: '' }, /nothing may be set to destroy without one/],
  ['no trigger for what is not permanent', { triggerKind: 'none' }, /only what is retained permanently has no trigger/],
  ['a period on what is permanent', { disposalAction: 'retain permanently' }, /Remove the period/],
  ['no authority', { authority: ' ' }, /Enter the authority/],
  ['no owner', { ownerName: '' }, /Enter the owner of the rule/],
  ['a period in words', { years: 'six' }, /Enter the period in whole years, months and days/],
  ['a negative period', { days: '-3' }, /Enter the period in whole years, months and days/],
  ['a service that there is not', { serviceId: '9999' }, /Choose a service from the list/],
  ['an authority of 501 characters', { authority: 'x'.repeat(501) }, /to 500 characters or fewer/],
  ['a field sent twice', { ownerName: ['a', 'b'] }, /Enter the owner of the rule/],
]
for (const [name, changed, text] of refusals)
  test(`${name} is refused, and nothing typed is lost`, async () => {
    const before = await site.db.selectFrom('retentionRules').select('code').execute()
    const answer = await governance.post('/retention-rules', {
      ...typed,
      code: 'LIB-40',
      recordSeries: 'Typed "by" me',
      ...changed,
    })
    assert.equal(answer.status, 422)
    assert.match(answer.text, text)
    assert.match(answer.text, /<title>Error: Add a retention rule/)
    assert.match(answer.text, /value="Typed &#34;by&#34; me"/)
    assert.deepEqual(await site.db.selectFrom('retentionRules').select('code').execute(), before)
  })

test('a change is shown with what it would move, and saved only when it is confirmed', async () => {
  const code = await newRule()
  const review = await reviewOf(site.db, { rule: code, serviceId: libraries, state: 'open' })
  const due = await held(code, '2019-01-01', review)
  await held(code, '2024-01-01')
  await held(code, null)
  const change = { ...typed, version: '1', years: '8' }
  const asked = await governance.post(`/retention-rules/${code}/edit`, change)
  assert.equal(asked.status, 200)
  assert.match(
    asked.text,
    /This would move 2 of 3 records: 2 later, 0 earlier, 0 become due, 1 stop being due, 1 leave reviews\./,
  )
  assert.match(asked.text, /name="years" value="8"/)
  assert.doesNotMatch(asked.text, /Also apply the shorter dates/)
  assert.equal((await current(code)).version, 1)

  const saved = await governance.post(`/retention-rules/${code}/versions`, change)
  assert.equal(saved.headers.get('location'), `/retention-rules/${code}`)
  assert.equal((await current(code)).period, 'P8Y')
  const { text } = await governance.get(`/retention-rules/${code}`)
  assert.match(
    text,
    /Version 2 of CASE-\d+ is in force\. It was applied to 3 records, of which 1 left disposal reviews\./,
  )
  assert.match(text, /Period: 8 years \(was 6 years\)/)
  const left = await site.db
    .selectFrom('records')
    .select(['state', 'dueOn'])
    .where('id', '=', due)
    .executeTakeFirstOrThrow()
  assert.deepEqual(left, { state: 'retained', dueOn: '2027-01-02' })
})

test('shorter dates reach records already held only when the box is ticked', async () => {
  for (const [ticked, dueOn] of [
    [{}, '2030-01-02'],
    [{ shortensExisting: 'yes' }, '2025-01-02'],
  ] as const) {
    const code = await newRule()
    const record = await held(code, '2024-01-01')
    const change = { ...typed, version: '1', years: '1' }
    const asked = await governance.post(`/retention-rules/${code}/edit`, change)
    assert.match(
      asked.text,
      /This would move 1 of 1 record: 0 later, 1 earlier, 1 become due, 0 stop being due, 0 leave reviews\./,
    )
    assert.match(asked.text, /Also apply the shorter dates to records already held/)
    const figures = /name="figures" value="([^"]*)"/.exec(asked.text)?.[1] ?? ''
    await governance.post(`/retention-rules/${code}/versions`, { ...change, ...ticked, figures })
    const now = await site.db.selectFrom('records').select('dueOn').where('id', '=', record).executeTakeFirstOrThrow()
    assert.equal(now.dueOn, dueOn)
  }
})

test('a change that moves nothing says so, and is confirmed the same way', async () => {
  const code = await newRule()
  await held(code, '2024-01-01')
  const asked = await governance.post(`/retention-rules/${code}/edit`, {
    ...typed,
    version: '1',
    ownerName: 'Head of libraries',
  })
  assert.match(asked.text, /This change moves no records: the 1 record under this rule keeps its date\./)
  assert.match(asked.text, /Save version 2/)
})

test('a form without any change is refused', async () => {
  const code = await newRule({ scopeNote: 'Two\nlines' })
  for (const step of ['edit', 'versions']) {
    const same = { ...typed, version: '1', scopeNote: 'Two\r\nlines' }
    const answer = await governance.post(`/retention-rules/${code}/${step}`, same)
    assert.equal(answer.status, 422)
    assert.match(answer.text, /Nothing is changed yet: change a field, or go back to the rule/)
  }
})

test('a form opened before somebody else’s change is refused with what changed, and what was typed is kept', async () => {
  const code = await newRule()
  await governance.post(`/retention-rules/${code}/versions`, { ...typed, version: '1', years: '7' })
  for (const step of ['edit', 'versions']) {
    const answer = await governance.post(`/retention-rules/${code}/${step}`, {
      ...typed,
      version: '1',
      ownerName: 'Typed by me',
    })
    assert.equal(answer.status, 409)
    assert.match(answer.text, /was changed by somebody else since you opened it/)
    assert.match(answer.text, /Period: now 7 years \(was 6 years\)/)
    assert.match(answer.text, /value="Typed by me"/)
    assert.match(answer.text, /name="version" value="2"/)
  }
  assert.equal((await current(code)).version, 2)
})

test('of many people who change one version at once, one wins and the others are told', async () => {
  const code = await newRule()
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      governance.post(`/retention-rules/${code}/versions`, { ...typed, version: '1', years: String(at + 7) }),
    ),
  )
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [303, ...Array(19).fill(409)])
  assert.equal((await current(code)).version, 2)
})

test('the answers can be changed again from the page that asks', async () => {
  const code = await newRule()
  const form = await governance.post(`/retention-rules/${code}/edit`, {
    ...typed,
    version: '1',
    again: 'yes',
    years: '9',
    ownerName: 'Kept',
  })
  assert.equal(form.status, 200)
  assert.match(form.text, /id="period" name="years"[^>]* value="9"/)
  assert.match(form.text, /value="Kept"/)
})

test('a change of many records is handed to a thread of its own, and the page says that it is under way', async () => {
  const code = await newRule()
  await held(code, null)
  await sql`
    insert into records (source_system_id, organisation_id, reference, rule_id, rule_version_id, service_id, state, first_seen_on, last_seen_on)
    select source_system_id, organisation_id, 'MANY-' || n.value, rule_id, rule_version_id, service_id, state, first_seen_on, last_seen_on
    from records, ${idTable(site.db, 'n', [...Array(5000).keys()])}
    where rule_id = ${(await current(code)).ruleId}`.execute(site.db)
  await governance.post(`/retention-rules/${code}/versions`, { ...typed, version: '1', years: '7' })
  assert.equal(handedOver, 1)
  assert.match((await governance.get(`/retention-rules/${code}`)).text, /still being applied to its records/)
})

test('a proposed rule is confirmed once, as a version that says by whom', async () => {
  const code = await newRule()
  await site.db
    .updateTable('retentionRuleVersions')
    .set({ standing: 'proposed' })
    .where('id', '=', (await current(code)).id)
    .execute()
  assert.match((await governance.get(`/retention-rules/${code}`)).text, /Confirm this rule/)
  const confirmed = await governance.post(`/retention-rules/${code}/confirmation`, { version: '1' })
  assert.equal(confirmed.status, 303)
  const { text } = await governance.get(`/retention-rules/${code}`)
  assert.match(text, /CASE-\d+ is confirmed\./)
  assert.match(text, /Standing: confirmed \(was proposed\)/)
  assert.equal((await current(code)).version, 2)
  assert.equal((await governance.post(`/retention-rules/${code}/confirmation`, { version: '1' })).status, 409)
})
