import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { keepingCounts, wrongCounts } from '../../db/queries/record-counts.ts'
import { isDisposalUnderWay } from '../../db/queries/review-disposals.ts'
import { addDays } from '../domain/calendar.ts'
import { chaseUnanswered } from './instruction-upkeep.ts'
import { forgetDisposed } from './review-disposals.ts'
import { instructionWorld, KEY } from './test-instructions.ts'
import { TODAY } from './test-review.ts'

let at: Awaited<ReturnType<typeof instructionWorld>>
beforeEach(async () => {
  at = await instructionWorld()
})
afterEach(async () => {
  assert.deepEqual(await wrongCounts(at.db), [])
  await at.close()
})

describe('what is approved is instructed', () => {
  test('once for each review and source system, with every record in it', async () => {
    const { ids, review } = await at.approved('LIB-01', 3)
    await at.db
      .updateTable('records')
      .set({ sourceSystemId: at.world.systems.musicSystem })
      .where('id', '=', ids[2]!)
      .execute()
    assert.deepEqual(await at.instruct(), { instructions: 2, records: 3, left: 0 })
    const instructions = await at.db.selectFrom('disposalInstructions').selectAll().orderBy('recordCount').execute()
    assert.deepEqual(
      instructions.map((one) => [one.reviewId, one.state, one.action, one.recordCount, one.oldestDueOn, one.toldOn]),
      [
        [review.id, 'open', 'destroy', 1, '2003-03-01', TODAY],
        [review.id, 'open', 'destroy', 2, '2003-03-01', TODAY],
      ],
    )
    for (const id of ids) assert.equal((await at.record(id)).state, 'instructed')
    assert.equal((await at.review(review.id)).state, 'approved')
    assert.deepEqual(await at.instruct(), { instructions: 0, records: 0, left: 0 })
  })

  test('not before the cooling-off of its rule is over', async () => {
    await at.db.updateTable('retentionRuleVersions').set({ coolingOffDays: 14 }).execute()
    await at.approved('LIB-01', 1)
    assert.equal((await at.instruct(addDays(TODAY, 13))).records, 0)
    assert.equal((await at.instruct(addDays(TODAY, 14))).records, 1)
  })

  test('but for what fails a guard by then, which leaves its approval with the reason', async () => {
    const { ids, review } = await at.approved('LIB-01', 3)
    const later = { retainUntil: '2030-01-01', dueOn: '2030-01-02' }
    await at.db.updateTable('records').set(later).where('id', '=', ids[0]!).execute()
    await at.db.updateTable('records').set({ missingSince: TODAY }).where('id', '=', ids[1]!).execute()
    assert.deepEqual(await at.instruct(), { instructions: 1, records: 1, left: 2 })
    const states = await Promise.all(ids.map(async (id) => (await at.record(id)).state))
    assert.deepEqual(states, ['retained', 'retained', 'instructed'])
    assert.deepEqual(
      (await Promise.all(ids.slice(0, 2).map(at.changes))).map((changes) => changes.at(-1)?.reason),
      ['It is no longer past its period', 'Its source system no longer lists it'],
    )
    assert.equal((await at.review(review.id)).state, 'approved')
  })

  test('and a review all of whose records left is closed', async () => {
    const { review } = await at.approved('LIB-01', 2)
    await at.db.updateTable('records').set({ missingSince: TODAY }).where('reviewId', '=', review.id).execute()
    assert.equal((await at.instruct()).records, 0)
    const closed = await at.review(review.id)
    assert.deepEqual([closed.state, closed.outcome], ['closed', 'nothing left'])
  })
})

test('an instruction without all answers is chased after thirty days, and again after thirty more', async () => {
  const { instruction } = await at.instructed('LIB-01', 1)
  const on = (days: number) => at.act(at.world.users.governance, addDays(TODAY, days))
  assert.equal(await chaseUnanswered(at.db, on(29)), 0)
  assert.equal(await chaseUnanswered(at.db, on(30)), 1)
  assert.equal(await chaseUnanswered(at.db, on(31)), 0)
  assert.equal((await at.instruction(instruction.id)).chasedOn, addDays(TODAY, 30))
  assert.equal(await chaseUnanswered(at.db, on(60)), 1)
})

test('a disposal is under way from its approval until the inventory has forgotten its records, whatever is left of it', async () => {
  const underWay = () => isDisposalUnderWay(at.db)
  const closed = { state: 'closed', closedAt: '2026-11-22T12:00:00.000Z' } as const
  await at.due('FIN-01', 1)
  assert.equal(await underWay(), false, 'as nothing is approved')
  const { ids, review } = await at.approved('LIB-01', 1)
  assert.equal(await underWay(), true)
  await at.instruct()
  await at.db.updateTable('disposalReviews').set(closed).where('id', '=', review.id).execute()
  assert.equal(await underWay(), true, 'as the instruction is open')
  await at.db.updateTable('disposalInstructions').set(closed).execute()
  assert.equal(await underWay(), false)
  await keepingCounts(at.db, { ids, now: closed.closedAt }, () =>
    at.db.updateTable('records').set({ state: 'destroyed' }).where('id', 'in', ids).execute(),
  )
  assert.equal(await underWay(), true, 'as its reference is still known')
  await forgetDisposed(at.db, at.act(at.world.users.governance).clock, KEY)
  assert.equal(await underWay(), false)
})
