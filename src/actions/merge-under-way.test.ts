import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { wrongCounts } from '../../db/queries/record-counts.ts'
import { idsOutOfPlace } from '../../db/queries/review-withdrawals.ts'
import { areLeftBehind } from '../../db/queries/service-moves.ts'
import { program, type User } from '../domain/permission.ts'
import { mergeService } from './merge-services.ts'
import { decideReview } from './review-decisions.ts'
import { carryOutAsJob } from './review-work-job.ts'
import { MOVED_AT_ONCE, moveLeftBehind, settleReviews } from './service-moves.ts'
import { reviewWorld, TODAY } from './test-review.ts'

const MANY = 1001

let at: Awaited<ReturnType<typeof reviewWorld>>
let twin: number
beforeEach(async () => {
  at = await reviewWorld()
  const { id } = await at.db
    .insertInto('services')
    .values({ code: 'LIBS', name: 'Library services', organisationId: at.world.organisationId })
    .returning('id')
    .executeTakeFirstOrThrow()
  twin = id
})
afterEach(async () => {
  assert.deepEqual(await wrongCounts(at.db), [])
  await at.close()
})

const merge = () => mergeService(at.db, at.act(at.world.users.administrator), 'LIBS', 'LIB')
const carryOut = () =>
  carryOutAsJob(at.db, { who: program('Decisions'), clock: at.manager.clock, hashKey: 'a key for tests' })

/** Keeps all records of a review of the twin longer, which are so many that they follow the decision later. */
async function decideOnMany(): Promise<{ reviewId: number; ids: number[] }> {
  await at.due('LIB-01', 1)
  const { ids } = await at.due('LIB-01', MANY, { serviceId: twin })
  const { reviewId } = await at.record(ids[0] ?? 0)
  assert.ok(reviewId)
  const who: User = { ...at.world.users.manager, serviceIds: [twin, at.world.services.libraries] }
  const answers = { decision: 'keep all longer', keepUntil: '2027-05-01', because: 'legal claim', reason: 'An inquiry' }
  const submitted = { answers, number: String(MANY), seen: await at.seen(reviewId) }
  assert.ok((await decideReview(at.db, at.act(who), reviewId, submitted)).ok)
  return { reviewId, ids }
}

test('a service is not merged while records follow a decision on one of its reviews, and is once they have', async () => {
  const { ids } = await decideOnMany()
  const refused = await merge()
  assert.match(refused.ok ? '' : (refused.problems[0]?.text ?? ''), /still follow the decision that was made on it/)
  await carryOut()
  assert.ok((await merge()).ok)
  assert.equal((await at.record(ids[0] ?? 0)).keptUntil, '2027-05-01')
})

test('a review of a service that was merged away is settled once no decision is being carried out in it', async () => {
  const { reviewId, ids } = await decideOnMany()
  await at.db
    .updateTable('services')
    .set({ mergedIntoId: at.world.services.libraries })
    .where('id', '=', twin)
    .execute()
  const settle = () => at.db.transaction().execute((tx) => settleReviews(tx, at.manager))
  await settle()
  assert.equal((await at.review(reviewId)).state, 'open')
  await carryOut()
  await settle()
  assert.equal((await at.review(reviewId)).outcome, 'kept longer')
  assert.equal((await at.record(ids[0] ?? 0)).keptUntil, '2027-05-01')
})

describe('a review of more records than move with a merge', () => {
  const moveAll = () => moveLeftBehind(at.db, at.act(at.world.users.administrator))
  const reviewOf = async (id: number | undefined): Promise<number> => (await at.record(id ?? 0)).reviewId ?? 0

  test('goes on under the other service at once, and its records, which follow, stay where they are in it', async () => {
    const { ids } = await at.due('LIB-03', MOVED_AT_ONCE + 1, { serviceId: twin })
    const review = await reviewOf(ids[0])
    const merged = await merge()
    assert.equal(merged.ok && merged.value.left, 1)
    assert.equal((await at.review(review)).serviceId, at.world.services.libraries)
    assert.deepEqual(await idsOutOfPlace(at.db, TODAY, review), [])
    assert.equal(await moveAll(), 1)
    assert.deepEqual(
      [await reviewOf(ids.at(-1)), (await at.record(ids.at(-1) ?? 0)).serviceId],
      [review, at.world.services.libraries],
    )
  })

  test('joins an open one piece by piece, and is closed as merged with the last', async () => {
    await at.due('LIB-01', 1)
    const survivor = await at.openReview('LIB-01')
    // So many that after the first piece it has more than move at once.
    const { ids } = await at.due('LIB-01', 2 * MOVED_AT_ONCE + 1, { serviceId: twin })
    const review = await reviewOf(ids[0])
    const merged = await merge()
    assert.equal(merged.ok && merged.value.left, MOVED_AT_ONCE + 1)
    assert.equal((await at.review(review)).state, 'open')
    for (const id of [review, survivor.id]) {
      const submitted = { answers: { decision: 'approve disposal' }, number: '5001', seen: await at.seen(id) }
      const who: User = { ...at.world.users.manager, serviceIds: [twin, at.world.services.libraries] }
      const decided = await decideReview(at.db, at.act(who), id, submitted)
      assert.match(decided.ok ? '' : (decided.problems[0]?.text ?? ''), /are still being put together/)
    }
    assert.equal(await areLeftBehind(at.db), true)
    await moveAll()
    assert.equal(await areLeftBehind(at.db), false)
    const closed = await at.review(review)
    assert.deepEqual([closed.state, closed.outcome, closed.mergedIntoId], ['closed', 'merged', survivor.id])
    for (const id of [ids[0], ids.at(-1)]) assert.equal(await reviewOf(id), survivor.id)
    assert.equal(await moveAll(), 0)
  })
})
