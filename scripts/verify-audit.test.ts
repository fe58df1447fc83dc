import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { dropGuards } from '../db/test-guards.ts'
import { doThings } from '../src/actions/test-trail.ts'
import { run, runForJson } from './lib/test-command.ts'
import { smallWorlds } from './lib/test-worlds.ts'

let worlds: Awaited<ReturnType<typeof smallWorlds>>
before(async () => {
  worlds = await smallWorlds()
})
after(() => worlds.remove())

/** A database with a trail in it, and its last event. */
async function withTrail() {
  const fresh = await worlds.fresh()
  const db = fresh.open()
  await doThings(db, worlds.world)
  const head = await db.selectFrom('auditEvents').select(['id', 'hash']).orderBy('id', 'desc').executeTakeFirstOrThrow()
  return { ...fresh, db, head }
}

test('a whole trail ends with 0, and gives the number and hash that it has come to', async () => {
  const { db, settings, head } = await withTrail()
  const anchor = `${head.id}:${head.hash.toUpperCase()}`
  const { code, result } = await runForJson(
    'verify-audit',
    ['--anchor', anchor, '--anchor', `1:${await hashOf(db, 1)}`],
    settings,
  )
  await db.destroy()
  assert.equal(code, 0)
  assert.deepEqual(result, {
    ...{
      whole: true,
      events: head.id,
      last_event: head.id,
      hash: head.hash,
      anchors: 2,
      names_erased: 0,
      certificates: 0,
    },
    ...{ broken_event: null, changed_certificate: null, finding: null },
  })
})

const hashOf = async (db: Awaited<ReturnType<typeof withTrail>>['db'], id: number) =>
  (await db.selectFrom('auditEvents').select('hash').where('id', '=', id).executeTakeFirstOrThrow()).hash

test('a broken trail ends with 1 and names the first event; a cut one is found by what a digest carried', async () => {
  const { db, settings, head } = await withTrail()
  await dropGuards(db, 'audit_events_stay', 'audit_events_stand')
  await db.deleteFrom('auditEventPersons').where('eventId', '=', head.id).execute()
  await db.deleteFrom('auditEvents').where('id', '=', head.id).execute()
  assert.equal((await run('verify-audit', [], settings)).code, 0, 'the chain alone does not know its end')
  const cut = await run('verify-audit', ['--anchor', `${head.id}:${head.hash}`], settings)
  assert.equal(cut.code, 1)
  assert.match(
    cut.stdout,
    new RegExp(`^The audit trail is broken\\. Event ${head.id} and what followed it were removed`),
  )
  await db.updateTable('auditEvents').set({ requestId: 'forged' }).where('id', '=', 7).execute()
  await db.destroy()
  const { code, result } = await runForJson('verify-audit', [], settings)
  assert.deepEqual([code, result.whole, result.broken_event], [1, false, 7])
})
