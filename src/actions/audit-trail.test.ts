import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { addAnchor, type ChainLink } from '../../db/queries/audit-chain.ts'
import type { Db } from '../../db/schema.ts'
import { hashOfEvent, NO_HASH } from '../domain/audit-event.ts'
import { type TrailVerdict, type Verifying, verifyTrail } from './audit-trail.ts'
import { chainAnew, overwrite, remove, shift, tampered, unguardedTrail } from './test-trail.ts'

let db: Db
let close: () => Promise<void>
let links: ChainLink[] = []
before(async () => {
  const made = await unguardedTrail()
  db = made.db
  close = made.close
  links = made.links
})
after(() => close())

const head = () => {
  const { id, hash } = at(links.length)
  return { eventId: id, hash, anchoredAt: null }
}
const at = (id: number): ChainLink => {
  const link = links[id - 1]
  assert.ok(link && link.id === id)
  return link
}
const OTHER = 'f'.repeat(64)

/** What a verification finds after something was done to the trail, which is then undone. */
const found = (tamper: (tx: Db) => Promise<unknown>, verifying: Verifying = {}): Promise<TrailVerdict> =>
  tampered(db, tamper, (tx) => verifyTrail(tx, verifying))

/** At every position: what is done there is found, as the first thing that is wrong, and said in words that match. */
async function foundEverywhere(
  tamper: (tx: Db, link: ChainLink) => Promise<unknown>,
  words: RegExp,
  { from = 1, to = links.length, verifying = {} as Verifying, named = (id: number) => id } = {},
): Promise<void> {
  for (const link of links.slice(from - 1, to)) {
    const { broken } = await found((tx) => tamper(tx, link), verifying)
    assert.equal(broken?.event, named(link.id), `event ${link.id}: ${broken?.text ?? 'nothing was found'}`)
    assert.match(broken.text, words, `event ${link.id}`)
  }
}

/** Another value for each column of an event. */
const altered = ({ person: _, ...link }: ChainLink): Partial<ChainLink>[] => [
  { at: '2026-11-19T12:00:00.000Z' },
  { kind: link.kind === 'changed' ? 'retired' : 'changed' },
  { whoId: `${link.whoId}1` },
  { whoRole: link.whoRole === 'manager' ? 'auditor' : 'manager' },
  { subjectKind: link.subjectKind === 'mail' ? 'backup' : 'mail' },
  { subjectId: `${link.subjectId} ` },
  { details: link.details.replace('{', '{ ') },
  { recordCount: (link.recordCount ?? 0) + 1 },
  { listHash: OTHER },
  { requestId: `${link.requestId}x` },
  { personDigest: OTHER },
]

test('a trail of real events is whole, in pages of any size, and says what it has come to', async () => {
  assert.ok(links.length >= 30, `${links.length} events`)
  for (const atOnce of [1, 7, 1000]) {
    const { broken, events, head: last } = await verifyTrail(db, { atOnce, anchors: [head()] })
    assert.deepEqual([broken, events, last.id, last.hash], [null, links.length, links.length, head().hash])
  }
})

describe('at every position', () => {
  test('an altered column is found', async () => {
    for (const column of altered(at(1)).keys())
      await foundEverywhere(
        (tx, link) => overwrite(tx, link.id, altered(link)[column] ?? {}),
        /was altered: it is not what its hash says/,
      )
    for (const column of ['hash', 'previousHash'] as const)
      await foundEverywhere((tx, link) => overwrite(tx, link.id, { [column]: OTHER }), /was altered/)
  })

  test('another number is found as a gap', () =>
    foundEverywhere((tx, { id }) => overwrite(tx, id, { id: 9999 }), /was removed: event \d+ comes next/))

  test('an altered event that was given a new hash is found by the one after it, and the last by an anchor', async () => {
    const withNewHash = (tx: Db, link: ChainLink) => {
      const forged = { ...link, subjectId: 'FORGED' }
      return overwrite(tx, link.id, { ...forged, hash: hashOfEvent(forged) })
    }
    await foundEverywhere(withNewHash, /was altered and given a new hash/, { to: links.length - 1 })
    const anchored = { from: links.length, verifying: { anchors: [head()] } }
    await foundEverywhere(withNewHash, /is not the one that is known from elsewhere/, anchored)
  })

  test('an event that was cut from the one before it, with a new hash, is found', () =>
    foundEverywhere(
      (tx, link) => {
        const forged = { ...link, previousHash: OTHER }
        return overwrite(tx, link.id, { ...forged, hash: hashOfEvent(forged) })
      },
      /was altered and given a new hash/,
      { to: links.length - 1 },
    ))

  test('a removed event is found, also when those after it have moved up', async () => {
    await foundEverywhere((tx, { id }) => remove(tx, id), /was removed: event \d+ comes next/, { to: links.length - 1 })
    const movedUp = async (tx: Db, { id }: ChainLink) => {
      await remove(tx, id)
      await shift(tx, id, -1)
    }
    await foundEverywhere(movedUp, /was removed: what stands in its place was event \d+/, { to: links.length - 1 })
  })

  test('a forged event between others is found, with any hash and with its right one', async () => {
    const insert = async (tx: Db, link: ChainLink, isRight: boolean) => {
      const { person: _, ...event } = { ...link, kind: 'suspended' as const, personDigest: '' }
      await shift(tx, link.id, 1)
      await tx
        .insertInto('auditEvents')
        .values({ ...event, hash: isRight ? hashOfEvent(event) : OTHER })
        .execute()
    }
    await foundEverywhere((tx, link) => insert(tx, link, false), /was inserted: event \d+ had its number/)
    await foundEverywhere((tx, link) => insert(tx, link, true), /was inserted: event \d+ had its number/)
  })

  test('two neighbours that changed places are found', () =>
    foundEverywhere(
      async (tx, { id }) => {
        await overwrite(tx, id, { id: 9999 })
        await overwrite(tx, id + 1, { id })
        await overwrite(tx, 9999, { id: id + 1 })
      },
      /is not in its place: what stands there was event \d+/,
      { to: links.length - 1 },
    ))

  test('a trail that was cut off is found by an anchor, and by one that the database holds', async () => {
    const cutOff = async (tx: Db, { id }: ChainLink) => {
      for (let last = links.length; last >= id; last--) await remove(tx, last)
    }
    await foundEverywhere(cutOff, /and what followed it were removed/, { verifying: { anchors: [head()] } })
    await addAnchor(db, { ...head(), anchoredAt: '2026-11-25T04:00:00.000Z' })
    await foundEverywhere(cutOff, /that was anchored on 25 November 2026/)
    await db.deleteFrom('auditAnchors').execute()
  })

  test('a chain that was altered and made anew from there is found by an anchor, which the anchors before it narrow down', async () => {
    const anew = async (tx: Db, { id }: ChainLink) => {
      await overwrite(tx, id, { subjectId: 'FORGED' })
      await chainAnew(tx, id)
      assert.equal((await verifyTrail(tx)).broken, null, 'the chain alone is whole')
    }
    const named = () => links.length
    await foundEverywhere(anew, /it, or an event before it, was altered/, { named, verifying: { anchors: [head()] } })
    const early = { eventId: 10, hash: at(10).hash, anchoredAt: null }
    const verifying = { anchors: [early, head()] }
    await foundEverywhere(anew, /it, or an event after event 10, was altered/, { from: 11, named, verifying })
    await foundEverywhere(anew, /Event 10 is not the one/, { to: 10, named: () => 10, verifying })
  })
})

describe('who an event names', () => {
  const person = (tx: Db, id: number, set: object) =>
    tx.updateTable('auditEventPersons').set(set).where('eventId', '=', id).execute()
  const naming = () => links.filter((link) => link.person !== null)

  test('is found when it was altered, wherever that is', async () => {
    for (const set of [
      { name: 'Somebody Else' },
      { address: '10.0.0.8' },
      { details: '{}' },
      { salt: '00' },
      { happenedOn: '2010-01-01' },
    ])
      for (const { id } of naming()) {
        const { broken } = await found((tx) => person(tx, id, set))
        assert.equal(broken?.event, id, JSON.stringify(set))
        assert.match(broken.text, /was altered/)
      }
  })

  test('is found when it was removed, and no erasure accounts for it', async () => {
    for (const { id } of naming()) {
      const { broken } = await found((tx) => tx.deleteFrom('auditEventPersons').where('eventId', '=', id).execute())
      assert.deepEqual(broken, {
        event: id,
        text: `Who event ${id} names was removed, and no erasure accounts for it.`,
      })
    }
  })

  test('is found before what was done to a later event, and after what was done to an earlier one', async () => {
    const [first, second] = naming()
    assert.ok(first && second)
    for (const [renamed, altered] of [
      [first, second],
      [second, first],
    ] as const) {
      const both = async (tx: Db) => {
        await person(tx, renamed.id, { name: 'Somebody Else' })
        await overwrite(tx, altered.id, { subjectId: 'FORGED' })
      }
      assert.equal((await found(both)).broken?.event, first.id)
    }
    const cutOff = async (tx: Db) => {
      await person(tx, first.id, { name: 'Somebody Else' })
      await remove(tx, links.length)
    }
    assert.equal((await found(cutOff, { anchors: [head()] })).broken?.event, first.id)
  })

  test('is found when it was made up', async () => {
    const nobody = links.filter(({ personDigest }) => personDigest === '')
    assert.ok(nobody.length > 0)
    for (const { id: eventId } of nobody) {
      const forged = { eventId, name: 'Somebody', address: '', details: '{}', salt: '00', happenedOn: '2026-11-20' }
      const { broken } = await found((tx) => tx.insertInto('auditEventPersons').values(forged).execute())
      assert.equal(broken?.event, eventId)
    }
  })
})

test('an event before the first is found', async () => {
  const { person: _, ...first } = at(1)
  const { broken } = await found((tx) =>
    tx
      .insertInto('auditEvents')
      .values({ ...first, id: 0, previousHash: NO_HASH, hash: OTHER })
      .execute(),
  )
  assert.equal(broken?.event, 0)
})

test('an anchor of an event that never was, and one of the right event with a wrong hash, are found', async () => {
  const beyond = { eventId: links.length + 5, hash: OTHER, anchoredAt: null }
  assert.equal((await verifyTrail(db, { anchors: [beyond] })).broken?.event, links.length + 1)
  const wrong = { ...head(), hash: OTHER }
  assert.equal((await verifyTrail(db, { anchors: [wrong] })).broken?.event, links.length)
})

test('work that is asked to stop stops between two pages', async () => {
  const { signal } = { signal: AbortSignal.abort(new Error('stop')) }
  await assert.rejects(verifyTrail(db, { signal, atOnce: 1 }), /stop/)
})
