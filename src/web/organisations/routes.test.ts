import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { activityContent } from '../../../db/test-activity.ts'
import { addRecord } from '../../../db/test-records.ts'
import { acting } from '../../actions/test-acting.ts'
import { addApproved } from '../../actions/test-activities.ts'
import { ActivityDraft } from '../../domain/activity-draft.ts'
import { testSite } from '../test-site.ts'

const site = await testSite()
const governance = await site.signInAs('governance')
const manager = await site.signInAs('manager')
const auditor = await site.signInAs('auditor')
const administrator = await site.signInAs('administrator')
after(site.close)

const seenIn = (page: string): string => /name="seen" value="([^"]+)"/.exec(page)?.[1] ?? ''
const add = (reference: string, service: string) =>
  addApproved(site.db, acting(site.clock), reference, ActivityDraft.parse(activityContent({ service })))
await add('LIB-A1', 'LIB')
await add('MUS-A1', 'MUS')

const council = { name: 'Milton Keynes Council', kind: 'council', email: 'dpo@mkc.example' }

test('an organisation shows its services and where it is named, within the reader’s reach', async () => {
  const all = (await governance.get('/organisations/CCC')).text
  for (const text of ['Libraries', 'Cambridgeshire Music', 'LIB-A1', 'MUS-A1', 'Data protection officer'])
    assert.ok(all.includes(text), text)
  const own = (await manager.get('/organisations/CCC')).text
  assert.ok(own.includes('LIB-A1') && !own.includes('MUS-A1') && !own.includes('Cambridgeshire Music'))
})

test('information governance adds and changes organisations; the others only read them', async () => {
  for (const person of [manager, auditor, administrator]) {
    assert.equal((await person.get('/organisations')).status, 200)
    assert.equal((await person.get('/organisations/new')).status, 403)
    assert.equal((await person.post('/organisations/new', { code: 'MKC', ...council })).status, 403)
    assert.equal((await person.post('/organisations/CCC/edit', council)).status, 403)
  }
  const added = await governance.post('/organisations/new', { code: 'mkc', ...council })
  assert.equal(added.headers.get('location'), '/organisations/MKC')
  assert.match((await governance.get('/organisations/MKC')).text, /Milton Keynes Council has been added/)
  const rows: Record<string, string>[] = parse((await auditor.get('/organisations.csv')).text, { columns: true })
  assert.deepEqual(
    rows.map(({ code, email }) => [code, email]),
    [
      ['CCC', ''],
      ['MKC', 'dpo@mkc.example'],
    ],
  )
})

test('a code or name that is taken, and each wrong field, is refused with what was typed kept', async () => {
  const taken = await governance.post('/organisations/new', { ...council, code: 'CCC' })
  assert.equal(taken.status, 422)
  assert.match(taken.text, /with this code or name already/)
  const wrong = await governance.post('/organisations/new', {
    code: 'new',
    name: '',
    kind: 'club',
    email: 'nobody',
    address: '<b>Hall',
  })
  assert.equal(wrong.status, 422)
  for (const field of ['code', 'name', 'kind', 'email']) assert.ok(wrong.text.includes(`href="#${field}"`), field)
  assert.match(wrong.text, /&lt;b&gt;Hall/)
  assert.equal((await governance.get('/organisations/XYZ')).status, 404)
})

test('of two people who change one organisation the first wins, and the second keeps what they typed', async () => {
  const seen = seenIn((await governance.get('/organisations/CCC/edit')).text)
  const facts = { name: 'Cambridgeshire County Council', kind: 'council' }
  assert.equal((await governance.post('/organisations/CCC/edit', { ...facts, seen, telephone: '1' })).status, 303)
  const second = await governance.post('/organisations/CCC/edit', { ...facts, seen, telephone: '2' })
  assert.equal(second.status, 409)
  assert.match(second.text, /changed by somebody else/)
  assert.match(second.text, /value="2"/)
  const again = await governance.post('/organisations/CCC/edit', {
    ...facts,
    seen: seenIn(second.text),
    telephone: '2',
  })
  assert.equal(again.status, 303)
  const taken = {
    ...facts,
    name: 'Milton Keynes Council',
    seen: seenIn((await governance.get('/organisations/CCC/edit')).text),
  }
  assert.equal((await governance.post('/organisations/CCC/edit', taken)).status, 422)
})

test('the administrator adds and changes services, which name their managers and what is theirs', async () => {
  assert.equal((await governance.post('/services/new', {})).status, 403)
  const wrong = await administrator.post('/services/new', { code: 'LIB', name: 'Reading', organisation: 'CCC' })
  assert.equal(wrong.status, 422)
  assert.equal(
    (await administrator.post('/services/new', { code: 'ARC', name: 'Archives', organisation: 'XX' })).status,
    422,
  )
  assert.equal(
    (await administrator.post('/services/new', { code: 'ARC', name: 'Archives', organisation: 'CCC' })).status,
    303,
  )
  const seen = seenIn((await administrator.get('/services/ARC/edit')).text)
  const renamed = { name: 'County archives', organisation: 'CCC', seen }
  assert.equal((await administrator.post('/services/ARC/edit', renamed)).status, 303)
  assert.equal((await administrator.post('/services/ARC/edit', renamed)).status, 409)
  const rows: Record<string, string>[] = parse((await auditor.get('/services.csv')).text, { columns: true })
  assert.deepEqual(
    rows.map(({ code, managers, activities }) => [code, managers, activities]),
    [
      ['MUS', '', '1'],
      ['ARC', '', '0'],
      ['LIB', 'Mark Lowe', '1'],
    ],
  )
  const own: Record<string, string>[] = parse((await manager.get('/services.csv')).text, { columns: true })
  assert.deepEqual(
    own.map(({ code }) => code),
    ['LIB'],
  )
})

test('the administrator adds and changes source systems, and limits them to services', async () => {
  assert.equal((await governance.get('/source-systems/new')).status, 403)
  const system = { code: 'ARCH', name: 'Archive catalogue', defaultService: 'MUS', limitedTo: ['LIB'] }
  const wrong = await administrator.post('/source-systems/new', system)
  assert.equal(wrong.status, 422)
  assert.match(wrong.text, /that the system is limited to/)
  assert.equal((await administrator.post('/source-systems/new', { ...system, defaultService: 'LIB' })).status, 303)
  const seen = seenIn((await administrator.get('/source-systems/ARCH/edit')).text)
  const changed = { name: 'Archive', seen, limitedTo: ['LIB', 'MUS'] }
  assert.equal((await administrator.post('/source-systems/ARCH/edit', changed)).status, 303)
  const rows: Record<string, string>[] = parse((await auditor.get('/source-systems.csv')).text, { columns: true })
  const archive = rows.find(({ code }) => code === 'ARCH')
  assert.deepEqual([archive?.name, archive?.default_service, archive?.limited_to], ['Archive', '', 'MUS; LIB'])
  assert.deepEqual([Object.keys(archive ?? {}).at(-1), archive?.organisation], ['organisation', 'CCC'])
  assert.match((await manager.get('/source-systems')).text, /Any service/)
})

test('whose records a source system holds is asked where it may be one or another, and stays once it holds some', async () => {
  const other = { name: 'Peterborough City Council', kind: 'council', code: 'PCC', email: 'dpo@pcc.example' }
  assert.equal((await governance.post('/organisations/new', other)).status, 303)
  const form = await administrator.get('/source-systems/new')
  assert.match(form.text, /That of its default service/)
  const system = { code: 'PLIB', name: 'Peterborough libraries', organisation: 'PCC' }
  assert.equal((await administrator.post('/source-systems/new', { ...system, organisation: 'XX' })).status, 422)
  assert.equal((await administrator.post('/source-systems/new', system)).status, 303)
  assert.match(
    (await auditor.get('/source-systems/PLIB')).text,
    /href="\/organisations\/PCC">Peterborough City Council/,
  )
  await addRecord(site.db, site.world, {})
  const edit = await administrator.get('/source-systems/LMS/edit')
  assert.match(edit.text, /<option value="CCC" selected>/)
  const moved = { name: 'Library management system', organisation: 'PCC', seen: seenIn(edit.text) }
  const refused = await administrator.post('/source-systems/LMS/edit', moved)
  assert.equal(refused.status, 422)
  assert.match(refused.text, /It holds records of Cambridgeshire County Council/)
})
