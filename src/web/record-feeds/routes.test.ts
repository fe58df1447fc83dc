import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { IMPORT, loadFeed } from '../../actions/record-feeds.ts'
import { testSite } from '../test-site.ts'

let site: Awaited<ReturnType<typeof testSite>>
let asked = 0
const send = { source: 'LMS', mode: 'delta' }
const HEADER = 'reference,rule,trigger_date,title\n'

before(async () => {
  site = await testSite({
    loadFeeds: () => {
      asked += 1
    },
  })
})
after(() => site.close())

test('an uploaded feed waits, is loaded, and shows what came of it', async () => {
  const governance = await site.signInAs('governance')
  const form = await governance.get('/record-feeds/new')
  assert.match(form.text, /enctype="multipart\/form-data"/)
  const before = asked
  const answer = await governance.upload(
    '/record-feeds',
    send,
    'lms.csv',
    `${HEADER}A-1,LIB-01,2024-01-01,Box\nA-2,NONE,,\n`,
  )
  assert.equal(answer.status, 303)
  assert.equal(asked, before + 1)
  const address = answer.headers.get('location') ?? ''
  const waiting = await governance.get(address)
  assert.match(waiting.text, /Waiting for its turn/)
  assert.match(waiting.text, /Cancel this feed/)
  assert.match(waiting.text, new RegExp(`href="${address}">Refresh`))
  await load(address)
  const { text } = await governance.get(address)
  assert.match(text, /Feed \d+ of LMS/)
  assert.match(text, /There is no rule with the code “NONE”/)
  assert.doesNotMatch(text, /Cancel this feed|Refresh/)
  assert.deepEqual(readdirSync(join(site.folder, 'uploads')), [])
  const csv = await governance.get(`${address}/rejections.csv`)
  assert.equal(csv.text, 'line,column,reason\r\n3,rule,There is no rule with the code “NONE”.\r\n')
  assert.match((await governance.get('/record-feeds')).text, /lms\.csv/)
})

test('the list is filtered, and leaves as CSV with the same filters', async () => {
  const auditor = await site.signInAs('auditor')
  assert.match((await auditor.get('/record-feeds?source=LMS&state=done')).text, /lms\.csv/)
  assert.match((await auditor.get('/record-feeds?source=MUSIC')).text, /No feed matches/)
  const csv = await auditor.get('/record-feeds.csv?source=LMS')
  assert.match(csv.text, /^id,source_system,file_name,mode,correction,dry_run,state,sent_by,/)
  assert.match(csv.text, /,LMS,lms\.csv,delta,no,no,done,Grace Ashby,/)
  assert.equal((await auditor.get('/record-feeds?colour=red')).status, 400)
  assert.equal((await auditor.get('/record-feeds?page=9')).status, 404)
  assert.equal((await auditor.get('/record-feeds/9999')).status, 404)
  assert.equal((await auditor.get('/record-feeds/x')).status, 404)
})

test('each role sees and does what it may', async () => {
  const auditor = await site.signInAs('auditor')
  assert.equal((await auditor.get('/record-feeds')).status, 200)
  assert.doesNotMatch((await auditor.get('/record-feeds')).text, /Send a feed/)
  for (const path of ['/record-feeds/new']) assert.equal((await auditor.get(path)).status, 403)
  assert.equal((await auditor.upload('/record-feeds', send, 'x.csv', HEADER)).status, 403)
  assert.equal((await auditor.post('/record-feeds/1/cancellation', {})).status, 403)
  const manager = await site.signInAs('manager')
  for (const path of ['/record-feeds', '/record-feeds.csv', '/record-feeds/1', '/record-feeds/1/rejections.csv'])
    assert.equal((await manager.get(path)).status, 403, path)
  const administrator = await site.signInAs('administrator')
  assert.equal((await administrator.get('/record-feeds/new')).status, 200)
  const nobody = await site.visitor().get('/record-feeds')
  assert.equal(nobody.headers.get('location'), '/sign-in')
})

test('a form without a file, a source or a kind is shown again with what was answered', async () => {
  const governance = await site.signInAs('governance')
  const none = await governance.upload('/record-feeds', { ...send, mode: 'full', correction: 'yes' }, '', '')
  assert.equal(none.status, 422)
  assert.match(none.text, /Choose the file to send/)
  assert.match(none.text, /value="LMS" selected/)
  assert.match(none.text, /value="full" checked/)
  const wrong = await governance.upload('/record-feeds', { source: '', mode: 'some' }, 'x.csv', HEADER)
  assert.equal(wrong.status, 422)
  for (const text of ['Choose the source system', 'Choose whether the file lists', 'Choose the file again'])
    assert.match(wrong.text, new RegExp(text))
  const unknown = await governance.upload('/record-feeds', { ...send, source: '<b>NONE</b>' }, 'x.csv', HEADER)
  assert.equal(unknown.status, 422)
  assert.doesNotMatch(unknown.text, /<b>NONE/)
  assert.equal((await governance.post('/record-feeds', send)).status, 422)
  assert.deepEqual(readdirSync(join(site.folder, 'uploads')), [])
})

test('nothing of a file is kept that comes with a wrong token, from elsewhere, or breaks off', async () => {
  const governance = await site.signInAs('governance')
  const body = (parts: string) => `--b\r\n${parts}`
  const headers = { 'content-type': 'multipart/form-data; boundary=b' }
  const file =
    'Content-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\nreference\r\n--b--\r\n'
  const token = 'Content-Disposition: form-data; name="_csrf"\r\n\r\nwrong\r\n--b\r\n'
  const post = (text: string, more: Record<string, string> = {}) =>
    governance.send('/record-feeds', { method: 'POST', body: body(text), headers: { ...headers, ...more } })
  assert.equal((await post(file)).status, 403)
  assert.equal((await post(token + file)).status, 403)
  assert.equal((await post(token + file, { origin: 'https://elsewhere.example' })).status, 403)
  assert.equal((await post(token.slice(0, 30))).status, 400)
  assert.equal((await post(token, { 'content-type': 'multipart/form-data' })).status, 400)
  assert.deepEqual(readdirSync(join(site.folder, 'uploads')), [])
})

test('a feed that waits can be cancelled, and its file goes', async () => {
  const governance = await site.signInAs('governance')
  const answer = await governance.upload('/record-feeds', send, 'lms.csv', HEADER)
  const address = answer.headers.get('location') ?? ''
  const { filePath } = await row(address)
  assert.ok(existsSync(filePath))
  assert.equal((await governance.post(`${address}/cancellation`, {})).status, 303)
  assert.match((await governance.get(address)).text, /Cancelled by Grace Ashby/)
  assert.ok(!existsSync(filePath))
  await governance.post(`${address}/cancellation`, {})
  assert.match((await governance.get(address)).text, /had come to its end already/)
})

test('what files and rows say is shown as text and nothing else', async () => {
  const governance = await site.signInAs('governance')
  const evil = '<script>alert(1)</script>'
  const answer = await governance.upload(
    '/record-feeds',
    send,
    `${evil}.csv`,
    `${HEADER}X,"=HYPERLINK(""${evil}"")",,\n`,
  )
  const address = answer.headers.get('location') ?? ''
  await load(address)
  const { text } = await governance.get(address)
  assert.doesNotMatch(text, /<script>alert/)
  assert.match(text, /There is no rule with the code “=HYPERLINK/)
})

test('files that are no feed are refused with a sentence on the page', async () => {
  const governance = await site.signInAs('governance')
  const binary = await governance.upload('/record-feeds', send, 'book.xlsx', Buffer.from('PK\x03\x04\0\0'))
  await load(binary.headers.get('location') ?? '')
  assert.match((await governance.get(binary.headers.get('location') ?? '')).text, /The file is an Excel workbook/)
  const empty = await governance.upload('/record-feeds', { ...send, mode: 'full' }, 'empty.csv', '')
  await load(empty.headers.get('location') ?? '')
  assert.match((await governance.get(empty.headers.get('location') ?? '')).text, /The file is empty/)
})

test('100,000 wrong rows and a field of 10 MB are shown in part and downloaded whole', async () => {
  const governance = await site.signInAs('governance')
  const rows = `${'Y,NONE,,\n'.repeat(100_000)}Z,LIB-01,,${'z'.repeat(10_000_000)}\n`
  const answer = await governance.upload('/record-feeds', send, 'wrong.csv', HEADER + rows)
  const address = answer.headers.get('location') ?? ''
  await load(address)
  const page = await governance.get(address)
  assert.match(page.text, /Rejected rows: the first 50 of 100,001/)
  assert.equal(page.text.match(/There is no rule/g)?.length, 50)
  const csv = await governance.get(`${address}/rejections.csv`)
  assert.equal(csv.text.split('\r\n').length, 100_003)
  assert.ok(csv.text.slice(-120).includes('\r\n100002,,"The row is longer than 1 MB.'))
})

test('a feed under way says how far it is, and a full one how much is missing', async () => {
  const governance = await site.signInAs('governance')
  await load(
    (await governance.upload('/record-feeds', send, 'a.csv', `${HEADER}F-1,LIB-03,,\nF-2,LIB-03,,\n`)).headers.get(
      'location',
    ) ?? '',
  )
  const answer = await governance.upload(
    '/record-feeds',
    { ...send, mode: 'full', dry_run: 'yes' },
    'b.csv',
    `${HEADER}F-1,LIB-03,,\n`,
  )
  const address = answer.headers.get('location') ?? ''
  const running = {
    state: 'running',
    rows: 1200,
    bytesDone: 500_000,
    bytesTotal: 2_000_000,
    startedAt: '2026-11-22T01:00:00.000Z',
    doingSince: '2026-11-22T11:59:00.000Z',
    doingFrom: 250_000,
  } as const
  await change(address, running)
  const lease = { job: IMPORT, holder: 'a loader', expiresAt: '2026-11-22T12:00:30.000Z' }
  await site.db.insertInto('jobLeases').values(lease).execute()
  const words = /1,200 rows read, 500 kB of 2\.0 MB; about 10 rows a second, about 6 minutes left/
  assert.match(
    (await governance.get(address)).text,
    words,
    'the pace is that since it went on, not since its first start',
  )
  await change(address, { compared: 40_000, toCompare: 100_000, doingFrom: 0 })
  const comparing = (await governance.get(address)).text
  assert.match(comparing, /Comparing with the inventory/)
  assert.match(comparing, /40,000 of 100,000 records, 40 %; 667 a second, about 2 minutes left/)
  await site.db.deleteFrom('jobLeases').execute()
  const cutOff = /40,000 of 100,000 records, 40 %; it was cut off, and goes on by itself within a minute/
  assert.match((await governance.get(address)).text, cutOff)
  await change(address, { compared: null, toCompare: null, doingFrom: 250_000 })
  const reading = /1,200 rows read, 500 kB of 2\.0 MB; it was cut off, and goes on by itself within a minute/
  assert.match((await governance.get(address)).text, reading)
  await change(address, { state: 'waiting', rows: 0 })
  await load(address)
  const { text } = await governance.get(address)
  assert.match(text, /This is a dry run/)
  assert.match(text, /href="\/records\?source=LMS&amp;missing=yes"/)
})

async function load(address: string): Promise<void> {
  await loadFeed(site.db, idOf(address), { clock: site.clock, hashKey: site.config.recordHashKey })
}

const idOf = (address: string): number => Number(address.split('/').at(-1))

const row = (address: string) =>
  site.db.selectFrom('recordFeeds').selectAll().where('id', '=', idOf(address)).executeTakeFirstOrThrow()

const change = (address: string, change: object) =>
  site.db.updateTable('recordFeeds').set(change).where('id', '=', idOf(address)).execute()
