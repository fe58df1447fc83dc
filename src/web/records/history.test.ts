import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { createFeed, loadFeed } from '../../actions/record-feeds.ts'
import { held, lifted } from '../../actions/test-holds.ts'
import { reviewSite } from '../disposal-reviews/test-review-site.ts'

let site: Awaited<ReturnType<typeof reviewSite>>
beforeEach(async () => {
  site = await reviewSite()
})
afterEach(() => site.close())

/** Loads a feed of the library system, sent by Dana Hill. */
async function feed(rows: string[], parts: { mode?: 'delta' | 'full' } = {}): Promise<void> {
  const filePath = join(site.folder, 'feed.csv')
  await writeFile(filePath, ['reference,rule,trigger_date,title', ...rows].join('\n'))
  const dana = { who: { ...site.world.users.governance, name: 'Dana Hill' }, clock: site.clock }
  const asked = {
    source: 'LMS',
    fileName: 'feed.csv',
    uploaded: false,
    correction: false,
    dryRun: false,
  }
  const sent = await createFeed(site.db, dana, { ...asked, mode: 'delta', ...parts, filePath })
  assert.ok(sent.ok)
  const loaded = await loadFeed(site.db, sent.value, { clock: site.clock, hashKey: 'test' })
  assert.equal(loaded.state, 'done')
}

const idOf = async (reference: string) =>
  (await site.db.selectFrom('records').select('id').where('reference', '=', reference).executeTakeFirstOrThrow()).id

const day = (row: string) => row.slice(0, 2)

/** The rows of the history on a page, the cells of each joined, as text. */
const history = (html: string) =>
  (html.split('History</caption>')[1] ?? '')
    .split('<tbody')[1]
    ?.split('</tbody>')[0]
    ?.split('</tr>')
    .map((row) =>
      row
        .replace(/^[^>]*>/, '')
        .replace(/<[^>]*>/g, ' ')
        .replaceAll('&#39;', '’')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((row) => row !== '') ?? []

test('a record tells which feed brought it, what feeds changed, and who sent them', async () => {
  await feed(['A-1,LIB-01,2024-05-01,First'])
  site.clock.moveTo('2026-11-23')
  await feed(['A-1,LIB-01,2025-06-02,Second'])
  site.clock.moveTo('2026-11-24')
  await feed(['A-2,LIB-01,2025-06-02,Other'], { mode: 'full' })
  const path = `/records/${await idOf('A-1')}`
  const { text } = await (await site.signInAs('auditor')).get(path)
  assert.deepEqual(history(text), [
    '22 November 2026 First seen in feed 1 of LMS Dana Hill Delta feed feed.csv',
    '23 November 2026, 12:00 Trigger date changed: 2 June 2025 (was 1 May 2024) Dana Hill From feed 2 of LMS',
    '23 November 2026, 12:00 Title changed Dana Hill From feed 2 of LMS',
    '24 November 2026, 12:00 Missing at source Dana Hill Feed 3 of LMS does not list it',
  ])
  assert.match(text, /did not list this record\. Find out whether it is gone/)
  assert.match(text, /href="\/record-feeds\/1"/)
  assert.ok(!(await (await site.signInAs('manager')).get(path)).text.includes('/record-feeds/'))
})

test('a record in a review says why, until when to answer, and links to it', async () => {
  const { ids, path } = await site.due('LIB-01', 1)
  const { text } = await (await site.signInAs('manager')).get(`/records/${ids[0]}`)
  assert.match(
    text,
    /Last activity 29 February 2000 \+ 3 years \(LIB-01 version 1, authority Retention schedule\) = keep until/,
  )
  assert.ok(text.includes(`href="${path}"`))
  assert.match(text, /Answer by 22 December 2026/)
  const [seen, flagged] = history(text)
  assert.match(seen ?? '', /^1 January 2020 First seen/)
  assert.match(
    flagged ?? '',
    /^22 November 2026 Flagged as past its period, in disposal review 1 Sweep To be answered by 22 December 2026; it/,
  )
})

test('exceptions are told once, with who and why, and so is undoing them', async () => {
  const { ids, path } = await site.due('LIB-01', 1)
  const manager = await site.signInAs('manager')
  const form = {
    apply: 'ticked',
    record: String(ids[0]),
    kind: 'keep longer',
    because: 'legal claim',
    date: '2027-03-01',
    reason: 'A claim is expected',
  }
  assert.equal((await manager.post(`${path}/exceptions`, form)).status, 303)
  const { text } = await manager.get(`/records/${ids[0]}`)
  const told = history(text).filter((row) => row.includes('A claim is expected'))
  assert.deepEqual(told, [
    '22 November 2026, 12:00 Kept longer, until 1 March 2027: exception in disposal review 1 Mark Lowe A claim is expected',
  ])
  assert.match(text, /kept longer by decision, until 1 March 2027/)
  assert.match(text, /Kept longer by decision/)
})

test('a record that left its review says since when it was in it, by exception, by undoing that, and by a hold', async () => {
  const { ids, path } = await site.due('LIB-01', 2)
  const flagged = /^22 November 2026 Flagged as past its period, in disposal review 1 Sweep/
  const told = async (id: number | undefined) =>
    history((await (await site.signInAs('manager')).get(`/records/${id}`)).text)
  const form = { apply: 'ticked', record: String(ids[0]), kind: 'keep longer', because: 'legal claim' }
  site.clock.moveTo('2026-11-23')
  const manager = await site.signInAs('manager')
  await manager.post(`${path}/exceptions`, { ...form, date: '2027-03-01', reason: 'A claim is expected' })
  assert.deepEqual((await told(ids[0])).filter((row) => row.includes('review 1')).map(day), ['22', '23'])
  const batch = /\/exceptions\/\d+/.exec((await manager.get(path)).text)?.[0] ?? ''
  assert.equal((await manager.post(`${path}${batch}/undoing`, { apply: 'all' })).status, 303)
  assert.equal((await told(ids[0])).filter((row) => flagged.test(row)).length, 1)

  site.clock.moveTo('2026-11-24')
  const grace = { who: { ...site.world.users.governance, name: 'Grace Ashby' }, clock: site.clock }
  const hold = await held(site.db, grace, { rules: ['LIB-01'] })
  const rows = await told(ids[1])
  assert.match(rows.at(-2) ?? '', flagged)
  assert.match(
    rows.at(-1) ?? '',
    /^24 November 2026, 12:00 Left disposal review 1 Grace Ashby Disposal hold 1 keeps it$/,
  )

  site.clock.moveTo('2026-11-25')
  await lifted(site.db, grace, hold)
  const { text } = await (await site.signInAs('manager')).get(`/records/${ids[1]}`)
  assert.match(
    history(text).at(-1) ?? '',
    /^25 November 2026, 12:00 Hold 1 \(litigation\), placed on 24 November 2026, was lifted Grace Ashby It may be flagged from 25 December 2026, unless another hold keeps it$/,
  )
  assert.match(
    text,
    /not in a review; no holds any more: Hold 1 \(litigation\) was lifted on 25 November 2026, so that it may be flagged from 25 December 2026\./,
  )
})

test('the date given with another rule is on the page and in the history, until another takes its place', async () => {
  const { ids, path } = await site.due('LIB-01', 1)
  const manager = await site.signInAs('manager')
  const form = { apply: 'ticked', record: String(ids[0]), kind: 'wrong rule', rule: 'LIB-09', date: '14/06/2024' }
  assert.equal((await manager.post(`${path}/exceptions`, { ...form, reason: 'A loan' })).status, 303)
  const { text } = await manager.get(`/records/${ids[0]}`)
  const told =
    /Placed under rule LIB-09, with the trigger date 14 June 2024: exception in disposal review 1 Mark Lowe A loan$/
  assert.match(history(text).at(-1) ?? '', told)
  assert.match(text, /14 June 2024[\s\S]{0,100}Given by Mark Lowe with the exception in disposal review 1/)
  site.clock.moveTo('2026-11-23')
  const { reference } = await site.db.selectFrom('records').select('reference').executeTakeFirstOrThrow()
  await feed([`${reference},LIB-09,2025-01-01,`])
  const later = (await (await site.signInAs('manager')).get(`/records/${ids[0]}`)).text
  assert.ok(history(later).some((row) => told.test(row)))
  assert.doesNotMatch(later, /Given by Mark Lowe/)
})

test('a record that was disposed of keeps its decisions and the confirmation, and nothing of itself', async () => {
  const { ids, path } = await site.due('LIB-01', 1)
  const manager = await site.signInAs('manager')
  const governance = await site.signInAs('governance')
  assert.equal((await site.approve(manager, path)).status, 303)
  assert.match(
    history((await manager.get(`/records/${ids[0]}`)).text).at(-1) ?? '',
    /Disposal approved in disposal review 1 Mark Lowe$/,
  )
  await site.instruct()
  const instruction = /\/disposal-instructions\/\d+/.exec((await governance.get(path)).text)?.[0] ?? ''
  const form = (await governance.get(`${instruction}/confirmation`)).text
  const seen = /name="seen" value="([^"]*)"/.exec(form)?.[1] ?? ''
  const confirmation = {
    seen,
    doneOn: '22/11/2026',
    method: 'Deleted in the system',
    statement: 'Backups expire in 30 days',
  }
  assert.equal((await governance.post(`${instruction}/confirmation`, confirmation)).status, 303)
  await site.forget()
  const { text } = await manager.get(`/records/${ids[0]}`)
  assert.match(text, /Reference erased \(record \d+\)/)
  assert.match(text, /href="\/destruction-certificates\/DC-2026-000001"/)
  assert.ok(!text.includes('LMS-00') && !text.includes('bold') && !text.includes('February 2000'))
  const rows = history(text)
  assert.match(rows.at(-3) ?? '', /Disposal approved in disposal review 1 Mark Lowe$/)
  assert.match(rows.at(-2) ?? '', /Disposal instructed: disposal instruction 1 Instructing$/)
  assert.match(
    rows.at(-1) ?? '',
    /Disposal confirmed: destroyed on 22 November 2026 Grace Ashby Deleted in the system$/,
  )
})
