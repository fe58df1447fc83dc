import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import express from 'express'
import { pino } from 'pino'
import { receiveBody } from './feed-body.ts'
import { apiProblems } from './problems.ts'
import { apiSite, FEEDS, HEADER } from './test-api-site.ts'

let site: Awaited<ReturnType<typeof apiSite>>

before(async () => {
  site = await apiSite()
})
after(() => site.close())

/** A request whose body is sent by hand. */
function byHand(headers: Record<string, string>): ClientRequest {
  const authorization = `Bearer ${site.library.text}`
  const all = { authorization, 'content-type': 'text/csv', ...headers }
  return request(site.address + FEEDS, { method: 'POST', headers: all, agent: false }).on('error', () => {})
}

const answerOf = async (sending: ClientRequest): Promise<IncomingMessage> =>
  ((await once(sending, 'response')) as [IncomingMessage])[0]

/** Waits until the folder of uploads holds so many files. */
async function untilFiles(count: number): Promise<void> {
  while (site.files().length !== count) await new Promise((done) => setImmediate(done))
}

test('a file that says that it is too large is refused before any of it is sent', async () => {
  const sending = byHand({ 'content-length': String(3 * 1024 ** 3) })
  sending.flushHeaders()
  const answer = await answerOf(sending)
  assert.deepEqual([answer.statusCode, answer.headers.connection], [413, 'close'])
  assert.equal(answer.headers['content-type'], 'application/problem+json; charset=utf-8')
  sending.destroy()
  assert.deepEqual(site.files(), [])
})

test('a sender that goes away half-way leaves no file and no feed', async () => {
  const before = await site.feeds()
  for (const [name, value] of [
    ['content-length', '1000000'],
    ['transfer-encoding', 'chunked'],
  ] as const) {
    const sending = byHand({ [name]: value })
    sending.write(HEADER + 'A-1,LIB-01,,\n'.repeat(1000))
    await untilFiles(1)
    sending.destroy()
    await untilFiles(0)
  }
  assert.deepEqual(await site.feeds(), before)
})

test('with one token two files may be sent at once, and a third waits until one has ended', async () => {
  const sending = [byHand({ 'content-length': '500' }), byHand({ 'content-length': '500' })]
  for (const one of sending) one.write(HEADER)
  await untilFiles(2)
  const third = await site.post(HEADER)
  assert.deepEqual([third.status, third.headers.get('retry-after')], [429, '10'])
  assert.equal((await site.post(HEADER, { token: site.music.text })).status, 202, 'another system goes on')
  for (const one of sending) one.destroy()
  await untilFiles(1)
  assert.equal((await site.post(HEADER)).status, 202)
})

test('when twenty feeds of a system wait, it is asked to wait too', async () => {
  const { systems } = site.world
  const waiting = { sourceSystemId: systems.musicSystem, fileName: 'x', mode: 'delta', state: 'waiting' } as const
  const feeds = Array.from({ length: 20 }, () => ({ ...waiting, sentByName: 'x', sentAt: site.clock.now() }))
  await site.db.insertInto('recordFeeds').values(feeds).execute()
  const answer = await site.post(HEADER, { token: site.music.text })
  assert.deepEqual([answer.status, answer.headers.get('retry-after')], [429, '60'])
  assert.match(String(answer.json.detail), /Too many feeds of this source system wait/)
  await site.db.deleteFrom('recordFeeds').where('sentByName', '=', 'x').execute()
})

describe('a body of more than the limit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'muniment-body-'))
  const app = express()
  app.post('/', async (req, res) => {
    const { path, hash } = await receiveBody(req, folder, 1000)
    const length = readFileSync(path).length
    rmSync(path)
    res.json({ hash, length })
  })
  app.use(apiProblems(pino({ level: 'silent' })))
  const server = app.listen(0, '127.0.0.1')
  after(() => {
    server.close().closeAllConnections()
    rmSync(folder, { recursive: true, force: true })
  })

  const send = (body: Buffer | ReadableStream, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {
      ...{ method: 'POST', body, duplex: 'half' },
      headers: { 'content-type': 'text/csv', ...headers },
    })

  test('is refused by its length, as it comes without one, and as it is unpacked', async () => {
    const packed = gzipSync(Buffer.alloc(1_000_000))
    assert.ok(packed.length < 1100)
    for (const [body, headers] of [
      [Buffer.alloc(1001), {}],
      [ReadableStream.from([Buffer.alloc(600), Buffer.alloc(600)]), {}],
      [packed, { 'content-encoding': 'gzip' }],
    ] as const) {
      const answer = await send(body, headers)
      assert.equal(answer.status, 413)
      assert.match(await answer.text(), /A file may have 2 GB, unpacked/)
      assert.deepEqual(readdirSync(folder), [])
    }
  })

  test('is not one of the limit itself, packed or not', async () => {
    const bytes = Buffer.alloc(1000, 'x')
    for (const [body, headers] of [
      [bytes, {}],
      [ReadableStream.from([bytes]), {}],
      [gzipSync(bytes), { 'content-encoding': 'gzip' }],
    ] as const) {
      const hash = createHash('sha256').update(bytes).digest('hex')
      assert.deepEqual(await (await send(body, headers)).json(), { hash, length: 1000 })
    }
  })
})
