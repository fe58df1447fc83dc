import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { extensionsAsked } from '../test-extension-requests.ts'
import { hidden, reviewSite } from './test-review-site.ts'

const started: string[] = []

let site: Awaited<ReturnType<typeof reviewSite>>
beforeEach(async () => {
  started.length = 0
  site = await reviewSite({ carryOutDecisions: () => void started.push('decisions') })
})
afterEach(() => site.close())

/** A request of the manager for a record of a review, and its address. */
async function asked() {
  const { path, ids } = await site.due('LIB-01', 2)
  const id = Number(path.split('/').at(-1))
  const { libraries } = await extensionsAsked(site, { libraries: id, unassigned: id })
  return { path, ids, request: `${path}/extension-requests/${libraries}` }
}

test('a request to keep longer once more is answered by information governance, with a reason where it refuses', async () => {
  const { path, request } = await asked()
  const governance = await site.signInAs('governance')
  assert.match((await governance.get('/')).text, /Asked to keep longer once more/)
  const page = (await governance.get(request)).text
  assert.match(page, /Are the 1 record kept longer once more\?|Is the record kept longer once more\?/)
  const wrong = await governance.post(`${request}/answer`, { answer: 'refused', reason: '' })
  assert.equal(wrong.status, 422)
  assert.match(wrong.text, /Enter the reason/)
  assert.equal((await governance.post(`${request}/answer`, { answer: 'agreed', reason: '' })).status, 303)
  assert.match((await governance.get(path)).text, /Kept until 1 March 2027/)
  assert.equal((await governance.post(`${request}/answer`, { answer: 'agreed', reason: '' })).status, 409)
})

test('the manager sees the request, cannot answer it, and withdraws it', async () => {
  const { path, request } = await asked()
  const manager = await site.signInAs('manager')
  assert.match((await manager.get(path)).text, /Asked of information governance/)
  assert.doesNotMatch((await manager.get(request)).text, /Confirm the answer/)
  assert.equal((await manager.post(`${request}/answer`, { answer: 'agreed' })).status, 403)
  const refused = await site.approve(manager, path)
  assert.equal(refused.status, 422)
  assert.match(refused.text, /Information governance has yet to answer/)
  assert.equal((await manager.post(`${request}/withdrawal`, {})).status, 303)
  assert.equal((await site.approve(manager, path)).status, 422)
})

test('a decision on many records starts the job, shows how far it is, and lets nobody decide meanwhile', async () => {
  const { path } = await site.due('LIB-01', 1_200)
  const manager = await site.signInAs('manager')
  assert.equal((await site.approve(manager, path, { number: '1200' })).status, 303)
  assert.deepEqual(started, ['decisions'])
  const page = (await manager.get(path)).text
  assert.match(page, /Being carried out/)
  assert.match(page, /0 of 1,200 records, 0 %/)
  assert.match((await manager.get('/disposal-reviews')).text, /Being carried out/)
  const governance = await site.signInAs('governance')
  assert.equal((await governance.get(`${path}/second-approval`)).status, 409)
})

test('the list of a long review is narrowed down, and pages through what matches', async () => {
  const { path } = await site.due('LIB-01', 20_100)
  const manager = await site.signInAs('manager')
  const all = (await manager.get(path)).text
  assert.match(all, /50 of 20,100 records/)
  const narrowed = await manager.get(`${path}?reference=LMS-00001`)
  assert.match(narrowed.text, /50 of 100 records|50 of 99 records/)
  const next = /href="([^"#]*)#list" rel="next"/.exec(narrowed.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
  const second = await manager.get(next)
  assert.ok(/href="([^"#]*)#list" rel="prev"/.test(second.text))
  assert.notEqual(hidden(second.text, 'matching'), '')
})

test('the pace of a decision on many records is that since it went on, and there is none while nobody is at it', async () => {
  const { path } = await site.due('LIB-01', 1_200)
  const manager = await site.signInAs('manager')
  await site.approve(manager, path, { number: '1200' })
  const words = async () => /class="app-progress__words">([^<]+)</.exec((await manager.get(path)).text)?.[1]
  const half = '600 of 1,200 records, 50 %'
  await site.db.updateTable('reviewWork').set({ done: 600, askedAt: '2026-11-22T09:00:00.000Z' }).execute()
  assert.equal(await words(), half)
  const doing = {
    doing: `Carrying out a decision on disposal review ${path.split('/').at(-1)}`,
    total: 1_000,
    done: 400,
  }
  const run = { job: 'decisions', asOf: null, startedBy: 'Decisions', state: 'running', error: null } as const
  const since = { startedAt: '2026-11-22T11:59:20.000Z', doingSince: '2026-11-22T11:59:20.000Z' }
  await site.db
    .insertInto('jobRuns')
    .values({ ...run, ...doing, ...since, finishedAt: null, durationMs: null })
    .execute()
  assert.equal(await words(), `${half}; it was cut off, and goes on by itself within a minute`)
  const lease = { job: 'decisions', holder: 'another process', expiresAt: '2026-11-22T12:00:30.000Z' }
  await site.db.insertInto('jobLeases').values(lease).execute()
  assert.equal(await words(), `${half}; 10 a second, about 60 seconds left`)
  await site.db.updateTable('jobRuns').set({ doing: 'Carrying out a decision on disposal review 999' }).execute()
  assert.equal(await words(), half)
})
