import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { addRecord } from '../../../db/test-records.ts'
import { held, lifted } from '../../actions/test-holds.ts'
import { reviewSite } from '../disposal-reviews/test-review-site.ts'

let site: Awaited<ReturnType<typeof reviewSite>>
beforeEach(async () => {
  site = await reviewSite()
})
afterEach(() => site.close())

const entered = {
  ...{ title: 'Claim <117>', kind: 'litigation', mandate: 'Legal services', reason: 'A claim was announced' },
  ...{ reviewOn: '31/03/2027', catches: 'criteria' },
}
const governance = () => ({ who: site.world.users.governance, clock: site.clock })
const csv = (text: string) => parse(text, { columns: true }) as Record<string, string>[]

describe('placing a hold', () => {
  test('goes from a form over a look at what it would do to a hold in force', async () => {
    const { ids, path } = await site.due('LIB-01', 3)
    const visitor = await site.signInAs('governance')
    assert.match((await visitor.get('/disposal-holds')).text, /href="\/disposal-holds\/new"[^>]*>Place a hold/)
    const drafted = await visitor.post('/disposal-holds/drafts', {
      ...entered,
      services: ['LIB'],
      rules: ['LIB-01', 'LIB-03'],
    })
    assert.equal(drafted.status, 303, drafted.text)
    const preview = (await visitor.get(drafted.headers.get('location') ?? '')).text
    assert.match(preview, /Claim &lt;117&gt;/)
    assert.match(preview, /Records of Libraries under LIB-01 and LIB-03/)
    assert.match(preview, /3 records would leave 1 review, approved or not/)
    assert.match(preview, new RegExp(`href="${path}"`))
    const draft = /name="draft" value="(\d+)"/.exec(preview)?.[1] ?? ''
    assert.match((await visitor.get(`/disposal-holds/new?draft=${draft}`)).text, /value="LIB-03" checked/)
    const placed = await visitor.post('/disposal-holds', { draft })
    assert.equal(placed.status, 303, placed.text)
    const page = (await visitor.get(placed.headers.get('location') ?? '')).text
    assert.match(page, /The hold has been placed, and counts from now on\./)
    assert.match(page, /3 records left reviews and approvals/)
    assert.match(page, /Catches 3 records/)
    assert.equal((await visitor.post('/disposal-holds', { draft })).status, 409)
    const record = (await visitor.get(`/records/${ids[0]}`)).text
    assert.match(record, /; not in a review; held by Hold 1 \(litigation\)\./)
    assert.match(record, /Held by[\s\S]*href="\/disposal-holds\/1"/)
    assert.match((await visitor.get(path)).text, /Hold 1 took 3 records out of the review/)
  })

  test('says what is wrong with the form, and keeps what was entered', async () => {
    const visitor = await site.signInAs('governance')
    const { kind: _, ...without } = entered
    const answer = await visitor.post('/disposal-holds/drafts', { ...without, services: ['LIB'] })
    assert.equal(answer.status, 422)
    assert.match(answer.text, /Choose what kind of hold it is/)
    assert.match(answer.text, /value="Claim &lt;117&gt;"/)
    assert.match(answer.text, /value="LIB" checked/)
    const unknown = await visitor.post('/disposal-holds/drafts', { ...entered, services: ['NONE'] })
    assert.match(unknown.text, /Choose a service from the list/)
  })

  test('on a list says line by line what is wrong in it, and which references no record has', async () => {
    await addRecord(site.db, site.world, { reference: 'K-1', triggerOn: '2000-01-01' })
    const visitor = await site.signInAs('governance')
    const list = { ...entered, catches: 'list', source: 'LMS' }
    const send = (content: string, fields: Record<string, string> = {}) =>
      visitor.upload('/disposal-holds/drafts', { ...list, ...fields }, 'list.csv', content)
    assert.match((await send('A-1\tsomebody\nA-2')).text, /Line 1: it holds characters that a reference cannot have/)
    assert.match((await send('PK\x03\x04')).text, /not CSV/)
    assert.match((await send('A-1', { references: 'A-2' })).text, /both were sent/)
    assert.match((await visitor.post('/disposal-holds/drafts', list)).text, /Enter the references, one on each line/)
    assert.match((await send('A-1', { title: '' })).text, /Choose the file again/)
    const drafted = await send('reference\nK-1\nK-2\nK-1\n')
    assert.equal(drafted.status, 303, drafted.text)
    assert.deepEqual(readdirSync(join(site.folder, 'uploads')), [])
    const preview = (await visitor.get(drafted.headers.get('location') ?? '')).text
    assert.match(preview, /A list of 2 references of Library management system/)
    assert.match(preview, /1 reference is of no record here yet: K-2/)
    assert.match(preview, /1 line stood there more than once/)
    const draft = /name="draft" value="(\d+)"/.exec(preview)?.[1] ?? ''
    assert.match((await visitor.get(`/disposal-holds/new?draft=${draft}`)).text, /K-1\nK-2<\/textarea>/)
    const placed = await visitor.post('/disposal-holds', { draft })
    assert.equal(placed.status, 303)
    const trail = await site.db.selectFrom('auditEvents').select('details').execute()
    assert.ok(trail.every(({ details }) => !details.includes('K-1')))
  })

  test('is looked at and placed by who entered it alone', async () => {
    const visitor = await site.signInAs('governance')
    const drafted = await visitor.post('/disposal-holds/drafts', { ...entered, services: ['LIB'] })
    const at = drafted.headers.get('location') ?? ''
    await site.db.updateTable('holdDrafts').set({ draftedById: site.world.users.auditor.id }).execute()
    assert.equal((await visitor.get(at)).status, 404)
    assert.equal((await visitor.post('/disposal-holds', { draft: at.split('/').at(-1) ?? '' })).status, 409)
    for (const role of ['manager', 'auditor', 'administrator'] as const)
      assert.equal((await (await site.signInAs(role)).post('/disposal-holds', { draft: '1' })).status, 403, role)
  })
})

describe('the list of holds', () => {
  test('has its filters, and is shown as at a day', async () => {
    const first = await held(site.db, governance(), { services: ['LIB'] })
    site.clock.moveTo('2026-11-24')
    await held(site.db, governance(), { services: ['MUS'] })
    await lifted(site.db, governance(), first)
    const visitor = await site.signInAs('auditor')
    const holdsOf = async (query: string) =>
      csv((await visitor.get(`/disposal-holds.csv${query}`)).text).map(({ hold }) => hold)
    assert.deepEqual(await holdsOf(''), ['2', '1'])
    assert.deepEqual(await holdsOf('?state=lifted'), ['1'])
    assert.deepEqual(await holdsOf('?state=in+force'), ['2'])
    assert.deepEqual(await holdsOf('?service=MUS'), ['2'])
    assert.deepEqual(await holdsOf('?kind=audit'), [])
    assert.deepEqual(await holdsOf('?as-at=2026-11-23'), ['1'])
    assert.deepEqual(await holdsOf('?as-at=2026-11-23&state=in+force'), ['1'])
    assert.deepEqual(await holdsOf('?as-at=2026-11-21'), [])
    assert.match(
      (await visitor.get('/disposal-holds?as-at=2026-11-23')).text,
      /As it stood at the end of 23 November 2026/,
    )
    site.clock.moveTo('2027-06-01')
    const later = await site.signInAs('governance')
    assert.equal(csv((await later.get('/disposal-holds.csv?state=past+its+review')).text)[0]?.hold, '2')
    assert.match((await later.get('/')).text, /1<\/span>\s*<span class="app-stat__label">hold past its review/)
  })

  test('shows a manager what is on their services, and nothing of another’s', async () => {
    const own = await held(site.db, governance(), { services: ['LIB'] })
    const other = await held(site.db, governance(), { services: ['MUS'] })
    const all = await held(site.db, governance(), { rules: ['FIN-01'] })
    await addRecord(site.db, site.world, { reference: 'MINE', triggerOn: '2000-01-01' })
    const listed = await held(site.db, governance(), { source: 'LMS', references: ['MINE'] })
    const visitor = await site.signInAs('manager')
    for (const id of [own, all, listed])
      assert.equal((await visitor.get(`/disposal-holds/${id}`)).status, 200, String(id))
    assert.equal((await visitor.get(`/disposal-holds/${other}`)).status, 404)
    assert.doesNotMatch((await visitor.get(`/disposal-holds/${own}`)).text, />Lift the hold</)
    assert.equal((await visitor.get(`/disposal-holds/${own}/lifting`)).status, 403)
    assert.equal((await (await site.signInAs('administrator')).get('/disposal-holds')).status, 403)
  })
})

describe('a hold in force', () => {
  test('is shown by the list of records, which narrows by it, and by their CSV', async () => {
    await addRecord(site.db, site.world, { reference: 'HELD', triggerOn: '2000-01-01' })
    await addRecord(site.db, site.world, { reference: 'FREE', triggerOn: '2025-01-01' })
    const id = await held(site.db, governance(), { services: ['LIB'], triggerTo: '2010-01-01' })
    const visitor = await site.signInAs('auditor')
    const rows = csv((await visitor.get('/records.csv')).text)
    assert.deepEqual(
      rows.map(({ reference, held: isHeld }) => [reference, isHeld]),
      [
        ['HELD', 'yes'],
        ['FREE', 'no'],
      ],
    )
    for (const query of ['?held=yes', `?hold=${id}`, '?held=yes&order=due', '?held=yes&state=retained']) {
      assert.deepEqual(
        csv((await visitor.get(`/records.csv${query}`)).text).map(({ reference }) => reference),
        ['HELD'],
      )
      const { text } = await visitor.get(`/records${query}`)
      assert.match(text, /1 record<[\s\S]*HELD[\s\S]*Hold 1 \(litigation\)/, query)
      assert.doesNotMatch(text, />FREE</)
    }
    assert.match((await visitor.get('/records?held=yes&state=open')).text, /No record matches/)
  })

  test('is reviewed and kept, and lifted, once each, with what was typed kept when another was first', async () => {
    const id = await held(site.db, governance(), { services: ['LIB'] })
    const visitor = await site.signInAs('governance')
    const at = `/disposal-holds/${id}`
    const form = (await visitor.get(`${at}/extension`)).text
    const seen = /name="seen" value="(\d+)"/.exec(form)?.[1] ?? ''
    const early = await visitor.post(`${at}/extension`, { seen, reviewOn: '01/01/2020', reason: 'Disclosure' })
    assert.equal(early.status, 422)
    assert.match(early.text, /still to come[\s\S]*Disclosure<\/textarea>/)
    assert.equal(
      (await visitor.post(`${at}/extension`, { seen, reviewOn: '01/06/2027', reason: 'Disclosure' })).status,
      303,
    )
    const stale = await visitor.post(`${at}/lifting`, { seen, reason: 'Settled' })
    assert.equal(stale.status, 409)
    assert.match(stale.text, /somebody else has reviewed it[\s\S]*Settled<\/textarea>/)
    const again = /name="seen" value="(\d+)"/.exec((await visitor.get(`${at}/lifting`)).text)?.[1] ?? ''
    assert.equal((await visitor.post(`${at}/lifting`, { seen: again, reason: '' })).status, 422)
    assert.equal((await visitor.post(`${at}/lifting`, { seen: again, reason: 'Settled' })).status, 303)
    assert.equal((await visitor.get(`${at}/lifting`)).status, 409)
    const page = (await visitor.get(at)).text
    assert.match(page, /may be flagged again from 22 December 2026 on/)
    assert.match(page, /Reviewed and kept in force, to be reviewed on 1 June 2027/)
    assert.doesNotMatch(page, />Lift the hold</)
  })
})
