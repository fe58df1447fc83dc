import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { isPostgres } from '../../db/dialect.ts'
import { addAnchor, linksAfter } from '../../db/queries/audit-chain.ts'
import { headOfTrail } from '../../db/queries/audit-events.ts'
import { eventById } from '../../db/queries/audit-list.ts'
import type { Db } from '../../db/schema.ts'
import { smallWorld, temporaryDatabase, tries } from '../../db/test-world.ts'
import { type EventKind, eventKinds, hashOfEvent, hashOfList, NO_HASH, subjectKinds } from '../domain/audit-event.ts'
import { detailsOf } from '../domain/audit-sentence.ts'
import { stranger } from '../domain/permission.ts'
import { recordEvent } from './audit.ts'
import { verifyTrail } from './audit-trail.ts'
import { doThings } from './test-trail.ts'

let db: Db
let close: () => Promise<void>
before(async () => {
  const opened = await temporaryDatabase()
  db = opened.db
  close = opened.close
  await doThings(db, await smallWorld(db))
})
after(() => close())

test('the database refuses to change or remove an event, an anchor, or who did something', async () => {
  const change = db.updateTable('auditEvents').set({ subjectId: 'X' }).where('id', '=', 3).execute()
  await assert.rejects(change, /an audit event never changes/)
  await assert.rejects(db.deleteFrom('auditEvents').where('id', '=', 3).execute(), /an audit event is never removed/)
  const rename = db.updateTable('auditEventPersons').set({ name: 'X' }).where('eventId', '=', 1).execute()
  await assert.rejects(rename, /who did something never changes/)
  await addAnchor(db, { ...(await anchor()), anchoredAt: '2026-11-22T04:00:00.000Z' })
  await assert.rejects(db.updateTable('auditAnchors').set({ eventId: 1 }).execute(), /an anchor never changes/)
  await assert.rejects(db.deleteFrom('auditAnchors').execute(), /an anchor is never removed/)
})

const anchor = async () => {
  const { id, hash } = await headOfTrail(db)
  return { eventId: id, hash }
}

test('the database refuses an event out of order, or one that does not carry the hash of the last', async () => {
  const [first] = await linksAfter(db, null, 1)
  assert.ok(first)
  const { person: _, ...event } = first
  const head = await headOfTrail(db)
  const insert = (parts: { id: number; previousHash: string }) => {
    const forged = { ...event, ...parts }
    return db
      .insertInto('auditEvents')
      .values({ ...forged, hash: hashOfEvent(forged) })
      .execute()
  }
  for (const [id, previousHash] of [
    [head.id + 2, head.hash],
    [head.id + 1, NO_HASH],
    [head.id + 1, first.hash],
    [0, NO_HASH],
  ] as const)
    await assert.rejects(insert({ id, previousHash }), /an audit event follows the one before it/)
  assert.deepEqual(await headOfTrail(db), head)
})

test('the database refuses to put another in the place of an event, an anchor, or who did something', async () => {
  const [first] = await linksAfter(db, null, 1)
  assert.ok(first?.person)
  const { person, ...event } = first
  const head = await headOfTrail(db)
  const other = { ...event, subjectId: 'FORGED' }
  // PostgreSQL has no such statement: there, what is added a second time is refused by the same triggers.
  const into = isPostgres(db) ? db.insertInto.bind(db) : db.replaceInto.bind(db)
  const replacing = (parts: typeof event) => into('auditEvents').values(parts).execute()
  await assert.rejects(replacing({ ...other, hash: hashOfEvent(other) }), /an audit event/)
  await assert.rejects(
    replacing({ ...other, id: head.id + 1, previousHash: head.hash }),
    /an audit event is never replaced/,
  )
  const named = { ...person, eventId: first.id, name: 'Somebody Else' }
  await assert.rejects(into('auditEventPersons').values(named).execute(), /who did something is never replaced/)
  await addAnchor(db, { ...(await anchor()), anchoredAt: '2026-11-23T04:00:00.000Z' })
  const { id } = await db.selectFrom('auditAnchors').select('id').executeTakeFirstOrThrow()
  const elsewhere = { id, eventId: 1, hash: first.hash, anchoredAt: '2026-11-23T04:00:00.000Z' }
  await assert.rejects(into('auditAnchors').values(elsewhere).execute(), /an anchor is never replaced/)
  assert.deepEqual((await linksAfter(db, null, 1))[0], first)
  assert.deepEqual(await headOfTrail(db), head)
})

test('an event stands or falls with what it is about', async () => {
  const head = await headOfTrail(db)
  const clock = { today: () => '2026-11-22', now: () => '2026-11-22T12:00:00.000Z' }
  const failing = db.transaction().execute(async (tx) => {
    await recordEvent(tx, { who: stranger(), clock }, { kind: 'added', subject: { kind: 'service', id: 'X' } })
    throw new Error('the thing itself failed')
  })
  await assert.rejects(failing, /the thing itself failed/)
  assert.deepEqual(await headOfTrail(db), head)
})

test('any event is read back as it was written, and the trail stays whole', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom('=1+1', '\0', '\ud800', '"\\', '<b>', '图书馆'),
  )
  const held = (one: string) => one.toWellFormed().replaceAll('\0', '�')
  const wellFormed = text.map((one) => one.toWellFormed())
  const plain = { noNullPrototype: true }
  const value = fc.oneof(wellFormed, fc.integer(), fc.boolean())
  const change = fc.record({ field: wellFormed, before: fc.option(wellFormed), after: fc.option(wellFormed) }, plain)
  const facts = fc.dictionary(
    wellFormed.filter((key) => key !== '__proto__'),
    value,
    { maxKeys: 4, noNullPrototype: true },
  )
  const details = fc.record({ changes: fc.array(change, { maxLength: 4 }), facts }, plain)
  const happening = fc.record({
    // The issue of a certificate says that there is one.
    kind: fc.constantFrom(...(Object.keys(eventKinds) as EventKind[]).filter((kind) => kind !== 'certificate issued')),
    subject: fc.record({ kind: fc.constantFrom(...subjectKinds), id: wellFormed }),
    said: details,
    personal: details,
    records: fc.option(fc.array(fc.nat(), { maxLength: 5 }), { nil: undefined }),
  })
  const who = wellFormed.map(stranger)
  await fc.assert(
    fc.asyncProperty(happening, who, wellFormed, async ({ kind, subject, said, personal, records }, agent, address) => {
      const clock = { today: () => '2026-11-22', now: () => '2026-11-22T12:00:00.000Z' }
      const parts = { kind, subject, ...said, personal, ...(records ? { records } : {}) }
      const id = await db
        .transaction()
        .execute((tx) => recordEvent(tx, { who: agent, clock, address, requestId: address }, parts))
      const event = await eventById(db, id)
      assert.ok(event)
      assert.deepEqual(
        [event.kind, event.subjectKind, event.subjectId, event.requestId],
        [kind, subject.kind, held(subject.id), held(address)],
      )
      assert.deepEqual(JSON.parse(event.details), said)
      assert.deepEqual(detailsOf(event).changes, [...said.changes, ...personal.changes])
      assert.equal(event.listHash, records ? hashOfList(records) : null)
      if (event.name !== null) assert.deepEqual([event.name, event.address], [held(agent.name), held(address)])
    }),
    { numRuns: tries(60) },
  )
  assert.equal((await verifyTrail(db)).broken, null)
})
