import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { parse } from 'csv-parse/sync'
import { emptyPlace, type Place } from '../db/test-places.ts'
import { visitor } from '../src/web/test-site.ts'
import { runForJson } from './lib/test-command.ts'
import { type Server, startServer } from './lib/test-server.ts'

/*
 * The main job from end to end, as the README starts it: a feed comes in by command while the server runs, the sweep flags
 * what is past its period, the service manager decides, information governance confirms, and the register keeps the account.
 */

let place: Place
let server: Server
let url: string
const at = (name: string) => join(place.folder, name)
const settings = () => place.settings

before(async () => {
  place = await emptyPlace()
  server = startServer(settings(), { npm: true })
  url = await server.ready
})
after(async () => {
  await server.stop()
  await place.remove()
})

async function signedIn(account: string) {
  const browser = visitor(url)
  const email = `${account}@muniment.example`
  assert.equal((await browser.post('/sign-in', { email, password: 'demonstration only' })).status, 303)
  return browser
}

async function exported(name: string): Promise<Record<string, string>[]> {
  const { code } = await runForJson('export', [name, '--out', at(`${name}.csv`)], settings())
  assert.equal(code, 0)
  return parse(readFileSync(at(`${name}.csv`), 'utf8'), { columns: true }) as Record<string, string>[]
}

const hidden = (html: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''

test('a record goes from its feed to the account of its disposal', async () => {
  writeFileSync(
    at('feed.csv'),
    'Reference;Rule;Trigger Date\nJ-1;MUS-01;14/03/2019\nJ-2;MUS-01;2019-02-28\nJ-3;MUS-01;\nJ-4;MUS-01;31/02/2019\n',
  )
  const feed = await runForJson('import-records', [at('feed.csv'), '--source', 'MUSIC'], settings())
  const { rows, created, rejected } = feed.result
  assert.deepEqual([feed.code, rows, created, rejected], [0, 4, 3, 1])

  const sweep = await runForJson('sweep', [], settings())
  assert.deepEqual([sweep.code, sweep.result.newly_due, sweep.result.withdrawn], [0, 2, 0])

  const review = (await exported('disposal-reviews')).find(({ rule, state }) => rule === 'MUS-01' && state === 'open')
  const path = `/disposal-reviews/${review?.id}`
  const due = (await exported('records')).filter(({ review: of }) => of === review?.id)
  assert.deepEqual(
    due.filter(({ reference }) => reference?.startsWith('J-')).map(({ reference, due_on }) => [reference, due_on]),
    [
      ['J-1', '2025-09-01'],
      ['J-2', '2025-09-01'],
    ],
  )

  const manager = await signedIn('manager')
  assert.match((await manager.get('/')).text, /disposal reviews? waiting/)
  assert.ok((await manager.get('/disposal-reviews')).text.includes(`href="${path}"`))
  assert.match((await manager.get(path)).text, /J-1[\s\S]*14 March 2019/)
  const record = hrefOf((await manager.get('/records?reference=J-2')).text)
  const exception = {
    record,
    apply: 'ticked',
    kind: 'keep longer',
    because: 'legal claim',
    date: '01/03/2027',
    reason: 'An appeal is open',
  }
  assert.equal((await manager.post(`${path}/exceptions`, exception)).status, 303)

  const form = (await manager.get(`${path}/decision`)).text
  const decision = { decision: 'approve disposal', number: String(due.length - 1), seen: hidden(form, 'seen') }
  assert.equal((await manager.post(`${path}/decision`, decision)).headers.get('location'), path)

  const governance = await signedIn('governance')
  const instruction = await untilInstructed(governance, path)
  const list = parse((await governance.get(`${instruction}/items.csv`)).text, { columns: true }) as Record<
    string,
    string
  >[]
  assert.equal(list.length, due.length - 1)
  assert.ok(list.some(({ reference }) => reference === 'J-1') && !list.some(({ reference }) => reference === 'J-2'))

  const confirmation = (await governance.get(`${instruction}/confirmation`)).text
  const done = { doneOn: '22/11/2026', method: 'Deleted by the supplier', statement: 'Backups go within 30 days' }
  const confirmed = await governance.post(`${instruction}/confirmation`, {
    ...done,
    seen: hidden(confirmation, 'seen'),
  })
  assert.equal(confirmed.status, 303)
  await until(async () => !(await exported('records')).some(({ reference }) => reference === 'J-1'))

  const records = await exported('records')
  assert.ok(!records.some(({ reference }) => reference === 'J-1'), 'the inventory has forgotten the reference')
  const gone = records.filter(({ review: of, state }) => of === review?.id && state === 'destroyed')
  assert.equal(gone.length, list.length)
  assert.ok(
    gone.every(({ reference, title, trigger_date }) => /^forgotten:/.test(reference ?? '') && !title && !trigger_date),
  )
  assert.equal(records.find(({ reference }) => reference === 'J-2')?.state, 'retained')
  const closed = (await exported('disposal-reviews')).find(({ id }) => id === review?.id)
  assert.deepEqual(
    [closed?.state, closed?.outcome, closed?.records, closed?.decided_by, closed?.confirmed_by, closed?.disposed_on],
    ['closed', 'disposed', String(list.length), 'Mark Lowe', 'Grace Ashby', '2026-11-22'],
  )

  const again = await runForJson('import-records', [at('feed.csv'), '--source', 'MUSIC'], settings())
  assert.deepEqual([again.result.created, again.result.unchanged, again.result.rejected], [0, 2, 2])
  const twice = await runForJson('sweep', [], settings())
  assert.equal(twice.result.newly_due, 0)
})

/** Waits until something is so: what the server does in a thread of its own takes a moment. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await isSo()) return
    await pause(200)
  }
  assert.fail('it was not so in time')
}

/** The address of the instruction of an approved review, once it has been made. */
async function untilInstructed(browser: ReturnType<typeof visitor>, path: string): Promise<string> {
  let address = ''
  await until(async () => {
    address = /\/disposal-instructions\/\d+/.exec((await browser.get(path)).text)?.[0] ?? ''
    return address !== '' && (await browser.get(`${address}/items.csv`)).status === 200
  })
  return address
}

/** The id of the one record that a list shows. */
function hrefOf(html: string): string {
  const ids = [...html.matchAll(/href="\/records\/(\d+)"/g)].map(([, id = '']) => id)
  assert.equal(ids.length, 1)
  return ids[0] ?? ''
}

test('the whole register leaves as CSV, and the server that npm started ends with it', async () => {
  const auditor = await signedIn('auditor')
  const register = parse((await auditor.get('/processing-activities.csv')).text, { columns: true }) as object[]
  assert.ok(register.length >= 77)
  assert.deepEqual(await exported('processing-activities'), register)
  await server.stop()
  await assert.rejects(fetch(url))
})
