import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { forgottenReference } from '../domain/forgotten.ts'
import { type FeedWorld, feedWorld, HASH_KEY } from './test-feeds.ts'

let at: FeedWorld

before(async () => {
  at = await feedWorld()
})
after(() => at.close())

test('what a feed changes is in the history of the record, titles without their words', async () => {
  await at.load('reference,rule,trigger_date,title,quantity\nC-1,LIB-03,2026-01-01,Jo Bloggs,1\n')
  const feed = await at.load(
    'reference,rule,trigger_date,title,quantity,service\nC-1,LIB-09,2026-02-02,J Bloggs,3,MUS\n',
  )
  assert.equal(feed.updated, 1)
  const { id } = await at.record('C-1')
  const reason = `From feed ${feed.id} of LMS`
  assert.deepEqual(await at.changesOf(id), [
    { what: 'trigger date', before: '2026-01-01', after: '2026-02-02', reason },
    { what: 'rule', before: 'LIB-03', after: 'LIB-09', reason },
    { what: 'service', before: 'LIB', after: 'MUS', reason },
    { what: 'quantity', before: '1', after: '3', reason },
    { what: 'title', before: null, after: null, reason },
  ])
})

test('a due record whose new date takes it out leaves its review with the reason, and an empty review closes', async () => {
  await at.load('reference,rule,trigger_date\nV-1,LIB-03,2025-01-01\nV-2,LIB-03,2025-01-02\n')
  const reviewId = await at.flag(['V-1', 'V-2'], 'LIB-03')
  const feed = await at.load('reference,rule,trigger_date\nV-1,LIB-03,2026-06-01\n')
  const moved = await at.record('V-1')
  assert.deepEqual([moved.state, moved.reviewId, moved.flaggedOn, moved.reviewBy], ['retained', null, null, null])
  assert.deepEqual((await at.changesOf(moved.id)).at(-1), {
    what: 'review',
    before: `Disposal review ${reviewId}, since 2026-11-22`,
    after: null,
    reason: `The source sent a new trigger date (feed ${feed.id} of LMS)`,
  })
  assert.deepEqual(await at.review(reviewId), { state: 'open', lockVersion: 2 })
  await at.load('reference,rule,trigger_date\nV-2,LIB-03,\n')
  assert.equal((await at.record('V-2')).state, 'open')
  assert.equal((await at.review(reviewId)).state, 'closed')
})

test('a due record that is still due keeps its place in the review', async () => {
  await at.load('reference,rule,trigger_date\nS-1,LIB-03,2025-01-01\n')
  const reviewId = await at.flag(['S-1'], 'LIB-03')
  await at.load('reference,rule,trigger_date\nS-1,LIB-03,2025-02-01\n')
  const { state, reviewId: inReview, flaggedOn, dueOn } = await at.record('S-1')
  assert.deepEqual([state, inReview, flaggedOn, dueOn], ['due', reviewId, '2026-11-22', '2026-02-02'])
})

test('a due record that a feed gives to another service leaves its review, which is not that service’s', async () => {
  await at.load('reference,rule,trigger_date,service\nO-1,LIB-03,2025-01-01,LIB\n')
  await at.flag(['O-1'], 'LIB-03')
  await at.load('reference,rule,trigger_date,service\nO-1,LIB-03,2025-01-01,MUS\n')
  const { state, reviewId: inReview, serviceId } = await at.record('O-1')
  assert.deepEqual([state, inReview, serviceId], ['retained', null, at.world.services.music])
})

test('an approved record leaves its approval when its date changes', async () => {
  await at.load('reference,rule,trigger_date\nP-1,LIB-03,2025-01-01\n')
  const reviewId = await at.flag(['P-1'], 'LIB-03', 'approved')
  await at.load('reference,rule,trigger_date\nP-1,LIB-03,2025-01-02\n')
  assert.deepEqual([(await at.record('P-1')).state, (await at.review(reviewId)).state], ['retained', 'closed'])
})

test('a record that was confirmed destroyed and is listed again creates nothing and is said', async () => {
  await at.load('reference,rule,trigger_date\nG-1,LIB-03,2025-01-01\nG-2,LIB-03,2025-01-01\n')
  const reviewId = await at.flag(['G-1', 'G-2'], 'LIB-03', 'approved')
  const { id } = await at.record('G-1')
  await at.db.updateTable('records').set({ state: 'instructed' }).where('reference', 'in', ['G-1', 'G-2']).execute()
  const forgotten = forgottenReference(HASH_KEY, at.world.systems.lms, 'G-1')
  const erased = { triggerOn: null, retainUntil: null, dueOn: null, flaggedOn: null, reviewBy: null }
  await at.db
    .updateTable('records')
    .set({ state: 'anonymised', reference: forgotten, ...erased })
    .where('id', '=', id)
    .execute()
  await at.db.updateTable('records').set({ state: 'destroyed' }).where('reference', '=', 'G-2').execute()
  await at.db
    .insertInto('disposalConfirmations')
    .values({
      ...{ reviewId, disposedOn: '2026-11-20', method: 'Deleted', recordCount: 2, quantity: 2, statement: '' },
      ...{ confirmedById: at.world.users.governance.id, confirmedByName: 'Grace', confirmedAt: at.clock.now() },
      ...{ oldestDueOn: '2026-01-02', newestDueOn: '2026-01-02' },
    })
    .execute()
  const feed = await at.load('reference,rule,trigger_date\nG-1,LIB-03,2025-01-01\nG-2,LIB-03,2025-05-05\nG-3,LIB-03,\n')
  assert.deepEqual([feed.created, feed.rejected], [1, 2])
  assert.deepEqual(
    (await at.rejections(feed)).map(({ reason }) => reason),
    [
      'This record was confirmed anonymised on 20 November 2026, and is listed again: find out why the source still has it.',
      'This record was confirmed destroyed on 20 November 2026, and is listed again: find out why the source still has it.',
    ],
  )
})
