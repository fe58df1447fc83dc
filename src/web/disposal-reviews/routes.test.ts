import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { addRecords } from '../../../db/test-records.ts'
import { setException } from '../../actions/review-exceptions.ts'
import { reviewSite } from './test-review-site.ts'

let site: Awaited<ReturnType<typeof reviewSite>>
beforeEach(async () => {
  site = await reviewSite()
})
afterEach(() => site.close())

test('the page of a review says how many, since when, by which rule, and why each record is due', async () => {
  const { path } = await site.due('LIB-01', 2)
  const { text, status } = await (await site.signInAs('manager')).get(path)
  assert.equal(status, 200)
  for (const said of [
    '2 records',
    '1 March 2003',
    'Keep for 3 years after the last activity',
    'Retention schedule',
    'Nothing is destroyed without a decision',
  ])
    assert.ok(text.includes(said), said)
  assert.match(text, /Last activity 29 February 2000 \+ 3 years/)
  assert.ok(!text.includes('<b>bold</b>'))
})

test('the records of a review come fifty at a time, forwards and back', async () => {
  const { path } = await site.due('LIB-01', 120)
  const manager = await site.signInAs('manager')
  const links = (html: string, rel: string) =>
    new RegExp(`href="([^"#]*)#list" rel="${rel}"`).exec(html)?.[1]?.replaceAll('&amp;', '&')
  const references = (html: string) => [...html.matchAll(/LMS-\d{7}(?=\s*<\/a>)/g)].map(String)
  const first = await manager.get(path)
  const second = await manager.get(links(first.text, 'next') ?? '')
  const third = await manager.get(links(second.text, 'next') ?? '')
  assert.deepEqual(
    [first, second, third].map((page) => references(page.text).length),
    [50, 50, 20],
  )
  assert.equal(links(third.text, 'next'), undefined)
  const back = await manager.get(links(third.text, 'prev') ?? '')
  assert.deepEqual(references(back.text), references(second.text))
  assert.equal(links(first.text, 'prev'), undefined)
  assert.equal((await manager.get(`${path}?after=2099-01-01.1`)).status, 404)
})

test('records that come into an open review have a day of their own, and are not late with the others: page, list and home page agree', async () => {
  const { path, ids } = await site.due('LIB-01', 2)
  site.clock.moveTo('2026-12-16')
  await site.due('LIB-01', 3)
  const words = (html: string): string =>
    html
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim()
  const answerBy = async (day: string) => {
    site.clock.moveTo(day)
    const manager = await site.signInAs('manager')
    const page = words(/Answer by\s*<\/dt>([\s\S]*?)<\/dd>/.exec((await manager.get(path)).text)?.[1] ?? '')
    const row = new RegExp(`<tr[^>]*>(?:(?!</tr>)[\\s\\S])*href="${path}"[\\s\\S]*?</tr>`)
    for (const list of ['/disposal-reviews', '/']) {
      const said = words(row.exec((await manager.get(list)).text)?.[0] ?? '')
      assert.ok(said.includes(page.slice(0, page.indexOf('20') + 4)), said)
      assert.equal(/\bLate\b/.test(said), /\bLate\b/.test(page), `${list} on ${day}: ${said}`)
    }
    return page
  }
  const later = '3 records were added later, to be answered by 15 January 2027'
  assert.equal(await answerBy('2026-12-22'), `22 December 2026 ${later}`)
  assert.equal(await answerBy('2026-12-23'), `22 December 2026 Late ${later}`)
  const keeping = { kind: 'keep longer', because: 'complaint or appeal', date: '2027-06-01', reason: 'A complaint' }
  const actor = { who: site.world.users.manager, clock: site.clock }
  assert.ok((await setException(site.db, actor, Number(path.split('/').at(-1)), { ids }, keeping)).ok)
  assert.equal(await answerBy('2027-01-15'), '15 January 2027')
  assert.equal(await answerBy('2027-01-16'), '15 January 2027 Late')
})

test('the list filters by service, rule, state and lateness, and its CSV has the same reviews', async () => {
  await site.due('LIB-01', 2)
  await site.due('LIB-03', 1)
  const governance = await site.signInAs('governance')
  const rows = async (query: string) =>
    (
      parse((await governance.get(`/disposal-reviews.csv${query}`)).text, { columns: true }) as Record<string, string>[]
    ).map((row) => row.rule)
  assert.deepEqual((await rows('')).toSorted(), ['LIB-01', 'LIB-03'])
  assert.deepEqual(await rows('?rule=LIB-03'), ['LIB-03'])
  assert.deepEqual(await rows('?service=MUS'), [])
  assert.deepEqual(await rows('?late=yes'), [])
  assert.deepEqual(await rows('?state=closed'), [])
  assert.match((await governance.get('/disposal-reviews?state=closed')).text, /No disposal review matches/)
  const csv = await governance.get('/disposal-reviews.csv')
  assert.match(csv.text, /^id,service,rule,record_series,state,opened_on,review_by,records,oldest_due_on,/)
})

test('what cannot be read in an address is said, and what does not exist is not found', async () => {
  const { path } = await site.due('LIB-01', 1)
  const governance = await site.signInAs('governance')
  assert.equal((await governance.get('/disposal-reviews?sate=open')).status, 400)
  assert.equal((await governance.get('/disposal-reviews?state=lost')).status, 400)
  const wrong = await governance.get(`${path}?due_before=31/02/2027`)
  assert.equal(wrong.status, 400)
  assert.match(wrong.text, /“Past its period since before” must be a date that there is/)
  assert.ok(wrong.text.includes(`href="${path}" class="govuk-back-link"`))
  assert.equal((await governance.get(`${path}?after=1`)).status, 400)
  assert.equal((await governance.get('/disposal-reviews/999')).status, 404)
  assert.equal((await governance.get('/disposal-reviews/seven')).status, 404)
  assert.equal((await governance.get(`${path}/exceptions/9`)).status, 404)
})

test('a review is late on the day after the one to answer by', async () => {
  await site.due('LIB-01', 1)
  site.clock.moveTo('2026-12-22')
  const late = async () => (await (await site.signInAs('governance')).get('/disposal-reviews?late=yes')).text
  assert.match(await late(), /No disposal review matches/)
  site.clock.moveTo('2026-12-23')
  assert.match(await late(), /Library membership account/)
})

test('what soon falls due is listed by service and rule, as far ahead as one looks', async () => {
  const { db, world } = site
  await addRecords(db, world, { rule: 'LIB-03', triggerOn: '2025-12-21' }, 2)
  await addRecords(db, world, { rule: 'LIB-03', triggerOn: '2025-12-22' }, 1)
  await addRecords(db, world, { rule: 'LIB-01', triggerOn: '2023-12-01' }, 1)
  await addRecords(db, world, { rule: 'LIB-01', triggerOn: '2024-02-20', missingSince: '2026-11-01' }, 1)
  await addRecords(db, world, { rule: 'LIB-01', triggerOn: '2024-05-19' }, 3)
  await addRecords(db, world, { rule: 'MUS-02', triggerOn: '2002-01-10' }, 1)
  const manager = await site.signInAs('manager')
  const page = await manager.get('/disposal-reviews/due-soon')
  assert.equal(page.status, 200)
  assert.match(page.text, /3 records within 30 days, of 2 services and rules\./)
  assert.ok(!page.text.includes('23 December 2026'))
  assert.match((await manager.get('/disposal-reviews/due-soon?days=90')).text, /4 records within 90 days/)
  const rows = async (query = '', visitor = manager) =>
    (
      parse((await visitor.get(`/disposal-reviews/due-soon.csv${query}`)).text, { columns: true }) as Record<
        string,
        string
      >[]
    ).map((row) => [row.service, row.rule, row.records, row.first_due_on, row.last_due_on].join(' '))
  const soon = ['LIB LIB-01 1 2026-12-02 2026-12-02', 'LIB LIB-03 2 2026-12-22 2026-12-22']
  assert.deepEqual(await rows(), soon)
  assert.deepEqual(await rows('?constraint=maximum'), soon.slice(1))
  const later = ['LIB LIB-01 4 2026-12-02 2027-05-20', 'LIB LIB-03 3 2026-12-22 2026-12-23']
  assert.deepEqual(await rows('?days=180'), later)
  const governance = await site.signInAs('governance')
  assert.deepEqual(await rows('?days=180', governance), [...later, 'MUS MUS-02 1 2027-01-11 2027-01-11'])
  assert.deepEqual(await rows('?days=180&service=MUS', governance), ['MUS MUS-02 1 2027-01-11 2027-01-11'])
  assert.deepEqual(await rows('?days=180&service=MUS'), [])
  assert.equal((await manager.get('/disposal-reviews/due-soon?days=31')).status, 400)
  assert.equal((await (await site.signInAs('administrator')).get('/disposal-reviews/due-soon')).status, 403)
})

test('what must be gone by its day is due soon as many days before as its rule allows for a review, however near one looks', async () => {
  const { db, world } = site
  await db.updateTable('retentionRuleVersions').set({ reviewDays: 60 }).execute()
  await addRecords(db, world, { rule: 'LIB-03', triggerOn: '2026-01-20' }, 1)
  await addRecords(db, world, { rule: 'LIB-01', triggerOn: '2024-01-20' }, 1)
  const { text } = await (await site.signInAs('manager')).get('/disposal-reviews/due-soon?days=30')
  assert.match(text, /Loan history/)
  assert.match(text, /Maximum/)
  assert.doesNotMatch(text, /Library membership account/)
})
