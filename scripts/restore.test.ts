import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testServer } from '../db/test-world.ts'
import { run, runForJson } from './lib/test-command.ts'
import { smallWorlds } from './lib/test-worlds.ts'

let worlds: Awaited<ReturnType<typeof smallWorlds>>
before(async () => {
  worlds = await smallWorlds()
})
after(() => worlds.remove())

test('what was restored by other means is written into the trail, and what was under way is ended', async () => {
  const { settings, open } = await worlds.fresh()
  const db = open()
  const userId = worlds.world.users.auditor.id
  const times = { createdAt: '2026-11-20T12:00:00.000Z', expiresAt: '2026-11-27T12:00:00.000Z' }
  await db
    .insertInto('accountLinks')
    .values({ userId, kind: 'password reset', tokenHash: 'x', usedAt: null, ...times })
    .execute()
  const sent = await run('restore', ['nightly/muniment-2026-11-20.dump', '--already-restored'], settings)
  assert.deepEqual([sent.code, sent.stderr], [0, ''])
  assert.match(
    sent.stdout,
    /restored from nightly\/muniment-2026-11-20\.dump, up to event 0\. Everybody signs in again/,
  )
  assert.deepEqual(await db.selectFrom('accountLinks').select('id').execute(), [])
  const events = await db.selectFrom('auditEvents').select(['kind', 'subjectId', 'details']).execute()
  assert.deepEqual(
    events.map(({ kind, subjectId }) => [kind, subjectId]),
    [['restored', 'muniment-2026-11-20.dump']],
  )
  const again = await runForJson('restore', ['muniment-2026-11-20.dump', '--already-restored'], settings)
  assert.equal(again.result.event, 1)
  assert.equal((await runForJson('verify-audit', [], settings)).result.events, 2)
  await db.destroy()
})

const ON_A_SERVER = { skip: testServer ? false : 'there is no PostgreSQL' }

test(
  'on PostgreSQL nothing is backed up or restored by file, and both commands say what to do instead',
  ON_A_SERVER,
  async () => {
    const { settings, file } = await worlds.fresh()
    for (const [name, tool] of [
      ['backup', 'pg_dump'],
      ['restore', 'pg_restore'],
    ] as const) {
      const { code, stderr } = await run(name, [file('x.db')], settings)
      assert.equal(code, 1)
      assert.match(stderr, new RegExp(`^The database is on a PostgreSQL server, [^\\n]+ with ${tool}, [^\\n]+\\n$`))
      assert.doesNotMatch(stderr, /password|tests only/)
    }
  },
)
