import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { ruleByCode } from '../../../db/queries/retention-rules.ts'
import { pendingRuleDraft } from '../../../db/queries/rule-drafts.ts'
import { caseRule, heldRecord } from '../../../db/test-rules.ts'
import { addRule, changeRule } from '../../actions/retention-rules.ts'
import { acting } from '../../actions/test-acting.ts'
import type { RuleContent } from '../../domain/retention-rule.ts'
import { testSite } from '../test-site.ts'

const site = await testSite()
after(site.close)
const { libraries } = site.world.services
const governance = await site.signInAs('governance')
const manager = await site.signInAs('manager')
const grace = acting(site.clock)

const typed = {
  recordSeries: 'Case file',
  serviceId: String(libraries),
  ownerName: 'Information governance',
  triggerKind: 'event',
  triggerEvent: 'Case closed',
  countedFrom: 'trigger',
  years: '6',
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

async function drafted(code: string, changed: Record<string, string>): Promise<string> {
  const answer = await governance.post(`/retention-rules/${code}/drafts`, { ...typed, version: '1', ...changed })
  const to = answer.headers.get('location') ?? ''
  assert.match(to, /^\/rule-drafts\/\d+$/, answer.text)
  return to
}

async function asTwo(work: () => Promise<void>): Promise<void> {
  await site.db.updateTable('organisations').set({ approvals: 2 }).execute()
  try {
    await work()
  } finally {
    await site.db.updateTable('organisations').set({ approvals: 1 }).execute()
  }
}

const current = async (code: string) => (await ruleByCode(site.db, code, null))!

test('a change is saved as a draft beside the version in force, read by managers, and approved', async () => {
  const code = await newRule()
  await heldRecord(site.db, {
    ...{ rule: code, triggerOn: '2024-01-01' },
    ...{ serviceId: libraries, sourceSystemId: site.world.systems.lms },
  })
  const asked = await governance.post(`/retention-rules/${code}/edit`, { ...typed, version: '1', years: '4' })
  assert.match(asked.text, /formaction="\/retention-rules\/CASE-1\/versions"/)
  assert.match(asked.text, /formaction="\/retention-rules\/CASE-1\/drafts"/)
  const draft = await drafted(code, { years: '4' })
  const { text } = await governance.get(draft)
  assert.match(text, /Nothing of it is in force/)
  assert.match(text, /<td[^>]*>\s*6 years\s*<\/td>\s*<td[^>]*>\s*4 years/)
  assert.match(text, /This would move 1 of 1 record: 0 later, 1 earlier/)
  const read = await manager.get(draft)
  assert.match(read.text, /This would move 1 of 1 record/)
  assert.match(read.text, /Counted among the records of your services, and no others/)
  assert.equal((await manager.post(`${draft}/comments`, { text: 'Four is enough' })).status, 303)
  assert.equal((await manager.get(`${draft}/submission`)).status, 403)
  assert.equal((await governance.post(`${draft}/submission`, { revision: '1' })).status, 303)
  const list = await manager.get('/rule-drafts?state=submitted')
  assert.match(list.text, /Change of version 1/)
  const approval = await governance.get(`${draft}/approval`)
  assert.match(approval.text, /Also apply the shorter dates to records already held/)
  const shown = /name="figures" value="([^"]+)"/.exec(approval.text)?.[1] ?? ''
  const blind = await governance.post(`${draft}/approval`, { revision: '1', shortensExisting: 'yes', text: 'As typed' })
  assert.deepEqual([blind.status, /other numbers of records/.test(blind.text)], [409, true])
  assert.match(blind.text, /As typed<\/textarea>/)
  const answer = { revision: '1', shortensExisting: 'yes', figures: shown }
  const approved = await governance.post(`${draft}/approval`, answer)
  assert.equal(approved.headers.get('location'), `/retention-rules/${code}`)
  assert.match(
    (await governance.get(`/retention-rules/${code}`)).text,
    /Version 2 of CASE-1 is in force\. It was applied/,
  )
  assert.match((await governance.get(draft)).text, /Approved as version 2 on 22 November 2026 by Grace Ashby/)
  assert.equal((await governance.get(`${draft}/edit`)).status, 409)
  assert.match(
    (await governance.get('/rule-drafts.csv')).text,
    /CASE-1,Case file,LIB,1,no,approved,2026-11-22,Grace Ashby/,
  )
})

test('where two people are asked for, only a draft is offered, and its confirmation is a draft too', () =>
  asTwo(async () => {
    const change = { ...typed, recordSeries: 'Library membership account', version: '1', years: '4' }
    const asked = await governance.post('/retention-rules/LIB-01/edit', change)
    assert.doesNotMatch(asked.text, /Save version/)
    assert.match(asked.text, /Two people are asked for here/)
    const saved = await governance.post('/retention-rules/LIB-01/versions', change)
    assert.equal(saved.status, 422)
    assert.equal((await current('LIB-01')).version, 1)
    const draft = await drafted('LIB-01', change)
    await governance.post(`${draft}/submission`, { revision: '1' })
    assert.match((await governance.get(draft)).text, /somebody else has to approve it/)
    const alone = await governance.post(`${draft}/approval`, { revision: '1' })
    assert.equal(alone.status, 409)
    assert.match(alone.text, /You submitted this draft: somebody else has to approve it/)
    const proposed = await current('LIB-03')
    const set = site.db.updateTable('retentionRuleVersions').set({ standing: 'proposed' })
    await set.where('id', '=', proposed.id).execute()
    assert.match((await governance.get('/retention-rules/LIB-03')).text, /Submit its confirmation/)
    const confirmed = await governance.post('/retention-rules/LIB-03/confirmation', { version: '1' })
    const waits = await governance.get(confirmed.headers.get('location') ?? '')
    assert.match(waits.text, /Confirmation of version 1/)
    assert.match(waits.text, /<td[^>]*>\s*proposed\s*<\/td>\s*<td[^>]*>\s*confirmed/)
    assert.doesNotMatch((await governance.get('/retention-rules/LIB-03')).text, /Submit its confirmation/)
    assert.match((await governance.get('/retention-rules/new')).text, /Save as a draft/)
    assert.doesNotMatch((await governance.get('/retention-rules/new')).text, /Add rule/)
  }))

test('a second draft of one rule is refused, and the first is where it is looked for', async () => {
  const code = await newRule()
  const draft = await drafted(code, { years: '8' })
  const again = await governance.post(`/retention-rules/${code}/drafts`, { ...typed, version: '1', years: '9' })
  assert.equal(again.status, 422)
  assert.match(again.text, /has a draft already: change that one, or withdraw it first/)
  assert.match(again.text, /name="years" type="text" inputmode="numeric" value="9"/)
  const asked = await governance.post(`/retention-rules/${code}/edit`, { ...typed, version: '1', years: '9' })
  assert.match(asked.text, new RegExp(`href="${draft}">Go to the draft`))
  assert.doesNotMatch(asked.text, /Save as a draft/)
})

test('a new rule is drafted under its code, which leads to the draft until it is in the schedule', async () => {
  const refused = await governance.post('/rule-drafts', { ...typed, code: 'LIB-01' })
  assert.deepEqual([refused.status, /LIB-01 is in the schedule already/.test(refused.text)], [422, true])
  const begun = await governance.post('/rule-drafts', { ...typed, code: 'new-7' })
  const draft = begun.headers.get('location') ?? ''
  assert.equal((await governance.get('/retention-rules/NEW-7')).headers.get('location'), draft)
  const renamed = { ...typed, code: 'NEW-8', version: '0', revision: '1' }
  assert.equal((await governance.post(`${draft}/edit`, renamed)).status, 303)
  await governance.post(`${draft}/submission`, { revision: '2' })
  const approved = await governance.post(`${draft}/approval`, { revision: '2' })
  assert.equal(approved.headers.get('location'), '/retention-rules/NEW-8')
  assert.equal((await governance.get('/retention-rules/NEW-8')).status, 200)
  assert.match((await governance.get(draft)).text, /New rule\. Approved as version 1/)
})

test('a draft over an older version is opened again over the new one, with what that changed in the form', async () => {
  const code = await newRule()
  const draft = await drafted(code, { years: '8', ownerName: 'Registrar' })
  const content = caseRule({ serviceId: libraries, ownerName: 'Archivist', reviewDays: 60 })
  assert.ok((await changeRule(site.db, grace, { code, seen: 1, content, shortensExisting: false })).ok)
  const { text } = await governance.get(draft)
  assert.match(text, /Version 2 came into force since this was drafted over version 1\./)
  assert.match(text, /Open it again over version 2/)
  assert.doesNotMatch(text, /Submit for approval/)
  const form = (await governance.get(`${draft}/edit`)).text
  assert.match(form, /name="reviewDays"[^>]*value="60"/)
  assert.match(form, /name="ownerName"[^>]*value="Registrar"/)
  assert.match(form, /Owner: now Archivist \(was Information governance\); the draft says Registrar/)
  const saved = { ...typed, years: '8', reviewDays: '60', ownerName: 'Registrar', version: '2', revision: '1' }
  assert.equal((await governance.post(`${draft}/edit`, saved)).status, 303)
  assert.match((await governance.get(draft)).text, /Submit for approval/)
  const stale = await governance.post(`${draft}/edit`, { ...saved, years: '7' })
  assert.equal(stale.status, 409)
  assert.match(stale.text, /Period: 8 years in the draft, 7 years below/)
  assert.match(stale.text, /name="revision" value="2"/)
})

test('a draft whose content is of an older shape is shown with what is wrong, and can be put right', async () => {
  const code = await newRule()
  const draft = await drafted(code, { years: '8' })
  const content = JSON.stringify({ recordSeries: 'Case file', triggerKind: 'gone', ownerName: 7 })
  await site.db.updateTable('ruleDrafts').set({ content }).where('code', '=', code).execute()
  const { text } = await governance.get(draft)
  assert.match(text, /written when rules could say other things, and has to be changed first/)
  assert.doesNotMatch(text, /Submit for approval/)
  const form = await governance.get(`${draft}/edit`)
  assert.equal(form.status, 200)
  assert.match(form.text, /Choose what starts the period/)
  assert.match(form.text, /name="ownerName"[^>]*value="7"/)
  assert.equal((await governance.get('/rule-drafts')).status, 200)
  await site.db.updateTable('ruleDrafts').set({ content: 'no JSON' }).where('code', '=', code).execute()
  for (const path of [draft, `${draft}/edit`, '/rule-drafts', '/rule-drafts.csv'])
    assert.equal((await governance.get(path)).status, 200, path)
  const put = { ...typed, years: '8', version: '1', revision: '1' }
  assert.equal((await governance.post(`${draft}/edit`, put)).status, 303)
  assert.equal((await pendingRuleDraft(site.db, code, null))?.revision, 2)
})

test('a return and a withdrawal need a reason, and nothing is decided twice', async () => {
  const code = await newRule()
  const draft = await drafted(code, { years: '8' })
  assert.equal((await governance.get(`${draft}/return`)).status, 409)
  await governance.post(`${draft}/submission`, { revision: '1' })
  const silent = await governance.post(`${draft}/return`, { revision: '1', text: ' ' })
  assert.deepEqual([silent.status, /Enter the reason/.test(silent.text)], [422, true])
  assert.equal((await governance.post(`${draft}/return`, { revision: '1', text: 'Name the law' })).status, 303)
  assert.match((await governance.get(draft)).text, /Name the law/)
  assert.equal((await governance.post(`${draft}/withdrawal`, { revision: '1', text: 'Not needed' })).status, 303)
  assert.equal((await governance.post(`${draft}/withdrawal`, { revision: '1', text: 'Not needed' })).status, 409)
  assert.equal((await governance.get('/rule-drafts/1x')).status, 404)
  assert.equal((await governance.get('/rule-drafts?state=lost')).status, 400)
})
