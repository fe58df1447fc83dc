import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { decidedBetween } from '../../db/queries/digest.ts'
import { wrongCounts } from '../../db/queries/record-counts.ts'
import { reviewsAnswered } from '../../db/queries/report-reviews.ts'
import { decisionsByKey, decisionsMade } from '../../db/queries/report-sample.ts'
import { addDecision, decisionsOn } from '../../db/queries/review-decisions.ts'
import { reviewList } from '../../db/queries/review-list.ts'
import { type ReviewThen, reviewsThen } from '../../db/queries/reviews-then.ts'
import { keptTwiceBefore } from '../../db/test-kept-before.ts'
import { asAtEndOf } from '../domain/as-at.ts'
import { program } from '../domain/permission.ts'
import { answerExtensionRequest } from './extension-requests.ts'
import { decideReview } from './review-decisions.ts'
import { setException } from './review-exceptions.ts'
import { carryOutAsJob } from './review-work-job.ts'
import { refusals, reviewWorld, TODAY } from './test-review.ts'

const MANY = 1_200

let at: Awaited<ReturnType<typeof reviewWorld>>
beforeEach(async () => {
  at = await reviewWorld()
})
afterEach(async () => {
  assert.deepEqual(await wrongCounts(at.db), [])
  await at.close()
})

const few = { limit: 9, offset: 0 }
const because = 'legal claim'
const keepAll = async (id: number, keepUntil = '2027-05-01') =>
  decideReview(at.db, at.manager, id, {
    answers: { decision: 'keep all longer', keepUntil, because, reason: 'An inquiry' },
    number: '',
    seen: await at.seen(id),
  })
const carryOut = () =>
  carryOutAsJob(at.db, { who: program('Decisions'), clock: at.manager.clock, hashKey: 'k'.repeat(32) })
const decisions = () =>
  at.db.selectFrom('reviewDecisions').select(['decision', 'recordCount', 'decidedByName', 'decidedAt']).execute()
const kinds = async () =>
  (
    await at.db
      .selectFrom('auditEvents')
      .select('kind')
      .where('subjectKind', '=', 'disposal review')
      .where('whoRole', '=', 'manager')
      .orderBy('id')
      .execute()
  ).map(({ kind }) => kind)
const WAITING = /^decision: Nothing to change: information governance has yet to answer/

test('that all are kept longer is no decision while information governance is only asked', async () => {
  const { ids, review } = await at.due('LIB-01', 3)
  await keptTwiceBefore(at.db, review.id, ids)
  const asked = await keepAll(review.id)
  assert.deepEqual(asked.ok && asked.value, {
    ...{ state: 'open', records: 0, asked: 3, waiting: 0, mergedInto: null, underWay: false },
  })
  assert.deepEqual(await decisions(), [])
  assert.deepEqual(await kinds(), ['extension asked for'])
  const filters = { reach: null, state: 'open', today: TODAY } as const
  const [listed] = await reviewList(at.db, filters, 'oldest', { limit: 1, offset: 0 })
  assert.deepEqual([listed?.decision, listed?.decidedAt], [null, null])
  assert.deepEqual(await reviewsAnswered(at.db, null, { from: '2026-01-01', before: '2027-01-01' }), [])
})

/** What an earlier version wrote down when somebody decided that all are kept longer, whether information governance was only asked or not. */
const writtenBefore = (reviewId: number, records: number) => {
  const { id, name } = at.world.users.manager
  const said = { decision: 'keep all longer', keepUntil: '2027-05-01', reason: 'An inquiry' } as const
  const by = { id, name, now: at.manager.clock.now() }
  return addDecision(at.db, { reviewId, ...said, list: { records, hash: 'f'.repeat(64) }, by })
}

/** What lists, reports, the digest, a certificate and the pages of reviews and records tell of decisions to keep all longer: by whom each. */
async function told(reviewId: number) {
  const filters = { reach: null, today: TODAY }
  const by = (reviews: ReviewThen[]) => reviews.find(({ id }) => id === reviewId)?.decidedBy
  const days = { from: '2026-01-01', before: '2027-01-01' }
  const keepAll = (rows: { decision?: string; what?: string }[]) =>
    rows.filter(({ decision, what = decision }) => what === 'keep all longer').length
  const sampled = await decisionsByKey(at.db, await decisionsMade(at.db, days.from, days.before))
  return {
    listed: by(await reviewList(at.db, filters, 'oldest', few)),
    asAtToday: by(await reviewsThen(at.db, filters, asAtEndOf(TODAY), 'oldest', few)),
    reported: (await reviewsAnswered(at.db, null, days)).length,
    sampled: keepAll(sampled),
    digest: keepAll(await decidedBetween(at.db, days.from, days.before)),
    shown: keepAll(await decisionsOn(at.db, reviewId)),
  }
}

for (const [what, asked] of [
  ['all', 3],
  ['some', 2],
] as const)
  test(`a decision that an earlier version wrote down when information governance was only asked about ${what} is told as none`, async () => {
    const { ids, review } = await at.due('LIB-01', 3)
    await keptTwiceBefore(at.db, review.id, ids.slice(0, asked))
    await writtenBefore(review.id, 3)
    assert.ok((await keepAll(review.id)).ok)
    const none = { listed: null, asAtToday: null, reported: 0, sampled: 0, digest: 0, shown: 0 }
    assert.deepEqual(await told(review.id), none)
    const { id } = await at.db.selectFrom('extensionRequests').select('id').executeTakeFirstOrThrow()
    assert.ok((await answerExtensionRequest(at.db, at.governance, review.id, id, { answer: 'agreed', reason: '' })).ok)
    await at.sweepFor(TODAY)
    assert.equal((await at.review(review.id)).state, 'closed')
    assert.deepEqual(await told(review.id), none)
  })

test('a decision that an earlier version wrote down, and by which all were kept, is told as that', async () => {
  const { review } = await at.due('LIB-01', 3)
  assert.ok((await keepAll(review.id)).ok)
  await at.db.deleteFrom('reviewDecisions').execute()
  await writtenBefore(review.id, 3)
  assert.deepEqual(await told(review.id), {
    listed: 'Mark Lowe',
    asAtToday: 'Mark Lowe',
    reported: 1,
    sampled: 1,
    digest: 1,
    shown: 1,
  })
})

test('what is kept of all is an exception, and the rest is asked for once', async () => {
  const { ids, review } = await at.due('LIB-01', 3)
  await keptTwiceBefore(at.db, review.id, ids.slice(1))
  const first = await keepAll(review.id)
  assert.deepEqual(first.ok && [first.value.records, first.value.asked, first.value.state], [1, 2, 'open'])
  assert.deepEqual(await kinds(), ['exception set', 'extension asked for'])
  assert.match(refusals(await keepAll(review.id))[0] ?? '', WAITING)
  const { ids: more } = await at.due('LIB-01', 1)
  const second = await keepAll(review.id)
  assert.deepEqual(second.ok && [second.value.records, second.value.asked, second.value.waiting], [1, 0, 2])
  assert.equal((await at.record(more[0]!)).state, 'retained')
  assert.deepEqual(await decisions(), [])
  assert.equal((await at.db.selectFrom('extensionRequests').select('id').execute()).length, 1)
})

test('once information governance has agreed to all that was asked, the review closes as kept longer', async () => {
  const { ids, review } = await at.due('LIB-01', 2)
  await keptTwiceBefore(at.db, review.id, ids)
  await keepAll(review.id)
  const { id } = await at.db.selectFrom('extensionRequests').select('id').executeTakeFirstOrThrow()
  assert.ok((await answerExtensionRequest(at.db, at.governance, review.id, id, { answer: 'agreed', reason: '' })).ok)
  await at.sweepFor('2026-11-23')
  const closed = await at.review(review.id)
  assert.deepEqual([closed.state, closed.outcome], ['closed', 'kept longer'])
  assert.deepEqual(await decisions(), [])
})

test('that many are kept longer is decided once all of them are', async () => {
  const { review } = await at.due('LIB-01', MANY)
  assert.ok((await keepAll(review.id)).ok)
  assert.deepEqual(await decisions(), [])
  await carryOut()
  assert.deepEqual(await decisions(), [
    { decision: 'keep all longer', recordCount: MANY, decidedByName: 'Mark Lowe', decidedAt: `${TODAY}T12:00:00.000Z` },
  ])
  assert.deepEqual(await kinds(), ['kept longer'])
})

test('of many, those that were kept twice before wait, no decision stands, and nothing is asked twice', async () => {
  const { ids, review } = await at.due('LIB-01', MANY)
  await keptTwiceBefore(at.db, review.id, ids.slice(100))
  assert.ok((await keepAll(review.id)).ok)
  await carryOut()
  assert.deepEqual([(await at.review(review.id)).state, await decisions()], ['open', []])
  const batch = await at.db.selectFrom('exceptionBatches').select('records').where('reviewId', '=', review.id).execute()
  assert.deepEqual(batch, [{ records: 100 }])
  assert.match(refusals(await keepAll(review.id))[0] ?? '', WAITING)
  const again = { kind: 'keep longer', because, date: '2027-05-01', reason: 'Once more' }
  assert.match(
    refusals(await setException(at.db, at.manager, review.id, { filter: {} }, again))[0] ?? '',
    /^records: Nothing to change: 1,100 records wait for information governance/,
  )
})

test('a decision that an earlier version had written down with its list is carried out and not written twice', async () => {
  const { review } = await at.due('LIB-01', MANY)
  assert.ok((await keepAll(review.id)).ok)
  const { facts } = await at.db.selectFrom('reviewWork').select('facts').executeTakeFirstOrThrow()
  const before = JSON.stringify({ ...JSON.parse(facts), listHash: undefined })
  await at.db.updateTable('reviewWork').set({ facts: before }).execute()
  await carryOut()
  assert.deepEqual([(await at.review(review.id)).outcome, await decisions()], ['kept longer', []])
})
