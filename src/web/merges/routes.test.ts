import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { activityContent, confirmed } from '../../../db/test-activity.ts'
import { addRecords } from '../../../db/test-records.ts'
import { acting } from '../../actions/test-acting.ts'
import { addApproved } from '../../actions/test-activities.ts'
import { ActivityDraft } from '../../domain/activity-draft.ts'
import { addDays } from '../../domain/calendar.ts'
import { testSite } from '../test-site.ts'

const site = await testSite()
const governance = await site.signInAs('governance')
const manager = await site.signInAs('manager')
const administrator = await site.signInAs('administrator')
after(site.close)

const draft = (parts: object = {}) => ActivityDraft.parse({ ...activityContent(), ...parts })
await addApproved(site.db, acting(site.clock), 'MUS-A1', draft({ service: 'MUS' }))
await addRecords(site.db, site.world, { rule: 'MUS-02', triggerOn: '2000-02-29' }, 3)

test('a service is merged by the administrator, who confirms it by its code, and its manager reaches all of it', async () => {
  assert.equal((await governance.get('/services/MUS/merge')).status, 403)
  const preview = (await administrator.get('/services/MUS/merge?into=LIB')).text
  for (const words of ['1 activity and 1 retention rule', '3 records and 0 disposal reviews', 'Feeds that name MUS'])
    assert.ok(preview.includes(words), words)
  assert.match((await administrator.post('/services/MUS/merge', { into: 'LIB' })).text, /Enter MUS, the code/)
  const itself = await administrator.post('/services/MUS/merge', { into: 'MUS', confirmation: 'MUS' })
  assert.equal(itself.status, 422)
  assert.match(itself.text, /cannot be merged into itself/)
  assert.equal((await manager.get('/processing-activities/MUS-A1')).status, 404)
  const merged = await administrator.post('/services/MUS/merge', { into: 'LIB', confirmation: 'mus' })
  assert.equal(merged.headers.get('location'), '/services/LIB')
  assert.match((await administrator.get('/services/LIB')).text, /In the place of[\s\S]*Cambridgeshire Music/)
  const gone = await administrator.get('/services/MUS')
  assert.match(gone.text, /Merged into[\s\S]*href="\/services\/LIB"/)
  assert.equal((await administrator.get('/services/MUS/edit')).status, 409)
  assert.equal((await administrator.post('/services/LIB/merge', { into: 'MUS', confirmation: 'LIB' })).status, 422)
  const shown = (await manager.get('/processing-activities/MUS-A1')).text
  assert.match(shown, /href="\/processing-activities\?service=LIB">Libraries/)
  const records: Record<string, string>[] = parse((await manager.get('/records.csv?service=LIB')).text, {
    columns: true,
  })
  assert.deepEqual(new Set(records.map(({ service }) => service)), new Set(['LIB']))
  assert.match((await governance.get('/audit-events')).text, /merged duplicates/i)
})

test('a list that is asked for by a code that was merged away is the list of what stands in its place, but not as at a day before', async () => {
  const asked = await manager.get('/processing-activities?service=MUS&review=')
  assert.deepEqual([asked.status, asked.headers.get('location')], [302, '/processing-activities?service=LIB'])
  const file = await manager.get('/records.csv?service=MUS&sort=reference')
  assert.equal(file.headers.get('location'), '/records.csv?service=LIB&sort=reference')
  const today = site.clock.today()
  const then = await manager.get(`/processing-activities?service=MUS&as-at=${today}`)
  assert.equal(then.headers.get('location'), `/processing-activities?service=LIB&as-at=${today}`)
  assert.equal((await manager.get(`/processing-activities?service=MUS&as-at=${addDays(today, -1)}`)).status, 200)
  assert.equal((await manager.get('/processing-activities?service=LIB')).status, 200)
  assert.equal((await manager.get('/processing-activities?service=MUS&service=LIB')).status, 400)
  assert.equal((await manager.get('/processing-activities?service=NONE')).status, 200)
})

test('an organisation is merged by governance, and what names it says the other', async () => {
  for (const [code, name] of [
    ['CAP', 'Capita'],
    ['CAPI', 'CAPITA'],
  ] as const)
    assert.equal((await governance.post('/organisations/new', { code, name, kind: 'supplier' })).status, 303)
  const recipients = [
    { ...confirmed, organisation: 'CAPI', category: '', role: 'processor', contract: '', contractEndsOn: '' },
  ]
  await addApproved(site.db, acting(site.clock), 'LIB-A2', draft({ recipients }))
  assert.match((await governance.get('/organisations')).text, /Capita \(CAP\) and CAPITA \(CAPI\)/)
  const preview = (await governance.get('/organisations/CAPI/merge?into=CAP')).text
  assert.match(preview, /1 activity that names CAPITA will name it/)
  const done = await governance.post('/organisations/CAPI/merge', { into: 'CAP', confirmation: 'CAPI' })
  assert.equal(done.status, 303)
  assert.match((await governance.get('/recipients')).text, /href="\/organisations\/CAP">Capita/)
  assert.match((await governance.get('/organisations/CAPI')).text, /Merged into/)
  assert.equal((await governance.get('/organisations/CAPI/merge')).status, 409)
  const category = 'Supplier of the library system'
  assert.match((await manager.get(`/recipients?category=${encodeURIComponent(category)}`)).text, /MUS-A1/)
})

test('an organisation that the form of an activity names is added with the same save, once it is ticked', async () => {
  const address = '/processing-activities/LIB-A2/draft/from-and-to'
  const page = (await governance.get(address)).text
  const hidden = Object.fromEntries(
    [...page.matchAll(/type="hidden" name="(?!_csrf)([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
      name,
      value,
    ]),
  )
  const answers = {
    ...hidden,
    'recipients.0.organisation': 'Bibliotheca Ltd',
    'recipients.0.role': 'processor',
    'recipients.0.standing': 'confirmed',
  }
  const refused = await governance.post(address, answers)
  assert.equal(refused.status, 422)
  assert.match(refused.text, /Add “Bibliotheca Ltd” as a new organisation/)
  const added = { 'new.0.name': 'Bibliotheca Ltd', 'new.0.kind': 'supplier', 'new.0.add': 'yes' }
  assert.equal((await governance.post(address, { ...answers, ...added })).status, 303)
  assert.match((await governance.get('/organisations/BIBLIOTHECA-LTD')).text, /Bibliotheca Ltd/)
})
