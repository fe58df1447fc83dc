import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { activityContent, confirmed } from '../../../db/test-activity.ts'
import { acting } from '../../actions/test-acting.ts'
import { addApproved } from '../../actions/test-activities.ts'
import { ActivityDraft } from '../../domain/activity-draft.ts'
import { testSite } from '../test-site.ts'

const site = await testSite()
const governance = await site.signInAs('governance')
const manager = await site.signInAs('manager')
const administrator = await site.signInAs('administrator')
after(site.close)

const terms = [
  { ...confirmed, kind: 'data subject category', name: 'Members', mark: null },
  { ...confirmed, kind: 'data subject category', name: 'Mem bers', mark: null },
]
for (const [reference, service] of [
  ['LIB-A1', 'LIB'],
  ['MUS-A1', 'MUS'],
] as const)
  await addApproved(
    site.db,
    acting(site.clock),
    reference,
    ActivityDraft.parse({ ...activityContent({ service }), terms }),
  )
const idOf = async (name: string) =>
  (await site.db.selectFrom('terms').select('id').where('name', '=', name).executeTakeFirstOrThrow()).id
const members = await idOf('Members')
const other = await idOf('Mem bers')
const seenIn = (page: string): string => /name="seen" value="([^"]+)"/.exec(page)?.[1] ?? ''

test('the list is narrowed by kind, mark, words and whether anything names a term, and its file is too', async () => {
  assert.equal((await governance.post('/terms/new', { kind: 'source', name: 'Nobody', mark: 'none' })).status, 303)
  const all = (await governance.get('/terms')).text
  assert.match(all, /“Mem bers” and “Members” \(Categories of people\)/)
  const unused: Record<string, string>[] = parse((await manager.get('/terms.csv?used=none')).text, { columns: true })
  assert.deepEqual(unused, [{ kind: 'source', name: 'Nobody', mark: 'none', activities: '0' }])
  assert.doesNotMatch((await governance.get('/terms?kind=source')).text, /Members/)
  assert.match((await governance.get('/terms?q=nOBO&kind=source')).text, /Nobody/)
  assert.equal((await governance.get('/terms?kind=club')).status, 400)
  const own: Record<string, string>[] = parse((await manager.get('/terms.csv?q=members')).text, { columns: true })
  assert.deepEqual(
    own.map(({ activities }) => activities),
    ['1'],
  )
})

test('a term says where it is used within the reader’s reach, and is changed from what was seen', async () => {
  const all = (await governance.get(`/terms/${members}`)).text
  assert.ok(all.includes('LIB-A1') && all.includes('MUS-A1'))
  const own = (await manager.get(`/terms/${members}`)).text
  assert.ok(own.includes('LIB-A1') && !own.includes('MUS-A1') && !own.includes('Merge into another'))
  for (const person of [manager, administrator]) {
    assert.equal((await person.get(`/terms/${members}/edit`)).status, 403)
    assert.equal((await person.post(`/terms/${members}/merge`, {})).status, 403)
  }
  const form = (await governance.get(`/terms/${members}/edit`)).text
  assert.match(form, /The mark holds for 2 activities that name this term[^<]*CHD-01/)
  const seen = seenIn(form)
  const change = { name: 'Library members', mark: 'children', seen }
  assert.equal((await governance.post(`/terms/${members}/edit`, { ...change, mark: 'blue' })).status, 422)
  assert.equal((await governance.post(`/terms/${members}/edit`, change)).status, 303)
  assert.equal((await governance.post(`/terms/${members}/edit`, change)).status, 409)
  assert.match((await governance.get(`/terms/${members}`)).text, /Members, until 22 November 2026/)
  assert.equal((await governance.get('/terms/987654')).status, 404)
})

test('a merge says what goes over, is confirmed, and leaves a page that leads on', async () => {
  const chosen = (await governance.get(`/terms/${other}/merge?into=${members}`)).text
  assert.match(chosen, /2 activities that name “Mem bers” will say “Library members”/)
  assert.match(chosen, /is marked “None” and “Library members” is marked “Children”/)
  const address = `/terms/${other}/merge`
  const into = String(members)
  const unconfirmed = await governance.post(address, { into })
  assert.equal(unconfirmed.status, 422)
  assert.match(unconfirmed.text, /Confirm that “Mem bers” is the duplicate/)
  const unmarked = await governance.post(address, { into, confirmation: 'yes' })
  assert.equal(unmarked.status, 422)
  assert.match(unmarked.text, /confirm that activities which name the first are to be held to the second/)
  assert.equal((await governance.post(address, { into: String(other), confirmation: 'yes' })).status, 422)
  const merged = await governance.post(address, { into, confirmation: 'yes', marks: 'yes' })
  assert.equal(merged.headers.get('location'), `/terms/${members}`)
  const gone = (await manager.get(`/terms/${other}`)).text
  assert.match(gone, /Merged into[\s\S]*Library members/)
  for (const path of [address, `/terms/${other}/edit`]) assert.equal((await governance.get(path)).status, 409)
  assert.equal((await governance.post(address, { into, confirmation: 'yes', marks: 'yes' })).status, 409)
})
