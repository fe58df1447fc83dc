import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { request } from 'node:http'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { addApiToken } from '../db/queries/api-tokens.ts'
import { hashOfToken, hintOfToken, tokenText } from '../src/domain/api-token.ts'
import { TODAY } from './lib/test-command.ts'
import { type Server, startServer } from './lib/test-server.ts'
import { smallWorlds } from './lib/test-worlds.ts'

/*
 * A source system at work, as docs/api.md shows it: it sends its file to the running server, asks until the feed is over and
 * fetches the rejected rows.
 */

const token = tokenText(randomBytes(32))
let worlds: Awaited<ReturnType<typeof smallWorlds>>
let here: Awaited<ReturnType<typeof worlds.fresh>>
let server: Server
let url: string

before(async () => {
  worlds = await smallWorlds()
  here = await worlds.fresh()
  const db = here.open()
  const made = { createdAt: `${TODAY}T12:00:00.000Z`, createdByName: 'Adam Field', expiresOn: TODAY }
  const kept = { name: 'Nightly export', tokenHash: hashOfToken(token), hint: hintOfToken(token) }
  await addApiToken(db, { sourceSystemId: worlds.world.systems.lms, ...kept, ...made })
  await db.destroy()
  server = startServer(here.settings)
  url = await server.ready
})
after(async () => {
  await server.stop()
  await worlds.remove()
})

const headers = { authorization: `Bearer ${token}`, 'content-type': 'text/csv' }
const files = (): string[] => (existsSync(here.file('uploads')) ? readdirSync(here.file('uploads')) : [])

test('a source system sends a feed, waits until it is loaded, and fetches what was rejected', async () => {
  const rows = Array.from({ length: 3000 }, (_, n) => `A-${n},LIB-01,2024-01-01\n`).join('')
  const body = `reference,rule,trigger_date\n${rows}B-1,LIB-99,\n`
  const send = () =>
    fetch(`${url}/api/v1/record-feeds?mode=full`, {
      ...{ method: 'POST', body },
      headers: { ...headers, 'idempotency-key': 'night of 22 November'.replaceAll(' ', '-') },
    })
  const sent = await send()
  assert.equal(sent.status, 202)
  const address = url + (sent.headers.get('location') ?? '')
  let feed = (await sent.json()) as Record<string, unknown>
  while (feed.state === 'waiting' || feed.state === 'running') {
    await pause(500)
    feed = (await (await fetch(address, { headers })).json()) as Record<string, unknown>
  }
  assert.deepEqual(
    [feed.state, feed.rows, feed.created, feed.rejected, feed.sent_by],
    ['done', 3001, 3000, 1, 'Nightly export (API)'],
  )
  const rejected = await fetch(`${address}/rejections.csv`, { headers })
  assert.equal(await rejected.text(), 'line,column,reason\r\n3002,rule,There is no rule with the code “LIB-99”.\r\n')
  const again = await send()
  assert.deepEqual([again.headers.get('idempotency-replayed'), url + again.headers.get('location')], ['true', address])
  assert.deepEqual(files(), [])
})

test('one that is cut off while it sends leaves nothing behind, and the server ends in order', async () => {
  const sending = request(`${url}/api/v1/record-feeds`, {
    method: 'POST',
    headers: { ...headers, 'content-length': '9999' },
  })
  sending.on('error', () => {}).write('reference,rule\n')
  while (files().length !== 1) await pause(20)
  sending.destroy()
  while (files().length !== 0) await pause(20)
  assert.equal((await server.stop()).code, 0)
  const db = here.open()
  assert.equal((await db.selectFrom('recordFeeds').select('id').execute()).length, 1)
  await db.destroy()
})
