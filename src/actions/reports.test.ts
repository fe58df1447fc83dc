import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { repeatedlyKept, reviewsAnswered, reviewsToAnswer } from '../../db/queries/report-reviews.ts'
import { addRecords } from '../../db/test-records.ts'
import { decisionTimes } from '../domain/decision-times.ts'
import { agedReviews } from '../domain/review-ageing.ts'
import { forecast } from './report-forecast.ts'
import { sampleOfDecisions } from './report-sample.ts'
import { decideReview } from './review-decisions.ts'
import { reviewWorld, TODAY } from './test-review.ts'

let at: Awaited<ReturnType<typeof reviewWorld>>
let kept: number
before(async () => {
  at = await reviewWorld()
  const { ids, review } = await at.due('LIB-01', 3)
  await at.due('LIB-03', 2)
  const decided = await decideReview(at.db, at.act(at.world.users.manager, '2026-12-30'), review.id, {
    answers: { decision: 'approve disposal' },
    number: '3',
    seen: await at.seen(review.id),
  })
  assert.ok(decided.ok)
  kept = ids[0] ?? 0
  for (const batchId of [1, 2]) await exception(batchId, kept, review.id, null)
  await exception(3, ids[1] ?? 0, review.id, null)
  await exception(4, ids[1] ?? 0, review.id, '2026-11-23T12:00:00.000Z')
})
after(() => at.close())

async function exception(batchId: number, recordId: number, reviewId: number, undoneAt: string | null) {
  await at.db
    .insertInto('reviewExceptions')
    .values({
      ...{ batchId, recordId, reviewId, kind: 'keep longer', keepUntil: '2027-03-01', reason: 'A claim', undoneAt },
      ...{ decidedById: at.world.users.manager.id, decidedByName: 'Mark Lowe', decidedAt: `${TODAY}T12:00:00.000Z` },
      organisationId: at.world.organisationId,
    })
    .execute()
}

test('reviews that wait are counted by service and age', async () => {
  const waiting = await reviewsToAnswer(at.db, null)
  assert.deepEqual(
    agedReviews(waiting, '2027-01-10').map(({ serviceCode, age, reviews, records }) => [
      serviceCode,
      age,
      reviews,
      records,
    ]),
    [['LIB', '15 to 28 days', 1, 2]],
  )
  assert.deepEqual(await reviewsToAnswer(at.db, [at.world.services.music]), [])
})

test('the time from opening to decision is counted in days, and what was late is said', async () => {
  const between = { from: '2026-12-01T00:00:00.000Z', before: '2027-01-01T00:00:00.000Z' }
  const [libraries, ...others] = decisionTimes(await reviewsAnswered(at.db, null, between))
  assert.deepEqual(others, [])
  assert.deepEqual([libraries?.reviews, libraries?.median, libraries?.late, libraries?.secondMedian], [1, 38, 1, null])
  assert.deepEqual(await reviewsAnswered(at.db, null, { ...between, before: '2026-12-02T00:00:00.000Z' }), [])
})

test('a record is kept again when two exceptions stand, and one that was undone counts for nothing', async () => {
  assert.deepEqual(
    (await repeatedlyKept(at.db, null)).map(({ ruleCode, times, records }) => [ruleCode, times, records]),
    [['LIB-01', 2, 1]],
  )
  assert.deepEqual(await repeatedlyKept(at.db, [at.world.services.music]), [])
})

test('the forecast counts each month by service, from tomorrow and for six years', async () => {
  await addRecords(at.db, at.world, { rule: 'LIB-01', triggerOn: '2024-01-15' }, 4)
  await addRecords(at.db, at.world, { rule: 'LIB-01', triggerOn: '2024-01-15', serviceId: null }, 1)
  const rows = await forecast(at.db, null, TODAY)
  const month = rows.filter(({ records }) => records === 4)
  assert.equal(month.length, 1)
  assert.equal(month[0]?.serviceCode, 'LIB')
  assert.deepEqual(await forecast(at.db, null, TODAY, 'MUS'), [])
  assert.deepEqual(
    (await forecast(at.db, [at.world.services.libraries], TODAY)).map(({ serviceCode }) => serviceCode),
    ['LIB'],
  )
})

test('the same seed draws the same decisions, another seed others, and a batch of exceptions is one', async () => {
  const asked = { seed: 'audit', size: 2, from: TODAY, to: '2026-12-31' }
  const one = await sampleOfDecisions(at.db, asked)
  assert.equal(one.of, 5)
  assert.deepEqual(await sampleOfDecisions(at.db, asked), one)
  const drawn = async (seed: string) =>
    (await sampleOfDecisions(at.db, { ...asked, seed, size: 5 })).drawn.map(({ kind, id }) => `${kind} ${id}`)
  const all = await drawn('audit')
  assert.deepEqual(all.toSorted(), ['decision 1', 'exceptions 1', 'exceptions 2', 'exceptions 3', 'exceptions 4'])
  const orders = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(drawn))
  assert.ok(new Set(orders.map((order) => order.join())).size > 1)
  assert.equal((await sampleOfDecisions(at.db, { ...asked, to: TODAY })).of, 4)
})
