import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { wrongCounts } from '../../db/queries/record-counts.ts'
import { addRecord, addRecords } from '../../db/test-records.ts'
import { extendHold, liftHold } from './disposal-holds.ts'
import { carryOutHolds } from './hold-release.ts'
import { decideReview } from './review-decisions.ts'
import { held, lifted, placed } from './test-holds.ts'
import { refusals, reviewWorld, TODAY } from './test-review.ts'

let at: Awaited<ReturnType<typeof reviewWorld>>
beforeEach(async () => {
  at = await reviewWorld()
})
afterEach(async () => {
  assert.deepEqual(await wrongCounts(at.db), [])
  await at.close()
})

const holdOf = (id: number) =>
  at.db.selectFrom('disposalHolds').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const states = async (ids: number[]) => {
  const rows = await at.db.selectFrom('records').select(['id', 'state']).where('id', 'in', ids).orderBy('id').execute()
  return rows.map(({ state }) => state)
}
const eventKinds = async () =>
  (await at.db.selectFrom('auditEvents').select(['kind', 'subjectId', 'recordCount']).orderBy('id').execute())
    .filter(({ kind }) => kind.startsWith('hold') || kind === 'records left' || kind === 'review closed')
    .map(({ kind, subjectId, recordCount }) => `${kind} ${subjectId} ${recordCount ?? ''}`.trim())

describe('placing a hold', () => {
  test('takes what is due out of its review, with the reason in the histories of both, and closes an emptied review', async () => {
    const { ids, review } = await at.due('LIB-01', 3)
    const hold = await held(at.db, at.governance, { rules: ['LIB-01'] })
    assert.deepEqual(await states(ids), ['retained', 'retained', 'retained'])
    assert.deepEqual((await at.changes(ids[0] ?? 0)).at(-1), {
      what: 'review',
      before: `Disposal review ${review.id}, since ${TODAY}`,
      after: null,
      reason: `Disposal hold ${hold} keeps it`,
      byName: 'Grace Ashby',
    })
    assert.equal((await at.review(review.id)).state, 'closed')
    assert.deepEqual(await eventKinds(), [
      `hold placed ${hold}`,
      `records left ${review.id} 3`,
      `review closed ${review.id}`,
      `hold carried out ${hold}`,
    ])
    const { withdrawn, carriedOutAt } = await holdOf(hold)
    assert.deepEqual([withdrawn, carriedOutAt !== null], [3, true])
  })

  test('withdraws an approval, and leaves what it does not catch approved', async () => {
    const { ids, review } = await at.due('LIB-01', 2)
    const other = await addRecord(at.db, at.world, { triggerOn: '2000-02-29', reference: 'OTHER' })
    await at.sweepFor(TODAY)
    const answers = { decision: 'approve disposal' }
    const decided = await decideReview(at.db, at.manager, review.id, {
      ...{ answers, number: '', seen: await at.seen(review.id) },
    })
    assert.ok(decided.ok, JSON.stringify(decided))
    const { reference } = await at.record(ids[0] ?? 0)
    await held(at.db, at.governance, { source: 'LMS', references: [reference] })
    assert.deepEqual(await states([...ids, other]), ['retained', 'approved', 'approved'])
    assert.equal((await at.review(review.id)).state, 'approved')
  })

  test('keeps what it catches before that stands in a review is taken out', async () => {
    const { ids, review } = await at.due('LIB-01', 2)
    const seen = await at.seen(review.id)
    await placed(at.db, at.governance, { services: ['LIB'] })
    const answers = { decision: 'approve disposal' }
    const decided = await decideReview(at.db, at.manager, review.id, { answers, number: '', seen })
    assert.match(refusals(decided)[0] ?? '', /2 records had to leave it/)
    assert.deepEqual(await states(ids), ['retained', 'retained'])
  })

  test('goes on where it was cut off, and tells of each record once', async () => {
    const { ids } = await at.due('LIB-01', 4_000)
    const id = await placed(at.db, at.governance, { rules: ['LIB-01'] })
    let pieces = 0
    const killed = async () => {
      if (++pieces === 2) throw new Error('killed')
    }
    await assert.rejects(carryOutHolds(at.db, { ...at.governance, renew: killed }), /^Error: killed$/)
    const { withdrawn } = await holdOf(id)
    assert.ok(withdrawn > 0 && withdrawn < ids.length, String(withdrawn))
    await carryOutHolds(at.db, at.governance)
    assert.equal((await holdOf(id)).withdrawn, ids.length)
    assert.deepEqual([...new Set(await states(ids))], ['retained'])
    const left = (await eventKinds()).filter((event) => event.startsWith('records left'))
    assert.equal(
      left.reduce((sum, event) => sum + Number(event.split(' ').at(-1)), 0),
      ids.length,
    )
    assert.equal((await at.changes(ids[0] ?? 0)).length, 1)
  })

  test('ends when somebody lifts the hold meanwhile', async () => {
    const { ids } = await at.due('LIB-01', 2)
    const id = await placed(at.db, at.governance, { rules: ['LIB-01'] })
    await lifted(at.db, at.governance, id)
    await carryOutHolds(at.db, at.governance)
    assert.deepEqual(await states(ids), ['due', 'due'])
    assert.ok((await holdOf(id)).carriedOutAt)
  })

  test('is for information governance alone', async () => {
    for (const role of ['manager', 'auditor', 'administrator'] as const)
      await assert.rejects(placed(at.db, at.act(at.world.users[role]), { services: ['LIB'] }), /may not place and lift/)
  })
})

describe('a hold in force', () => {
  test('keeps records that are long overdue, those that come later as well', async () => {
    await held(at.db, at.governance, { services: ['LIB'], triggerTo: '2010-12-31' })
    const caught = await addRecords(at.db, at.world, { triggerOn: '2000-02-29' }, 2)
    const [later] = await addRecords(at.db, at.world, { triggerOn: '2011-01-01' }, 1)
    await at.sweepFor(TODAY)
    assert.deepEqual(await states([...caught, later ?? 0]), ['retained', 'retained', 'due'])
    const run = await at.db.selectFrom('jobRuns').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
    assert.deepEqual([run.newlyDue, run.held, run.heldPastPeriod], [1, 2, 2])
  })

  test('catches a reference whose record is sent later', async () => {
    await held(at.db, at.governance, { source: 'LMS', references: ['LATE-1'] })
    const late = await addRecord(at.db, at.world, { triggerOn: '2000-02-29', reference: 'LATE-1' })
    const other = await addRecord(at.db, at.world, { triggerOn: '2000-02-29', reference: 'LATE-2' })
    await at.sweepFor(TODAY)
    assert.deepEqual(await states([late, other]), ['retained', 'due'])
  })

  test('is on the service that its own was merged into', async () => {
    const { libraries, music } = at.world.services
    await held(at.db, at.governance, { services: ['LIB'] })
    await at.db.updateTable('services').set({ mergedIntoId: music }).where('id', '=', libraries).execute()
    const [here] = await addRecords(at.db, at.world, { triggerOn: '2000-02-29', serviceId: music }, 1)
    await at.sweepFor(TODAY)
    assert.deepEqual(await states([here ?? 0]), ['retained'])
  })
})

describe('lifting a hold', () => {
  test('lets records be flagged 30 days later at the earliest, with a whole review period', async () => {
    const { ids } = await at.due('LIB-01', 1)
    const id = await held(at.db, at.governance, { rules: ['LIB-01'] })
    await lifted(at.db, at.governance, id)
    await at.sweepFor('2026-12-21')
    assert.deepEqual(await states(ids), ['retained'])
    await at.sweepFor('2026-12-22')
    const record = await at.record(ids[0] ?? 0)
    assert.deepEqual([record.state, record.flaggedOn, record.reviewBy], ['due', '2026-12-22', '2027-01-21'])
  })

  test('frees nothing that another hold is on', async () => {
    const [record] = await addRecords(at.db, at.world, { triggerOn: '2000-02-29' }, 1)
    const first = await held(at.db, at.governance, { rules: ['LIB-01'] })
    const second = await held(at.db, at.governance, { services: ['LIB'] })
    await lifted(at.db, at.governance, first)
    await at.sweepFor('2026-12-31')
    assert.deepEqual(await states([record ?? 0]), ['retained'])
    await lifted(at.db, at.act(at.world.users.governance, '2026-12-31'), second)
    await at.sweepFor('2027-01-30')
    assert.deepEqual(await states([record ?? 0]), ['due'])
  })

  test('is refused to whoever saw another state of it, and never done twice', async () => {
    const id = await held(at.db, at.governance, { services: ['LIB'] })
    const longer = { reviewOn: '2027-06-01', reason: 'Disclosure is not done' }
    assert.ok((await extendHold(at.db, at.governance, { id, seen: 1 }, longer)).ok)
    const stale = await liftHold(at.db, at.governance, { id, seen: 1 }, { reason: 'Settled' })
    assert.match(refusals(stale)[0] ?? '', /somebody else has reviewed it/)
    assert.ok((await liftHold(at.db, at.governance, { id, seen: 2 }, { reason: 'Settled' })).ok)
    const again = await liftHold(at.db, at.governance, { id, seen: 3 }, { reason: 'Settled' })
    assert.match(refusals(again)[0] ?? '', /Grace Ashby lifted it/)
    const events = await at.db.selectFrom('holdEvents').select(['kind', 'reviewOn', 'reason']).orderBy('id').execute()
    assert.deepEqual(
      events.map(({ kind, reviewOn }) => [kind, reviewOn]),
      [
        ['placed', '2027-02-20'],
        ['extended', '2027-06-01'],
        ['lifted', null],
      ],
    )
  })
})
