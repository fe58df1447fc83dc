import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, test } from 'node:test'
import { wrongCounts } from '../../db/queries/record-counts.ts'
import { addRecords } from '../../db/test-records.ts'
import { noneLeftOut } from '../domain/left-out.ts'
import { program } from '../domain/permission.ts'
import { decideReview } from './review-decisions.ts'
import { setException } from './review-exceptions.ts'
import { answerFirstApproval } from './review-second.ts'
import { undoException } from './review-undo.ts'
import { carryOutAsJob } from './review-work-job.ts'
import { refusals, reviewWorld, TODAY } from './test-review.ts'

const MANY = 2_500

let at: Awaited<ReturnType<typeof reviewWorld>>
beforeEach(async () => {
  at = await reviewWorld()
})
afterEach(async () => {
  assert.deepEqual(await wrongCounts(at.db), [])
  assert.deepEqual(await at.db.selectFrom('frozenParts').select('id').execute(), [])
  await at.close()
})

const carryOut = () =>
  carryOutAsJob(at.db, { who: program('Decisions'), clock: at.manager.clock, hashKey: 'k'.repeat(32) })
const states = async () =>
  Object.fromEntries(
    (
      await at.db
        .selectFrom('records')
        .select((eb) => ['state', eb.fn.countAll<number>().as('records')])
        .groupBy('state')
        .execute()
    ).map(({ state, records }) => [state, records]),
  )
const approve = async (id: number, number = String(MANY), seen?: string) =>
  decideReview(at.db, at.manager, id, {
    answers: { decision: 'approve disposal' },
    number,
    seen: seen ?? (await at.seen(id)),
  })
const keepAll = { decision: 'keep all longer', keepUntil: '2027-05-01', because: 'legal claim', reason: 'An inquiry' }

test('an approval of many is written down at once with the exact list, and its records follow', async () => {
  const { ids, review } = await at.due('LIB-01', MANY)
  assert.deepEqual(refusals(await approve(review.id, '2,499')), [
    'number: Type the number of records, 2,500, to confirm',
  ])
  assert.deepEqual(await approve(review.id), {
    ok: true,
    value: { state: 'approved', records: MANY, mergedInto: null, asked: 0, waiting: 0, underWay: true },
  })
  const decision = await at.db.selectFrom('reviewDecisions').selectAll().executeTakeFirstOrThrow()
  const version = at.world.rules['LIB-01'].versionId
  const list = ids.map((id) => `${id} 2003-03-01 ${version}`).join('\n')
  assert.deepEqual([decision.recordCount, decision.listHash], [MANY, createHash('sha256').update(list).digest('hex')])
  assert.deepEqual(await states(), { due: MANY })
  assert.equal((await at.review(review.id)).state, 'awaiting second approval')
  const ran = await carryOut()
  assert.deepEqual(ran?.ran && ran.value.numbers.notes, ['Carried out decisions on 2,500 records.'])
  assert.deepEqual(await states(), { approved: MANY })
  assert.equal((await at.review(review.id)).state, 'approved')
  assert.equal(await carryOut(), null)
})

test('while a decision is carried out, nobody decides otherwise', async () => {
  const { ids, review } = await at.due('LIB-09', MANY)
  assert.ok((await approve(review.id)).ok)
  const again = { answers: { answer: 'second approval' }, number: String(MANY), seen: await at.seen(review.id) }
  const busy = /^seen: What Mark Lowe has decided is still being carried out: 0 of 2,500 records so far/
  assert.match(refusals(await answerFirstApproval(at.db, at.governance, review.id, again))[0] ?? '', busy)
  const { review: other } = await at.due('LIB-01', MANY)
  const longer = { kind: 'keep longer', because: 'other', date: '2027-01-01', reason: 'Asked for' }
  assert.ok((await setException(at.db, at.manager, other.id, { filter: {} }, longer)).ok)
  assert.match(refusals(await approve(other.id))[0] ?? '', busy)
  assert.match(refusals(await setException(at.db, at.manager, other.id, { ids: [ids[0]!] }, longer))[0] ?? '', busy)
  await carryOut()
  assert.equal((await at.review(review.id)).state, 'awaiting second approval')
  const seen = await at.seen(review.id)
  assert.ok((await answerFirstApproval(at.db, at.governance, review.id, { ...again, seen })).ok)
  assert.equal((await at.review(review.id)).state, 'approved')
})

test('what changes between the decision and its carrying out leaves the approval, and what comes is not approved', async () => {
  const { ids, review } = await at.due('LIB-01', MANY)
  await approve(review.id)
  const [other, missing, gone] = ids
  await at.db
    .updateTable('records')
    .set({ triggerOn: '2001-01-01', retainUntil: '2004-01-01', dueOn: '2004-01-02' })
    .where('id', '=', other!)
    .execute()
  await at.db.updateTable('records').set({ missingSince: TODAY }).where('id', '=', missing!).execute()
  await at.db.updateTable('records').set({ state: 'retained', reviewId: null }).where('id', '=', gone!).execute()
  const [late] = await addRecords(at.db, at.world, { triggerOn: '2000-01-01' }, 1)
  await at.db
    .updateTable('records')
    .set({ state: 'due', reviewId: review.id, flaggedOn: TODAY, reviewBy: TODAY })
    .where('id', '=', late!)
    .execute()
  await at.db.deleteFrom('recordCounts').execute()
  await at.db.updateTable('reviewCounts').set({ records: MANY }).where('reviewId', '=', review.id).execute()
  await at.db
    .updateTable('answerDays')
    .set({ records: MANY - 1 })
    .execute()
  await at.db.insertInto('answerDays').values({ reviewId: review.id, reviewBy: TODAY, records: 1 }).execute()
  await at.db
    .insertInto('recordCounts')
    .values(
      (['due', 'retained'] as const).map((state) => ({
        ...{ ruleId: at.world.rules['LIB-01'].ruleId, serviceId: at.world.services.libraries, state },
        records: state === 'due' ? MANY : 1,
      })),
    )
    .execute()
  await carryOut()
  assert.deepEqual(await states(), { approved: MANY - 3, retained: 4 })
  assert.match((await at.changes(other!)).at(-1)?.reason ?? '', /facts have changed since its disposal was decided/)
  assert.match((await at.changes(missing!)).at(-1)?.reason ?? '', /no longer lists it/)
})

test('many records are approved a second time, or sent back into the review that is open by then', async () => {
  const { review } = await at.due('LIB-09', MANY)
  await approve(review.id)
  await carryOut()
  const back = { answers: { answer: 'send back', reason: 'A claim' }, number: '', seen: await at.seen(review.id) }
  assert.ok((await answerFirstApproval(at.db, at.governance, review.id, back)).ok)
  assert.equal((await at.review(review.id)).state, 'open')
  await carryOut()
  assert.deepEqual(await states(), { due: MANY })

  await approve(review.id)
  await carryOut()
  const { review: newer } = await at.due('LIB-09', 1)
  const again = { ...back, seen: await at.seen(review.id) }
  const sent = await answerFirstApproval(at.db, at.governance, review.id, again)
  assert.deepEqual(sent.ok && [sent.value.mergedInto, sent.value.underWay], [newer.id, true])
  assert.match(refusals(await approve(newer.id, '1'))[0] ?? '', /^seen: What Grace Ashby has decided/)
  await carryOut()
  const old = await at.review(review.id)
  assert.deepEqual([old.state, old.outcome, old.mergedIntoId], ['closed', 'merged', newer.id])
  const inNewer = await at.db.selectFrom('records').select('id').where('reviewId', '=', newer.id).execute()
  assert.equal(inNewer.length, MANY + 1)
})

test('keeping many records longer closes their review at the end', async () => {
  const { review } = await at.due('LIB-01', MANY)
  const kept = await decideReview(at.db, at.manager, review.id, {
    answers: keepAll,
    number: '',
    seen: await at.seen(review.id),
  })
  assert.equal(kept.ok && kept.value.underWay, true)
  assert.equal((await at.review(review.id)).state, 'open')
  await carryOut()
  assert.deepEqual(await states(), { retained: MANY })
  const closed = await at.review(review.id)
  assert.deepEqual([closed.state, closed.outcome], ['closed', 'kept longer'])
})

test('an exception for many records that match a filter, and its undoing, leave what one by one would', async () => {
  const { ids, review } = await at.due('LIB-01', MANY)
  const before = await at.record(ids[7]!)
  const right = { kind: 'wrong rule', rule: 'LIB-09', date: '2024-06-14', reason: 'Filed wrongly' }
  const stale = await setException(at.db, at.manager, review.id, { filter: { source: 'LMS' }, seen: 3 }, right)
  assert.match(refusals(stale)[0] ?? '', /^seen: .*2,500 records match now/)
  const set = await setException(at.db, at.manager, review.id, { filter: { source: 'LMS' }, seen: MANY }, right)
  assert.deepEqual(set.ok && set.value, {
    batchId: 1,
    records: MANY,
    left: 0,
    asked: 0,
    leftOut: noneLeftOut,
    underWay: true,
  })
  await carryOut()
  assert.deepEqual(await states(), { retained: MANY })
  const undone = await undoException(at.db, at.manager, review.id, 1)
  assert.deepEqual(undone.ok && undone.value.underWay, true)
  await carryOut()
  assert.deepEqual(await states(), { due: MANY })
  assert.deepEqual(await at.record(ids[7]!), before)
})

test('of many that are gone already, what its source lists meanwhile stays, and no day is before they were there', async () => {
  const { ids, review } = await at.due('LIB-01', MANY)
  const gone = { kind: 'already gone', date: '2026-10-01', reason: 'The branch closed', number: '2500' }
  const say = (date: string) => setException(at.db, at.manager, review.id, { filter: {} }, { ...gone, date })
  await at.db.updateTable('records').set({ lastSeenOn: '2026-10-01' }).where('id', '=', ids[1_999]!).execute()
  const { reference } = await at.record(ids[1_999]!)
  assert.deepEqual(refusals(await say('2026-09-30')), [
    `date: Enter a later day: their source system last listed ${reference} (1 October 2026)`,
  ])
  assert.ok((await say('2026-10-01')).ok)
  await at.db.updateTable('records').set({ lastSeenOn: TODAY }).where('id', '=', ids[0]!).execute()
  await carryOut()
  assert.deepEqual(await states(), { 'already gone': MANY - 1, due: 1 })
  assert.equal((await at.record(ids[0]!)).state, 'due')
})

test('many records that are gone already are forgotten at the end', async () => {
  const { review } = await at.due('LIB-01', MANY)
  const gone = { kind: 'already gone', date: '2026-10-01', reason: 'The branch closed', number: '2500' }
  assert.ok((await setException(at.db, at.manager, review.id, { filter: {}, seen: MANY }, gone)).ok)
  await carryOut()
  assert.deepEqual(await states(), { 'already gone': MANY })
  const known = at.db.selectFrom('records').select('id').where('dueOn', 'is not', null)
  assert.deepEqual(await known.execute(), [])
  // Nothing is left to carry out, yet one is known still, as when a run was killed before its end.
  const { ids, review: left } = await at.due('LIB-03', 1)
  const one = { ...gone, number: '1' }
  assert.ok((await setException(at.db, at.manager, left.id, { ids }, one)).ok)
  assert.equal((await known.execute()).length, 1)
  assert.equal(await carryOut(), null)
  assert.deepEqual(await known.execute(), [])
})
