import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import { sweep } from '../actions/sweep.ts'
import { program } from '../domain/permission.ts'
import { readiness } from './health.ts'
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

test('what keeps the server from its work is named, the worst first', () => {
  const well = { readable: true, current: true, writable: true, freeBytes: 1e12, hoursSinceSweep: 36 }
  assert.equal(readiness(well), 'ok')
  assert.equal(readiness({ ...well, hoursSinceSweep: 36.1 }), 'sweep late')
  assert.equal(readiness({ ...well, hoursSinceSweep: null }), 'sweep late')
  assert.equal(readiness({ ...well, freeBytes: 1e8, hoursSinceSweep: null }), 'disk nearly full')
  assert.equal(readiness({ ...well, writable: false, freeBytes: 0 }), 'database not writable')
  assert.equal(readiness({ ...well, current: false, writable: false }), 'database of another version')
  assert.equal(readiness({ ...well, readable: false, current: false }), 'database unreadable')
})

test('it is not ready when the tables are of a newer version, or gone', async () => {
  assert.ok((await sweep(site.db, { clock: site.clock, who: program('Test') })).ok)
  await sql`insert into kysely_migration values ('9999_later', '2030')`.execute(site.db)
  assert.equal((await probe('/readyz')).body.status, 'database of another version')
  await sql`alter table job_runs rename to job_runs_gone`.execute(site.db)
  assert.deepEqual(await probe('/readyz'), {
    status: 503,
    body: { status: 'database unreadable', lastSweepAsOf: null, lastSweepAt: null },
  })
})
