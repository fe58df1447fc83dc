import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { addUser } from '../../../db/queries/users.ts'
import { reviewSite } from '../disposal-reviews/test-review-site.ts'
import { PASSWORD } from '../test-site.ts'

let site: Awaited<ReturnType<typeof reviewSite>>
let manager: Awaited<ReturnType<typeof site.signInAs>>
let deputy: Awaited<ReturnType<typeof site.signInAs>>
let deputyId: number

before(async () => {
  site = await reviewSite()
  const known = await site.db.selectFrom('users').select('passwordHash').executeTakeFirstOrThrow()
  const person = { name: 'Mona <Price>', email: 'mona@muniment.example', role: 'manager', demonstration: 0 } as const
  const account = { ...person, serviceIds: [site.world.services.music], createdAt: site.clock.now() }
  deputyId = await addUser(site.db, { ...account, ...known })
  manager = await site.signInAs('manager')
  deputy = await signedIn()
})
after(() => site.close())

/** A browser of the deputy: a day later the sessions of the day before have ended. */
async function signedIn() {
  const visitor = site.visitor()
  await visitor.post('/sign-in', { email: 'mona@muniment.example', password: PASSWORD })
  return visitor
}

const form = () => ({ services: 'LIB', deputy: String(deputyId), from: '22/11/2026', to: '29/11/2026' })
const lastId = async (): Promise<number> =>
  (await site.db.selectFrom('serviceDeputies').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()).id

test('a manager names a deputy, who finds what is the manager’s, decides it, and no more after the last day', async () => {
  const { path } = await site.due('LIB-01', 2)
  assert.equal((await deputy.get(path)).status, 404)
  const page = await manager.get('/deputies/new')
  assert.match(page.text, /Mona &lt;Price&gt; \(service manager\)/)
  assert.doesNotMatch(page.text, /Aisha Okoro|Adam Field|Mark Lowe \(/)
  assert.equal((await manager.post('/deputies/new', form())).headers.get('location'), '/deputies')
  assert.match((await manager.get('/deputies')).text, /Your deputy has been named/)

  assert.match(
    (await deputy.get('/')).text,
    /You stand in for Mark Lowe until 29 November 2026, that day included: Libraries\./,
  )
  assert.ok((await deputy.get('/disposal-reviews')).text.includes(path))
  assert.match((await deputy.get('/services/LIB')).text, /Mona &lt;Price&gt; for Mark Lowe, from 22 November 2026/)
  assert.match((await deputy.get('/account')).text, /Mark Lowe in Libraries, from 22 November 2026 to 29 November 2026/)
  assert.match((await manager.get('/account')).text, /Mona &lt;Price&gt; in Libraries/)
  const users = await site.signInAs('administrator')
  assert.match((await users.get(`/users/${deputyId}`)).text, /Mark Lowe in Libraries/)

  site.clock.moveTo('2026-11-30')
  assert.equal((await (await signedIn()).get(path)).status, 404)
  site.clock.moveTo('2026-11-29')
  const onLastDay = await signedIn()
  assert.equal((await site.approve(onLastDay, path)).status, 303)
  assert.match((await onLastDay.get(path)).text, /Mona &lt;Price&gt;, in the place of Mark Lowe/)
  const decided = site.db.selectFrom('reviewDecisions').select(['decidedById', 'decidedByName'])
  assert.deepEqual(await decided.executeTakeFirstOrThrow(), { decidedById: deputyId, decidedByName: 'Mona <Price>' })
  assert.ok(
    !(await onLastDay.get('/deputies/new')).text.includes('Libraries'),
    'what is not theirs they cannot hand on',
  )
  site.clock.moveTo('2026-11-22')
  manager = await site.signInAs('manager')
  deputy = await signedIn()
})

test('what is not right is said, and what was chosen stays chosen', async () => {
  const answer = await manager.post('/deputies/new', { ...form(), from: '30/11/2026' })
  assert.equal(answer.status, 422)
  assert.match(answer.text, /Enter a last day that is not before the first/)
  assert.match(answer.text, /name="to"[^>]*value="29\/11\/2026"/)
  assert.match(answer.text, new RegExp(`<option value="${deputyId}" selected`))
  assert.match(answer.text, /value="LIB" checked/)
  const twice = await manager.post('/deputies/new', form())
  assert.equal(twice.status, 422)
  assert.match(twice.text, /is your deputy in Libraries already/)
})

test('it is ended at once, by those who have to do with it, and is not found by others', async () => {
  const path = `/deputies/${await lastId()}/ending`
  const governance = await site.signInAs('governance')
  assert.equal((await governance.get(path)).status, 404)
  assert.equal((await governance.post(path, {})).status, 404)
  assert.match((await manager.get(path)).text, /Mona &lt;Price&gt; stands in for Mark Lowe in Libraries/)
  assert.equal((await manager.post(path, {})).status, 303)
  assert.doesNotMatch((await deputy.get('/disposal-reviews')).text, /href="\/disposal-reviews\/\d/)
  for (const visitor of [manager, deputy, await site.signInAs('administrator')]) {
    assert.equal((await visitor.get(path)).status, 409)
    assert.equal((await visitor.post(path, {})).status, 409)
  }
})

test('the list is narrowed by service and state, and leaves as CSV within one’s reach', async () => {
  await manager.post('/deputies/new', { ...form(), from: '01/12/2026', to: '02/12/2026' })
  const rows = async (visitor: typeof manager, query = '') =>
    (parse((await visitor.get(`/deputies.csv${query}`)).text, { columns: true }) as Record<string, string>[]).map(
      (row) => `${row.service} ${row.manager} ${row.deputy} ${row.from_on} ${row.to_on} ${row.state} ${row.ended_by}`,
    )
  const toCome = 'LIB Mark Lowe Mona <Price> 2026-12-01 2026-12-02 to come '
  const ended = 'LIB Mark Lowe Mona <Price> 2026-11-22 2026-11-29 ended Mark Lowe'
  const auditor = await site.signInAs('auditor')
  assert.deepEqual(await rows(auditor), [toCome, ended])
  assert.deepEqual(await rows(auditor, '?state=ended'), [ended])
  assert.deepEqual(await rows(auditor, '?service=MUS'), [])
  assert.deepEqual(await rows(manager), [toCome, ended])
  assert.deepEqual(await rows(await signedIn()), [], 'it is not a service of theirs today')
  assert.match((await auditor.get('/deputies?state=now')).text, /Nothing matches/)
})
