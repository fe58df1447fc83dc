import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, test } from 'node:test'
import { addRecord } from '../../db/test-records.ts'
import { decideReview } from './review-decisions.ts'
import { setException } from './review-exceptions.ts'
import { answerFirstApproval } from './review-second.ts'
import { refusals, reviewWorld, TODAY } from './test-review.ts'

let at: Awaited<ReturnType<typeof reviewWorld>>
beforeEach(async () => {
  at = await reviewWorld()
})
afterEach(() => at.close())

const approve = { decision: 'approve disposal' }
const keepAll = {
  decision: 'keep all longer',
  keepUntil: '2027-05-01',
  because: 'audit or investigation',
  reason: 'An inquiry is under way',
}
const approveSecond = { answer: 'second approval' }
const sendBack = { answer: 'send back', reason: 'Two of them belong to a claim' }

const decide = async (
  id: number,
  answers: unknown,
  { seen, number = '', actor = at.manager } = {} as { seen?: string; number?: string; actor?: typeof at.manager },
) => decideReview(at.db, actor, id, { answers, number, seen: seen ?? (await at.seen(id)) })

const answer = async (
  id: number,
  answers: unknown,
  { seen, actor = at.governance } = {} as { seen?: string; actor?: typeof at.manager },
) => answerFirstApproval(at.db, actor, id, { answers, number: '', seen: seen ?? (await at.seen(id)) })

const decisions = () => at.db.selectFrom('reviewDecisions').selectAll().orderBy('id').execute()

test('an approval freezes the exact list: count and hash of ids, due dates and rule versions', async () => {
  const { ids, review } = await at.due('LIB-01', 3)
  assert.deepEqual(await decide(review.id, approve), {
    ok: true,
    value: { state: 'approved', records: 3, mergedInto: null, asked: 0, waiting: 0, underWay: false },
  })
  for (const id of ids) assert.equal((await at.record(id)).state, 'approved')
  const [decision] = await decisions()
  const version = at.world.rules['LIB-01'].versionId
  const list = ids.map((id) => `${id} 2003-03-01 ${version}`).join('\n')
  assert.equal(decision?.recordCount, 3)
  assert.equal(decision?.listHash, createHash('sha256').update(list).digest('hex'))
  assert.equal(decision?.decidedByName, 'Mark Lowe')
})

test('what arrives after an approval goes to a new review', async () => {
  const { review } = await at.due('LIB-01', 1)
  await decide(review.id, approve)
  const { review: next } = await at.due('LIB-01', 1)
  assert.notEqual(next.id, review.id)
})

test('keeping everything longer puts all that is left back and closes the review', async () => {
  const { ids, review } = await at.due('LIB-01', 3)
  assert.equal((await decide(review.id, keepAll)).ok, true)
  for (const id of ids) {
    const record = await at.record(id)
    assert.deepEqual([record.state, record.retainUntil, record.reviewId], ['retained', '2027-05-01', null])
  }
  const closed = await at.review(review.id)
  assert.deepEqual([closed.state, closed.outcome], ['closed', 'kept longer'])
})

test('a decision on a review that has changed since is refused: late arrivals', async () => {
  const { review } = await at.due('LIB-01', 2)
  const seen = await at.seen(review.id)
  await at.due('LIB-01', 1)
  assert.match(refusals(await decide(review.id, approve, { seen }))[0] ?? '', /^seen: .* it now has 3 records/)
  assert.deepEqual(await decisions(), [])
})

test('a decision on a review that has changed since is refused: one left and one came', async () => {
  const { ids, review } = await at.due('LIB-01', 2)
  const seen = await at.seen(review.id)
  await at.db
    .updateTable('records')
    .set({ state: 'retained', reviewId: null, missingSince: TODAY })
    .where('id', '=', ids[0]!)
    .execute()
  await at.due('LIB-01', 1)
  assert.equal(refusals(await decide(review.id, approve, { seen })).length, 1)
})

test('records that may not be in the review any more leave it at the decision, which is refused', async () => {
  const { ids, review } = await at.due('LIB-01', 2)
  await at.db
    .updateTable('records')
    .set({ retainUntil: '2030-01-01', dueOn: '2030-01-02' })
    .where('id', '=', ids[0]!)
    .execute()
  const outcome = await decide(review.id, approve)
  assert.match(refusals(outcome)[0] ?? '', /1 record had to leave it, which leaves 1 record/)
  assert.equal((await at.record(ids[0]!)).state, 'retained')
  assert.equal((await decide(review.id, approve)).ok, true)
  assert.equal((await at.record(ids[0]!)).state, 'retained')
})

test('of two people who decide at once one wins, and the other is told', async () => {
  const { review } = await at.due('LIB-01', 4)
  const seen = await at.seen(review.id)
  const [first, second] = await Promise.all([
    decide(review.id, approve, { seen }),
    decide(review.id, keepAll, { seen }),
  ])
  assert.deepEqual([first.ok, second.ok].sort(), [false, true])
  const loser = first.ok ? second : first
  assert.match(refusals(loser)[0] ?? '', /^seen: This review has changed since you opened it/)
  assert.equal((await decisions()).length, 1)
})

test('more than 100 records are approved by typing their number', async () => {
  const { review } = await at.due('LIB-01', 101)
  assert.deepEqual(refusals(await decide(review.id, approve)), ['number: Type the number of records, 101, to confirm'])
  assert.equal((await decide(review.id, approve, { number: '101' })).ok, true)
})

test('a review with nothing left to decide is not decided', async () => {
  const { ids, review } = await at.due('LIB-01', 1)
  await setException(
    at.db,
    at.manager,
    review.id,
    { ids },
    { kind: 'keep longer', because: 'legal claim', date: '2027-01-01', reason: 'A claim' },
  )
  assert.deepEqual(refusals(await decide(review.id, approve)), ['decision: No records are left to decide'])
})

test('governance decides what belongs to no service, and nothing else', async () => {
  const { review } = await at.due('LIB-01', 1, { serviceId: null })
  await assert.rejects(decide(review.id, approve), { status: 403 })
  assert.equal((await decide(review.id, approve, { actor: at.governance })).ok, true)
  const { review: libraries } = await at.due('LIB-03', 1)
  await assert.rejects(decide(libraries.id, approve, { actor: at.governance }), { status: 403 })
})

test('a rule that asks for two approvals waits for the second, by another person of governance', async () => {
  const { ids, review } = await at.due('LIB-09', 2)
  const first = await decide(review.id, approve)
  assert.equal(first.ok && first.value.state, 'awaiting second approval')
  await assert.rejects(answer(review.id, approveSecond, { actor: at.manager }), { status: 403 })
  const second = await answer(review.id, approveSecond)
  assert.equal(second.ok && second.value.state, 'approved')
  assert.equal((await at.record(ids[0]!)).state, 'approved')
  assert.deepEqual(
    (await decisions()).map((row) => [row.decision, row.decidedByName]),
    [
      ['approve disposal', 'Mark Lowe'],
      ['second approval', 'Grace Ashby'],
    ],
  )
  const [one, two] = await decisions()
  assert.equal(one?.listHash, two?.listHash)
})

test('the first decider never gives the second approval, also where governance decides first', async () => {
  const { review } = await at.due('LIB-09', 1, { serviceId: null })
  await decide(review.id, approve, { actor: at.governance })
  await assert.rejects(answer(review.id, approveSecond), { status: 403 })
  assert.equal((await answer(review.id, approveSecond, { actor: at.act(at.second) })).ok, true)
})

test('a manager who has become governance since does not approve a second time', async () => {
  const { review } = await at.due('LIB-09', 1)
  await decide(review.id, approve)
  await assert.rejects(
    answer(review.id, approveSecond, { actor: at.act({ ...at.world.users.manager, role: 'governance' }) }),
    {
      status: 403,
    },
  )
})

test('a review sent back is open again, and can be decided again', async () => {
  const { ids, review } = await at.due('LIB-09', 2)
  await decide(review.id, approve)
  const back = await answer(review.id, sendBack)
  assert.equal(back.ok && back.value.state, 'open')
  assert.equal((await at.record(ids[0]!)).state, 'due')
  assert.equal((await decide(review.id, approve)).ok, true)
  assert.equal((await answer(review.id, approveSecond)).ok, true)
})

test('a review sent back joins the one that was opened since', async () => {
  const { ids, review } = await at.due('LIB-09', 2)
  await decide(review.id, approve)
  const { review: newer } = await at.due('LIB-09', 1)
  const stale = await at.seen(newer.id)
  const back = await answer(review.id, sendBack)
  assert.deepEqual(back.ok && back.value, {
    state: 'closed',
    records: 2,
    mergedInto: newer.id,
    asked: 0,
    waiting: 0,
    underWay: false,
  })
  assert.equal((await at.record(ids[0]!)).reviewId, newer.id)
  const old = await at.review(review.id)
  assert.deepEqual([old.state, old.outcome, old.mergedIntoId], ['closed', 'merged', newer.id])
  assert.equal(refusals(await decide(newer.id, approve, { seen: stale })).length, 1)
  const decided = await decide(newer.id, approve)
  assert.equal(decided.ok && decided.value.records, 3)
})

test('the second approval is refused when records have left the review since', async () => {
  const { ids, review } = await at.due('LIB-09', 2)
  await decide(review.id, approve)
  const seen = await at.seen(review.id)
  await at.db.updateTable('records').set({ state: 'retained', reviewId: null }).where('id', '=', ids[0]!).execute()
  assert.match(refusals(await answer(review.id, approveSecond, { seen }))[0] ?? '', /it now has 1 record/)
})

test('the sweep leaves what is approved alone', async () => {
  const { ids, review } = await at.due('LIB-01', 2)
  await decide(review.id, approve)
  await addRecord(at.db, at.world, { triggerOn: '2001-01-01' })
  await at.sweepFor('2026-11-23')
  assert.equal((await at.record(ids[0]!)).reviewId, review.id)
})
