import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import type { SessionData } from 'express-session'
import { removeExpiredSessions } from '../../db/queries/sessions.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { addSeconds } from '../domain/calendar.ts'
import { SESSION_IDLE_SECONDS, SESSION_SEEN_SECONDS, SessionStore } from './session-store.ts'

let at: Awaited<ReturnType<typeof temporaryDatabase>>
let store: SessionStore
let now = '2026-11-22T12:00:00.000Z'
let userId = 0

before(async () => {
  at = await temporaryDatabase()
  userId = (await smallWorld(at.db)).users.auditor.id
  store = new SessionStore(at.db, { today: () => now.slice(0, 10), now: () => now })
})
after(() => at.close())

const data = (more: object = {}) => ({ cookie: {}, userId, ...more }) as unknown as SessionData
const set = (id: string, value: SessionData) => promisify(store.set.bind(store))(id, value)
const get = (id: string) => promisify(store.get.bind(store))(id)
const rows = () => at.db.selectFrom('sessions').selectAll().execute()

test('a session is read back by its id, and the table holds nothing by which to use it', async () => {
  await set('a secret id', data({ csrfToken: 'token' }))
  assert.deepEqual(await get('a secret id'), data({ csrfToken: 'token', begun: true, seenAt: now }))
  const [row] = await rows()
  assert.match(row?.idHash ?? '', /^[0-9a-f]{64}$/)
  assert.deepEqual([row?.userId, row?.expiresAt], [userId, '2026-11-22T12:30:00.000Z'])
  assert.doesNotMatch(JSON.stringify(row), /a secret id/)
  assert.equal(await get(row?.idHash ?? ''), null)
})

test('it lasts half an hour after it was last used, and no second longer', async () => {
  await set('idle', data())
  now = addSeconds(now, SESSION_IDLE_SECONDS - 1)
  assert.notEqual(await get('idle'), null)
  await promisify(store.touch.bind(store))('idle', data())
  now = addSeconds(now, SESSION_IDLE_SECONDS - 1)
  assert.notEqual(await get('idle'), null)
  now = addSeconds(now, 1)
  assert.equal(await get('idle'), null)
})

test('what has ended is gone, and what has expired is removed at night', async () => {
  await set('ended', data())
  await promisify(store.destroy.bind(store))('ended')
  assert.equal(await get('ended'), null)
  await set('fresh', data())
  assert.ok((await removeExpiredSessions(at.db, now)) >= 2)
  assert.equal((await rows()).length, 1)
  assert.notEqual(await get('fresh'), null)
})

test('it ends after twelve hours however busy it is', async () => {
  await set('busy', data())
  for (let minutes = 0; minutes < 12 * 60 - 20; minutes += 20) {
    now = addSeconds(now, 20 * 60)
    const held = await get('busy')
    assert.notEqual(held, null, `after ${minutes + 20} minutes`)
    await promisify(store.touch.bind(store))('busy', held as SessionData)
  }
  now = addSeconds(now, 20 * 60 - 1)
  assert.notEqual(await get('busy'), null)
  now = addSeconds(now, 1)
  assert.equal(await get('busy'), null)
})

test('one that was ended stays so when a request that began before saves it afterwards', async () => {
  await set('under way', data())
  const held = (await get('under way')) as SessionData
  await promisify(store.destroy.bind(store))('under way')
  await set('under way', held)
  await promisify(store.touch.bind(store))('under way', held)
  assert.equal(await get('under way'), null)
})

test('an id that was never given finds nothing', async () => {
  for (const id of ['', "' or 1=1 --", 'x'.repeat(10_000)]) assert.equal(await get(id), null)
})

test('a database that does not answer is an error, not an empty session', async () => {
  const broken = await temporaryDatabase()
  await broken.db.selectFrom('sessions').select('id').execute()
  const other = new SessionStore(broken.db, { today: () => now.slice(0, 10), now: () => now })
  await broken.db.destroy()
  await assert.rejects(promisify(other.get.bind(other))('any'))
  await assert.rejects(promisify(other.set.bind(other))('any', data()))
  await broken.close()
})

test('one that did not change is not written again within half a minute, and its data never say when it was', async () => {
  const touch = promisify(store.touch.bind(store))
  await set('quick', data())
  now = addSeconds(now, SESSION_SEEN_SECONDS - 1)
  await touch('quick', (await get('quick')) as SessionData)
  assert.equal(((await get('quick')) as SessionData).seenAt, addSeconds(now, 1 - SESSION_SEEN_SECONDS))
  now = addSeconds(now, 1)
  await touch('quick', (await get('quick')) as SessionData)
  assert.equal(((await get('quick')) as SessionData).seenAt, now)
  assert.doesNotMatch(JSON.stringify((await rows()).map((row) => row.data)), /seenAt/)
})
