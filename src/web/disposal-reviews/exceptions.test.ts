import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { extensionsAsked } from '../test-extension-requests.ts'
import { hidden, reviewSite } from './test-review-site.ts'

let site: Awaited<ReturnType<typeof reviewSite>>
beforeEach(async () => {
  site = await reviewSite()
})
afterEach(() => site.close())

test('a wrong exception shows the same page with what was ticked and typed', async () => {
  const { path, ids } = await site.due('LIB-01', 2)
  const manager = await site.signInAs('manager')
  const wrong = await manager.post(`${path}/exceptions`, {
    record: ids.map(String),
    apply: 'ticked',
    kind: 'wrong date',
    date: '31/02/2020',
    reason: '',
  })
  assert.equal(wrong.status, 422)
  assert.match(wrong.text, /<title>Error: /)
  assert.match(wrong.text, /Enter a date that exists/)
  assert.match(wrong.text, /Enter the reason/)
  assert.match(wrong.text, /value="31\/02\/2020"/)
  assert.equal(wrong.text.match(/name="record" value="\d+" checked/g)?.length, 2)
  const none = await manager.post(`${path}/exceptions`, {
    apply: 'ticked',
    kind: 'wrong date',
    date: '2020-01-01',
    reason: 'x',
  })
  assert.match(none.text, /Tick the records/)
  const nothing = await manager.post(`${path}/exceptions`, {})
  assert.equal(nothing.status, 422)
})

test('an exception for all that match a filter, and its undoing record by record', async () => {
  const { path, ids } = await site.due('LIB-01', 60)
  const manager = await site.signInAs('manager')
  const first = await site.db
    .selectFrom('records')
    .select('reference')
    .where('id', '=', ids[0] ?? 0)
    .executeTakeFirstOrThrow()
  const prefix = first.reference.slice(0, -1)
  const page = await manager.get(`${path}?reference=${prefix}`)
  const matching = hidden(page.text, 'matching')
  assert.ok(Number(matching) > 0 && Number(matching) <= 10)
  const all = {
    apply: 'all',
    reference: prefix,
    kind: 'keep longer',
    because: 'legal claim',
    date: '2027-03-01',
    reason: 'A claim',
  }
  assert.equal((await manager.post(`${path}/exceptions`, { ...all, matching: '59' })).status, 409)
  assert.equal((await manager.post(`${path}/exceptions`, { ...all, matching })).status, 303)
  const batch = `${path}/exceptions/1`
  assert.match((await manager.get(batch)).text, /Kept until 1 March 2027/)
  assert.equal((await manager.post(`${batch}/undoing`, { apply: 'ticked' })).status, 422)
  await manager.post(`${batch}/undoing`, { apply: 'ticked', record: String(ids[0]) })
  assert.match((await manager.get(path)).text, /undone for 1 record/)
  assert.equal((await manager.post(`${batch}/undoing`, { apply: 'all' })).status, 303)
  assert.equal((await manager.post(`${batch}/undoing`, { apply: 'all' })).status, 409)
  const open = await site.db.selectFrom('records').select('id').where('state', '=', 'due').execute()
  assert.equal(open.length, 60)
})

test('a filter that matches nothing leaves nothing to make an exception for', async () => {
  const { path } = await site.due('LIB-01', 2)
  const manager = await site.signInAs('manager')
  const none = await manager.get(`${path}?reference=NONE`)
  assert.match(none.text, /No record of this review matches/)
  assert.doesNotMatch(none.text, /All 0 records|Make an exception/)
  assert.match((await manager.get(`${path}?reference=LMS`)).text, /All 2 records that match the filter/)
  const sent = {
    apply: 'all',
    reference: 'NONE',
    matching: '2',
    kind: 'wrong date',
    date: '2020-01-01',
    reason: 'Typed',
  }
  const late = await manager.post(`${path}/exceptions`, sent)
  assert.equal(late.status, 422)
  assert.match(late.text, /No record matches/)
  assert.match(late.text, /Typed/)
  assert.doesNotMatch(late.text, /All 0 records/)
})

test('records that the inventory has forgotten are named by their numbers wherever their review lists them', async () => {
  const { path, ids } = await site.due('LIB-01', 2)
  const id = Number(path.split('/').at(-1))
  const { libraries } = await extensionsAsked(site, { libraries: id, unassigned: id })
  const manager = await site.signInAs('manager')
  const goneBy = { kind: 'already gone', date: '2026-10-01', reason: 'The branch says so' }
  const gone = { apply: 'all', matching: '2', number: '2', ...goneBy }
  const set = await manager.post(`${path}/exceptions`, gone)
  assert.equal(set.status, 303, set.text)
  await site.forget()
  const batch = /\/disposal-reviews\/\d+\/exceptions\/\d+/.exec((await manager.get(path)).text)?.[0] ?? ''
  for (const page of [batch, `${path}/extension-requests/${libraries}`, path]) {
    const { status, text } = await manager.get(page)
    assert.equal(status, 200)
    assert.doesNotMatch(text, /forgotten:/, page)
    if (page !== path) assert.ok(text.includes(`Reference erased (record ${ids[0]})`), page)
  }
})
