import assert from 'node:assert/strict'
import { get } from 'node:http'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { parse } from 'csv-parse/sync'
import { addRecord, addRecords } from '../../db/test-records.ts'
import { TooManyFiles } from '../actions/long-lists.ts'
import { cellsOf } from '../formats/test-xlsx.ts'
import type { HeavyWork } from './app-context.ts'
import { matrix } from './test-route-matrix.ts'
import { testSite } from './test-site.ts'

let site: Awaited<ReturnType<typeof testSite>>
let visitor: Awaited<ReturnType<typeof site.signInAs>>
/** The lists that information governance may read; without the audit trail, which grows by each of its files. */
const lists = Object.entries(matrix)
  .flatMap(([name, allowed]) => (allowed.includes('governance') ? (/^GET (\/[^/]+\.csv)$/.exec(name)?.[1] ?? []) : []))
  .filter((list) => list !== '/audit-events.csv')

before(async () => {
  site = await testSite()
  visitor = await site.signInAs('governance')
  await site.db.transaction().execute(async (tx) => {
    for (let n = 1; n <= 3_000; n++) await addRecord(tx, site.world, { reference: `C-${n}`, title: 'ü '.repeat(200) })
  })
})
after(() => site.close())

test('every list ends its lines as RFC 4180 says, names its columns, and has the mark of Excel when asked', async () => {
  assert.ok(lists.length >= 10)
  for (const list of lists) {
    const plain = (await visitor.get(list)).text
    assert.match(plain, /^[a-z][a-z0-9_,]*\r\n/, list)
    const response = await visitor.send(`${list}?bom=1`, {})
    assert.equal(response.status, 200)
    assert.deepEqual(parse(response.text, { bom: true }), parse(plain))
  }
})

test('the mark is the three bytes of UTF-8, and stands only where it was asked for', async () => {
  const bytes = async (path: string) => {
    const cookie = (await visitor.get('/')).headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const response = await fetch(site.address + path, { headers: { cookie } })
    return Buffer.from(await response.arrayBuffer()).subarray(0, 3)
  }
  assert.deepEqual([...(await bytes('/services.csv?bom=1'))], [0xef, 0xbb, 0xbf])
  assert.equal((await bytes('/services.csv')).toString(), 'cod')
  assert.equal((await bytes('/services.csv?bom=0')).toString(), 'cod')
  assert.equal((await visitor.get('/services.csv?bom=1&bom=1')).status, 400)
})

test('a list of thousands is whole', async () => {
  const rows = parse((await visitor.get('/records.csv')).text, { columns: true }) as Record<string, string>[]
  assert.equal(rows.length, 3_000)
  assert.equal(new Set(rows.map(({ reference }) => reference)).size, 3_000)
})

test('a list leaves as an Excel file with the columns, the filters and the rows of its CSV', async () => {
  for (const list of lists) {
    const csv = parse((await visitor.get(list)).text) as string[][]
    const { cells, headers } = await sheet(list.replace(/csv$/, 'xlsx'))
    assert.equal(headers.get('content-type'), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
    assert.equal(headers.get('content-disposition'), `attachment; filename=${list.slice(1).replace(/csv$/, 'xlsx')}`)
    assert.equal(headers.get('cache-control'), 'no-store')
    const rows = cells.map((row) => csv[0]?.map((_, at) => String(row[at] ?? '')))
    assert.deepEqual(rows, csv, list)
  }
  assert.equal((await sheet('/records.xlsx?reference=C-2999')).cells.length, 2)
  assert.equal((await visitor.get('/records.xlsx?bom=1')).status, 400)
})

async function sheet(path: string) {
  const response = await fetch(site.address + path, { headers: { cookie: visitor.cookie() } })
  assert.equal(response.status, 200, path)
  return { cells: cellsOf(new Uint8Array(await response.arrayBuffer())), headers: response.headers }
}

test('a reader that goes away half-way harms nobody', async () => {
  const cookie = (await visitor.get('/')).headers.getSetCookie()[0]?.split(';')[0] ?? ''
  for (let n = 0; n < 5; n++)
    await new Promise<void>((done) => {
      const asked = get(`${site.address}/records.csv`, { headers: { cookie } }, (answer) => {
        answer.once('data', () => {
          asked.destroy()
          done()
        })
      })
    })
  await pause(50)
  assert.equal((await visitor.get('/records')).status, 200)
})

/** A site with so many records that their list is long, whose long files are made as the test says. */
async function longSite(makeFile: HeavyWork['makeFile']) {
  const long = await testSite({ makeFile })
  await addRecords(long.db, long.world, {}, 5_001)
  return { ...long, visitor: await long.signInAs('governance') }
}

test('a list that goes wrong half-way is broken off, so that nobody takes a part for the whole', async () => {
  const long = await longSite(async function* () {
    yield Buffer.from('reference\r\n')
    await pause(20)
    throw new Error('The disk is gone')
  })
  const answer = await fetch(`${long.address}/records.csv`, { headers: { cookie: long.visitor.cookie() } })
  assert.equal(answer.status, 200)
  await assert.rejects(answer.text(), /terminated/)
  await long.close()
})

test('a list for which there is no room says when to try again, and leaves no event', async () => {
  const long = await longSite(() => {
    throw new TooManyFiles()
  })
  const answer = await long.visitor.get('/records.csv')
  assert.equal(answer.status, 503)
  assert.equal(answer.headers.get('retry-after'), '30')
  assert.match(answer.text, /Several long files are being made already/)
  assert.equal((await long.visitor.get('/records.csv?reference=R-1')).status, 200, 'a short one needs no room')
  const events = await long.db.selectFrom('auditEvents').select('kind').where('kind', '=', 'exported').execute()
  assert.equal(events.length, 1)
  await long.close()
})

test('the making of a list ends when its reader goes away', async () => {
  let ended = false
  const long = await longSite(async function* (_file, signal) {
    signal.addEventListener('abort', () => {
      ended = true
    })
    while (!signal.aborted) {
      yield Buffer.from('reference\r\n'.repeat(1000))
      await pause(5)
    }
  })
  const reader = new AbortController()
  const headers = { cookie: long.visitor.cookie() }
  await fetch(`${long.address}/records.csv`, { headers, signal: reader.signal })
  reader.abort()
  for (let n = 0; n < 200 && !ended; n++) await pause(10)
  assert.ok(ended)
  await long.close()
})
