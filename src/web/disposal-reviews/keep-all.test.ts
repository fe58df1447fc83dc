import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { addDecision } from '../../../db/queries/review-decisions.ts'
import { keptTwiceBefore } from '../../../db/test-kept-before.ts'
import { sweep } from '../../actions/sweep.ts'
import { program } from '../../domain/permission.ts'
import { hidden, reviewSite } from './test-review-site.ts'

let site: Awaited<ReturnType<typeof reviewSite>>
beforeEach(async () => {
  site = await reviewSite()
})
afterEach(() => site.close())

const REASON = 'An inquiry is under way'

/** A review of which some records were kept longer twice before, and its manager. */
async function reviewed(count: number, keptTwice: number) {
  const { path, ids } = await site.due('LIB-01', count)
  const id = Number(path.split('/').at(-1))
  if (keptTwice > 0) await keptTwiceBefore(site.db, id, ids.slice(0, keptTwice))
  const manager = await site.signInAs('manager')
  const keepAll = async () => {
    const seen = hidden((await manager.get(`${path}/decision`)).text, 'seen')
    const form = { decision: 'keep all longer', keepUntil: '2027-05-01', because: 'legal claim', reason: REASON }
    return manager.post(`${path}/decision`, { ...form, seen })
  }
  return { path, id, ids, manager, keepAll }
}

/** What the history of a page tells: what, who and of how many records. */
const historyOf = (html: string): string[] =>
  (/History<\/caption>[\s\S]*?<\/table>/.exec(html)?.[0] ?? '')
    .split('<tr')
    .slice(2)
    .map((row) =>
      [...row.matchAll(/<td[^>]*>([\s\S]*?)<\/td>/g)]
        .slice(0, 3)
        .map(([, cell = '']) => cell.replace(/<[^>]*>/g, '').trim())
        .join(' | '),
    )

test('all kept longer is one row of the history, and the end says how many', async () => {
  const { path, manager, keepAll } = await reviewed(2, 0)
  assert.equal((await keepAll()).status, 303)
  const { text } = await manager.get(path)
  assert.match(text, /2 records are kept longer, and the review is closed/)
  assert.match(text, /2 records kept until 1 May 2027, decided by Mark Lowe/)
  assert.deepEqual(historyOf(text), ['All kept until 1 May 2027 | Mark Lowe | 2', 'Review opened | Sweep | '])
})

test('what is asked for only is told as a request, and a second sending is refused', async () => {
  const { path, manager, keepAll } = await reviewed(3, 3)
  await keepAll()
  const { text } = await manager.get(path)
  assert.match(text, /Success[\s\S]*3 records were kept longer twice before: information governance is asked/)
  assert.doesNotMatch(text, /0 records are kept longer/)
  const told = ['Asked information governance to keep longer once more, until 1 May 2027 | Mark Lowe | 3']
  assert.deepEqual(historyOf(text), [...told, 'Review opened | Sweep | '])
  const again = await keepAll()
  assert.equal(again.status, 422)
  assert.match(again.text, /Nothing to change: information governance has yet to answer/)
  assert.equal(historyOf((await manager.get(path)).text).length, 2)
  const csv = parse((await manager.get('/disposal-reviews.csv?state=open')).text, { columns: true }) as Record<
    string,
    string
  >[]
  assert.deepEqual(
    csv.map(({ decision, decided_on }) => [decision, decided_on]),
    [['', '']],
  )
})

test('of what is kept in part the history tells both, and what was answered', async () => {
  const { path, manager, keepAll } = await reviewed(3, 2)
  await keepAll()
  assert.match((await manager.get(path)).text, /1 record is kept longer\. 2 records were kept longer twice before/)
  const governance = await site.signInAs('governance')
  const request = /\/disposal-reviews\/\d+\/extension-requests\/\d+/.exec((await governance.get(path)).text)?.[0] ?? ''
  await governance.post(`${request}/answer`, { answer: 'refused', reason: 'Twice is enough' })
  const told = historyOf((await governance.get(path)).text).sort()
  assert.deepEqual(told, [
    'Asked information governance to keep longer once more, until 1 May 2027 | Mark Lowe | 2',
    'Kept until 1 May 2027 | Mark Lowe | 1',
    'Refused to keep longer once more, until 1 May 2027 | Grace Ashby | 2',
    'Review opened | Sweep | ',
  ])
})

test('a decision that an earlier version wrote down for what was only asked says nothing of records kept', async () => {
  const { path, id, ids, keepAll, manager } = await reviewed(2, 2)
  await keepAll()
  const user = site.world.users.manager
  await addDecision(site.db, {
    ...{ reviewId: id, decision: 'keep all longer', keepUntil: '2027-05-01', reason: REASON },
    list: { records: 2, hash: 'f'.repeat(64) },
    by: { id: user.id, name: user.name, now: site.clock.now() },
  })
  await site.db
    .updateTable('records')
    .set({ dueOn: '2030-01-01', retainUntil: '2029-12-31' })
    .where('id', 'in', ids)
    .execute()
  assert.ok((await sweep(site.db, { clock: site.clock, who: program('Test') })).ok)
  const { text } = await manager.get(path)
  assert.match(text, /Closed: no records were left in this review\. Nothing was disposed of/)
  assert.doesNotMatch(text, /records kept until|All kept until/)
})

test('the day until which all are kept is asked for by the example of one that would be taken', async () => {
  const { path, manager } = await reviewed(1, 0)
  const page = (await manager.get(`${path}/decision`)).text
  assert.match(page, /For example, 22\/05\/2027 or 2027-05-22/)
  const seen = hidden(page, 'seen')
  const form = { decision: 'keep all longer', because: 'legal claim', reason: REASON, seen }
  const late = await manager.post(`${path}/decision`, { ...form, keepUntil: '9999-12-31' })
  assert.match(late.text, /Enter a date of a year from 1900 to 2200/)
  assert.equal((await manager.post(`${path}/decision`, { ...form, keepUntil: '22/05/2027' })).status, 303)
})
