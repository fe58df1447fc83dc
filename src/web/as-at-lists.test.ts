import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { termById, termList } from '../../db/queries/term-list.ts'
import { fingerprint } from '../actions/fingerprint.ts'
import { addService } from '../actions/services.ts'
import { changeTerm } from '../actions/terms.ts'
import { acting } from '../actions/test-acting.ts'
import { fullSite } from './test-full-site.ts'

const site = await fullSite()
site.clock.moveTo('2026-11-25')
const auditor = await site.signInAs('auditor')
after(site.close)

const DAY = '2026-11-23'
const on = (date: string) => acting({ today: () => date, now: () => `${date}T12:00:00.000Z` }, 'administrator')
const rowsOf = async (address: string): Promise<Record<string, string>[]> =>
  parse((await auditor.get(address)).text, { columns: true })

const LISTS = [
  '/services',
  '/privacy-notices',
  '/recipients',
  '/terms',
  '/source-systems',
  '/disposal-reviews',
  '/disposal-instructions',
]

for (const list of LISTS) {
  test(`${list} as at a day says so on its page, and its manifest says which file it is`, async () => {
    const { status, text } = await auditor.get(`${list}?as-at=${DAY}`)
    assert.equal(status, 200)
    assert.match(text, /As it stood at the end of 23 November 2026/)
    assert.match(text, new RegExp(`href="${list}.csv.manifest\\?as-at=${DAY}"`))
    assert.match((await auditor.get(list)).text, /Show as at a date/)
    const manifest = JSON.parse((await auditor.get(`${list}.csv.manifest?as-at=${DAY}`)).text)
    const file = (await auditor.get(`${list}.csv?as-at=${DAY}`)).text
    assert.equal(manifest.sha256, createHash('sha256').update(file).digest('hex'))
    assert.deepEqual([manifest.list, manifest.as_at], [list.slice(1), DAY])
    assert.ok(manifest.rows > 0)
    assert.equal((await auditor.get(`${list}.xlsx?as-at=${DAY}`)).status, 200)
  })

  test(`${list} is refused as at a day that is not over`, async () => {
    for (const day of ['2099-01-01', site.clock.today()])
      for (const file of ['', '.csv', '.xlsx', '.csv.manifest']) {
        const { status, text } = await auditor.get(`${list}${file}?as-at=${day}`)
        assert.equal(status, 400, `${list}${file} as at ${day}`)
        assert.match(text, /is not over yet/)
      }
  })
}

test('a service that was added later is not in the list as at a day; of one that was there before, it is said that this is not known', async () => {
  assert.ok((await addService(site.db, on('2026-11-24'), 'NEW', { name: 'New', organisation: 'CCC' })).ok)
  const codes = async (day: string) => (await rowsOf(`/services.csv?as-at=${day}`)).map(({ code }) => code).sort()
  assert.deepEqual(await codes(DAY), ['LIB', 'MUS'])
  assert.deepEqual(await codes('2026-11-24'), ['LIB', 'MUS', 'NEW'])
  const { text } = await auditor.get('/services?as-at=2026-11-24')
  assert.match(text, /It is not known since when 2 of these services have been in the register/)
})

test('who managed a service is blank as at a day, and its page says that it is not known', async () => {
  for (const { managers } of await rowsOf(`/services.csv?as-at=${DAY}`)) assert.equal(managers, '')
  const { text } = await auditor.get(`/services?as-at=${DAY}`)
  assert.match(text, /Who managed the services is not known of a past day/)
  assert.doesNotMatch(text, /<th[^>]*>\s*Managers/)
  assert.match(text, new RegExp(`href="/processing-activities\\?service=LIB&amp;status=current&amp;as-at=${DAY}"`))
})

test('a category of recipient leads to the activities that named it on the day', async () => {
  const { text } = await auditor.get(`/recipients?as-at=${DAY}`)
  const [, address] = /href="(\/recipients\?category=[^"]+)"/.exec(text) ?? []
  assert.match(address ?? '', new RegExp(`as-at=${DAY}$`))
  const category = await auditor.get((address ?? '').replaceAll('&amp;', '&'))
  assert.match(category.text, /As it stood at the end of 23 November 2026[\s\S]*LIB-A1/)
  const before = await auditor.get((address ?? '').replaceAll('&amp;', '&').replace(DAY, '2020-01-01'))
  assert.match(before.text, /No activity that was in force then named this category/)
})

test('terms as at a day go by the names and marks that they had then, and are found by these', async () => {
  const term = (await termList(site.db, { words: ['staff'] }, null))[0]!
  const on24 = acting({ today: () => '2026-11-24', now: () => '2026-11-24T12:00:00.000Z' })
  const stored = (await termById(site.db, term.id))!
  const changed = { name: 'Teaching', mark: 'none' } as const
  assert.ok((await changeTerm(site.db, on24, term.id, fingerprint(stored), changed)).ok)
  const people = (await termList(site.db, { kind: 'data subject category' }, null))[0]!
  const children = { name: people.name, mark: 'children' } as const
  const seen = fingerprint((await termById(site.db, people.id))!)
  assert.ok((await changeTerm(site.db, on24, people.id, seen, children)).ok)
  const names = async (query: string) => (await rowsOf(`/terms.csv?${query}`)).map(({ name }) => name)
  assert.deepEqual(await names(`as-at=${DAY}&q=staff`), [term.name])
  assert.deepEqual(await names('as-at=2026-11-24&q=staff'), [])
  assert.deepEqual(await names(`as-at=${DAY}&mark=children`), [])
  assert.deepEqual(await names('as-at=2026-11-24&mark=children'), [people.name])
  assert.deepEqual(await names(`as-at=${DAY}&used=none`), [])
  const page = (await auditor.get(`/terms?as-at=${DAY}&kind=source&q=x`)).text
  assert.match(page, /No term that was there by then matches/)
  assert.match(
    page,
    new RegExp(`href="/terms\\?as-at=${DAY}[^"]*"[^>]*>Clear|type="hidden" name="as-at" value="${DAY}"`),
  )
})

test('reviews and instructions as at a day say what is not kept, and what waits now is left out', async () => {
  const reviews = await auditor.get(`/disposal-reviews?as-at=${DAY}&state=open`)
  assert.match(reviews.text, /What stood in reviews that were not closed yet is not kept/)
  assert.match(reviews.text, />\s*Not kept\s*</)
  for (const { records, oldest_due_on } of await rowsOf(`/disposal-reviews.csv?as-at=${DAY}&state=open`))
    assert.deepEqual([records, oldest_due_on], ['', ''])
  assert.match((await auditor.get('/disposal-instructions')).text, /What waits/)
  const { text } = await auditor.get(`/disposal-instructions?as-at=${DAY}`)
  assert.doesNotMatch(text, /What waits/)
  assert.match(
    (await auditor.get('/disposal-instructions?as-at=2020-01-01')).text,
    /No disposal instruction had been given by then/,
  )
})

test('instructions as at a day are narrowed by the state and lateness of that day', async () => {
  const ids = async (query: string) => (await rowsOf(`/disposal-instructions.csv?${query}`)).map(({ id }) => id)
  const open = await ids(`as-at=${DAY}&state=open`)
  assert.deepEqual(open.toSorted(), Object.values(site.instructions).map(String).toSorted())
  const [first] = await rowsOf(`/disposal-instructions.csv?as-at=${DAY}&state=open`)
  assert.deepEqual([first?.records, first?.answered, first?.failed, first?.closed_at], ['4', '1', '1', ''])
  assert.deepEqual(await ids(`as-at=${DAY}&state=preparing`), [])
  assert.deepEqual(await ids(`as-at=${DAY}&late=yes`), [])
  assert.equal((await auditor.get(`/disposal-instructions?as-at=${DAY}&state=shut`)).status, 400)
  site.clock.moveTo('2027-01-10')
  const { text } = await (await site.signInAs('auditor')).get('/disposal-instructions.csv?as-at=2027-01-09&late=yes')
  assert.deepEqual(
    (parse(text, { columns: true }) as { id: string }[]).map(({ id }) => id),
    open,
  )
})
