import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { apiSite, FEEDS, HEADER } from './test-api-site.ts'

let site: Awaited<ReturnType<typeof apiSite>>
let asked = 0

before(async () => {
  site = await apiSite({
    loadFeeds: () => {
      asked += 1
    },
  })
})
after(() => site.close())

const ROWS = `${HEADER}A-1,LIB-01,2024-01-01,Box\nA-2,NONE,,\n`

describe('a feed that is sent', () => {
  test('waits, is loaded, and is read with what came of it and why rows were rejected', async () => {
    const before = asked
    const sent = await site.post(ROWS, { path: `${FEEDS}?file_name=lms.csv` })
    assert.equal(sent.status, 202)
    assert.equal(asked, before + 1)
    const { feed, state } = sent.json
    assert.equal(state, 'waiting')
    const address = sent.headers.get('location') ?? ''
    assert.equal(address, `${FEEDS}/${feed}`)
    assert.equal((await site.get(address)).json.state, 'waiting')
    await site.load(feed)
    const { json, headers } = await site.get(address)
    assert.deepEqual(json, {
      ...{ feed, source: 'LMS', mode: 'delta', dry_run: false, state: 'done', rows: 2, accepted: 1, created: 1 },
      ...{ updated: 0, unchanged: 0, rejected: 1, missing_at_source: 0, notes: [] },
      ...{ file_name: 'lms.csv', correction: false, sent_by: 'Nightly export (API)' },
      ...{ sent_at: site.clock.now(), started_at: site.clock.now(), finished_at: site.clock.now() },
      ...{ bytes_total: ROWS.length, bytes_done: ROWS.length },
    })
    assert.match(headers.get('content-type') ?? '', /^application\/json/)
    const csv = await site.get(`${address}/rejections.csv`)
    assert.equal(csv.text, 'line,column,reason\r\n3,rule,There is no rule with the code “NONE”.\r\n')
    assert.deepEqual(site.files(), [])
  })

  test('is what its address says it is', async () => {
    const { json } = await site.post(ROWS, { path: `${FEEDS}?mode=full&correction=true&dry_run=true` })
    assert.deepEqual([json.mode, json.correction, json.dry_run, json.file_name], ['full', true, true, 'LMS.csv'])
    await site.load(json.feed)
  })

  test('may be packed with gzip, be called plain text or bytes, and say its characters', async () => {
    for (const type of ['text/csv; charset=utf-8', 'text/plain', 'application/octet-stream']) {
      const headers = { 'content-type': type, 'content-encoding': 'gzip' }
      const { status, json } = await site.post(gzipSync(ROWS), { headers })
      assert.equal(status, 202)
      assert.equal(json.bytes_total, ROWS.length)
      assert.equal((await site.load(json.feed)).unchanged, 1)
    }
  })

  test('that is no CSV is refused with the reason, and an empty one too', async () => {
    for (const [body, reason] of [
      [Buffer.from('PK\x03\x04\0\0'), /Excel workbook/],
      [Buffer.from([1, 2, 0, 0, 255, 254]), /not text/],
      ['', /empty/],
    ] as const) {
      const { json } = await site.post(body)
      await site.load(json.feed)
      const after = (await site.get(`${FEEDS}/${json.feed}`)).json
      assert.equal(after.state, 'refused')
      assert.match(String(after.error), reason)
    }
    assert.deepEqual(site.files(), [])
  })

  test('is an event in the name of the token, and so is the list of rejected rows that leaves', async () => {
    const { json } = await site.post(ROWS)
    await site.load(json.feed)
    await site.get(`${FEEDS}/${json.feed}/rejections.csv`)
    const last = (await site.events('exported')).at(-1)
    assert.deepEqual([last?.whoRole, last?.whoId], ['source system', `token ${site.library.id}`])
  })
})

describe('nothing is kept and a problem says why', () => {
  const refused = async (answer: Awaited<ReturnType<typeof site.post>>, status: number, detail: RegExp) => {
    assert.equal(answer.status, status, answer.text)
    assert.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8')
    assert.equal(answer.json.status, status)
    assert.match(String(answer.json.detail), detail)
    assert.match(String(answer.json.request_id), /^[0-9a-f-]{36}$/)
    assert.deepEqual(site.files(), [])
  }

  test('when the address has a parameter that is not known, or a wrong value', async () => {
    const before = await site.feeds()
    for (const query of ['source=MUSIC', 'mode=all', 'dry_run=yes', 'mode=full&mode=delta', 'access_token=x'])
      await refused(await site.post(ROWS, { path: `${FEEDS}?${query}` }), 400, /mode|dry_run|does not know/)
    assert.deepEqual(await site.feeds(), before)
  })

  test('when it is another kind of file, packed otherwise, or not packed at all', async () => {
    for (const type of [
      'application/json',
      'multipart/form-data; boundary=b',
      'application/x-www-form-urlencoded',
      '',
    ]) {
      const answer = await site.post(ROWS, { headers: { 'content-type': type } })
      await refused(answer, 415, /Content-Type of text\/csv/)
      assert.match(answer.headers.get('accept-post') ?? '', /text\/csv/)
    }
    await refused(await site.post(ROWS, { headers: { 'content-encoding': 'br' } }), 415, /packed with gzip/)
    await refused(await site.post(ROWS, { headers: { 'content-encoding': 'gzip' } }), 400, /cannot be unpacked/)
    const cut = gzipSync(ROWS.repeat(100)).subarray(0, -12)
    await refused(await site.post(cut, { headers: { 'content-encoding': 'gzip' } }), 400, /cannot be unpacked/)
  })

  test('when there is nothing at the address, or another method is meant', async () => {
    for (const path of ['/api', '/api/', '/api/v1', '/api/v2/record-feeds', '/api/v1/records', '/API/v1/users'])
      await refused(await site.get(path), 404, /nothing at this address/)
    await refused(await site.get('/api/v1/record-feeds/%E0%A4%A'), 400, /could not be understood/)
    for (const [method, path, allow] of [
      ['GET', FEEDS, 'POST'],
      ['PUT', `${FEEDS}/1`, 'GET, HEAD'],
      ['DELETE', `${FEEDS}/1`, 'GET, HEAD'],
      ['POST', '/api/v1/openapi.json', 'GET, HEAD'],
    ] as const) {
      const answer = await site.ask(method, path, {})
      await refused(answer, 405, /openapi\.json says what each address takes/)
      assert.equal(answer.headers.get('allow'), allow)
    }
    assert.equal((await site.ask('OPTIONS', FEEDS, {})).headers.get('allow'), 'POST')
  })

  test('when the feed is not there', async () => {
    for (const id of ['999999', '0', '-1', '1e3', 'x', '%00', '..%2f1'])
      for (const end of ['', '/rejections.csv'])
        await refused(await site.get(`${FEEDS}/${id}${end}`), 404, /no such feed of this source system/)
  })

  test('and what nobody foresaw is told without detail', async () => {
    await site.db.schema.alterTable('api_tokens').renameTo('elsewhere').execute()
    const answer = await site.get(`${FEEDS}/1`)
    await site.db.schema.alterTable('elsewhere').renameTo('api_tokens').execute()
    await refused(answer, 500, /Nothing was kept of this request/)
    assert.doesNotMatch(answer.text, /api_tokens|SQLITE|\.ts:/)
  })
})

test('a feed of another source system is not found, also by its number', async () => {
  const { json } = await site.post(ROWS)
  for (const end of ['', '/rejections.csv']) {
    const answer = await site.get(`${FEEDS}/${json.feed}${end}`, { token: site.music.text })
    assert.equal(answer.status, 404)
    assert.doesNotMatch(answer.text, /LMS|Box/)
    assert.equal((await site.get(`${FEEDS}/${json.feed}${end}`)).status, 200)
  }
  const theirs = await site.post(ROWS, { token: site.music.text })
  assert.equal(theirs.json.source, 'MUSIC')
})
