import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { sweep } from '../actions/sweep.ts'
import { program } from '../domain/permission.ts'
import { testSite } from './test-site.ts'

let site: Awaited<ReturnType<typeof testSite>>
beforeEach(async () => {
  site = await testSite()
})
afterEach(() => site.close())

const probe = async (path: string) => {
  const { status, text, headers } = await site.visitor().get(path)
  assert.match(headers.get('content-type') ?? '', /^application\/json/)
  assert.deepEqual(headers.getSetCookie(), [], 'a probe begins no session')
  return { status, body: JSON.parse(text) as Record<string, unknown> }
}

test('a process that answers is alive', async () => {
  assert.deepEqual(await probe('/healthz'), { status: 200, body: { status: 'ok' } })
})

test('it is ready while a sweep has succeeded in the last 36 hours, and says when', async () => {
  const never = { status: 'sweep late', lastSweepAsOf: null, lastSweepAt: null }
  assert.deepEqual(await probe('/readyz'), { status: 503, body: never })
  assert.ok((await sweep(site.db, { clock: site.clock, who: program('Test') })).ok)
  const last = { lastSweepAsOf: '2026-11-22', lastSweepAt: '2026-11-22T12:00:00.000Z' }
  assert.deepEqual(await probe('/readyz'), { status: 200, body: { status: 'ok', ...last } })
  site.clock.moveTo('2026-11-23')
  assert.equal((await probe('/readyz')).status, 200)
  site.clock.moveTo('2026-11-24')
  assert.deepEqual(await probe('/readyz'), { status: 503, body: { status: 'sweep late', ...last } })
})

test('a sweep that failed or was for a past date does not count', async () => {
  assert.ok((await sweep(site.db, { clock: site.clock, who: program('Test'), asOf: '2026-11-20' })).ok)
  assert.equal((await sweep(site.db, { clock: site.clock, who: program('Test'), asOf: '2026-11-30' })).ok, false)
  assert.equal((await probe('/readyz')).status, 503)
})

test('both leave the tables as they are, also the sessions', async () => {
  for (let n = 0; n < 3; n++) await probe('/healthz')
  await probe('/readyz')
  assert.deepEqual(await site.db.selectFrom('sessions').select('idHash').execute(), [])
})
