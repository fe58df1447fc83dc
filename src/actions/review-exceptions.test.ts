import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import fc from 'fast-check'
import { tries } from '../../db/test-world.ts'
import { addDays } from '../domain/calendar.ts'
import { noneLeftOut } from '../domain/left-out.ts'
import { place } from '../domain/placement.ts'
import { setException } from './review-exceptions.ts'
import { undoException } from './review-undo.ts'
import { refusals, reviewWorld, TODAY } from './test-review.ts'

let at: Awaited<ReturnType<typeof reviewWorld>>
beforeEach(async () => {
  at = await reviewWorld()
})
afterEach(() => at.close())

const longer = { kind: 'keep longer', because: 'legal claim', date: '2027-03-01', reason: 'A claim is expected' }
const wrong = (date: string) => ({ kind: 'wrong date', date, reason: 'Mistyped at the counter' })

test('a record kept longer leaves its review at once, with the new date and the reason in its history', async () => {
  const { ids, review } = await at.due('LIB-01', 3)
  const set = await setException(at.db, at.manager, review.id, { ids: [ids[0]!] }, longer)
  assert.deepEqual(set, {
    ok: true,
    value: { batchId: 1, records: 1, left: 1, asked: 0, leftOut: noneLeftOut, underWay: false },
  })
  const record = await at.record(ids[0]!)
  assert.deepEqual(
    [
      record.state,
      record.keptUntil,
      record.retainUntil,
      record.dueOn,
      record.reviewId,
      record.flaggedOn,
      record.reviewBy,
    ],
    ['retained', '2027-03-01', '2027-03-01', '2027-03-02', null, null, null],
  )
  assert.deepEqual(await at.changes(ids[0]!), [
    { what: 'kept until', before: null, after: '2027-03-01', reason: 'A claim is expected', byName: 'Mark Lowe' },
  ])
  assert.equal((await at.record(ids[1]!)).state, 'due')
  await at.sweepFor('2026-12-01')
  assert.equal((await at.record(ids[0]!)).state, 'retained')
})

test('a record kept longer is due again on the day after, and joins the review that is open then', async () => {
  const { ids, review } = await at.due('LIB-01', 2)
  await setException(at.db, at.manager, review.id, { ids: [ids[0]!] }, { ...longer, date: '2026-12-10' })
  await at.sweepFor('2026-12-10')
  assert.equal((await at.record(ids[0]!)).state, 'retained')
  await at.sweepFor('2026-12-11')
  const record = await at.record(ids[0]!)
  assert.deepEqual([record.state, record.reviewId, record.reviewBy], ['due', review.id, '2027-01-10'])
})

test('a right date that is later takes the record out and remembers what the source had sent', async () => {
  const { ids, review } = await at.due('LIB-01', 1)
  const set = await setException(at.db, at.manager, review.id, { ids }, wrong('2025-05-05'))
  assert.equal(set.ok && set.value.left, 1)
  const record = await at.record(ids[0]!)
  assert.deepEqual(
    [record.state, record.triggerOn, record.correctedFrom, record.dueOn, record.reviewId],
    ['retained', '2025-05-05', '2000-02-29', '2028-05-06', null],
  )
})

test('a record that is still past its period under the right date stays in the review', async () => {
  const { ids, review } = await at.due('LIB-01', 1)
  const set = await setException(at.db, at.manager, review.id, { ids }, wrong('2001-01-01'))
  assert.deepEqual(set.ok && set.value, {
    batchId: 1,
    records: 1,
    left: 0,
    asked: 0,
    leftOut: noneLeftOut,
    underWay: false,
  })
  const record = await at.record(ids[0]!)
  assert.deepEqual(
    [record.state, record.dueOn, record.reviewId, record.flaggedOn],
    ['due', '2004-01-02', review.id, TODAY],
  )
})

test('corrected twice, a record still remembers what the source sent first; corrected back, there is nothing to remember', async () => {
  const { ids, review } = await at.due('LIB-01', 1)
  await setException(at.db, at.manager, review.id, { ids }, wrong('2001-01-01'))
  await setException(at.db, at.manager, review.id, { ids }, wrong('2002-01-01'))
  assert.equal((await at.record(ids[0]!)).correctedFrom, '2000-02-29')
  await setException(at.db, at.manager, review.id, { ids }, wrong('29/02/2000'))
  assert.equal((await at.record(ids[0]!)).correctedFrom, null)
})

test('an exception for all that a filter matches is refused when it matches another number than the person saw', async () => {
  const { review } = await at.due('LIB-01', 5)
  const chosen = { filter: { source: 'LMS' }, seen: 4 }
  const set = await setException(at.db, at.manager, review.id, chosen, longer)
  assert.deepEqual(refusals(set), [
    'seen: This review has changed since you opened it: 5 records match now. Look at them again; what you entered is still here.',
  ])
  const again = await setException(at.db, at.manager, review.id, { ...chosen, seen: 5 }, longer)
  assert.equal(again.ok && again.value.left, 5)
})

test('records of other reviews cannot be slipped into an exception', async () => {
  const { ids } = await at.due('LIB-03', 1)
  const { review } = await at.due('LIB-01', 1)
  const set = await setException(at.db, at.manager, review.id, { ids }, longer)
  assert.deepEqual(refusals(set), ['records: Nothing to change: 1 record is not in the review any more'])
  assert.equal((await at.record(ids[0]!)).state, 'due')
})

test('a record that is named twice is excepted once', async () => {
  const { ids, review } = await at.due('LIB-01', 2)
  const set = await setException(at.db, at.manager, review.id, { ids: [ids[0]!, ids[0]!] }, longer)
  assert.deepEqual(set.ok && [set.value.records, set.value.left, set.value.leftOut], [1, 1, noneLeftOut])
  assert.equal((await at.db.selectFrom('reviewExceptions').select('id').execute()).length, 1)
})

test('records of a rule that is a maximum are not kept longer', async () => {
  const { ids, review } = await at.due('LIB-03', 1)
  assert.match(refusals(await setException(at.db, at.manager, review.id, { ids }, longer))[0] ?? '', /^kind: LIB-03/)
})

test('nobody but the manager of the service sets exceptions', async () => {
  const { ids, review } = await at.due('LIB-01', 1)
  for (const user of [at.world.users.governance, { ...at.world.users.manager, serviceIds: [at.world.services.music] }])
    await assert.rejects(setException(at.db, at.act(user), review.id, { ids }, longer), { status: 403 })
})

test('an exception undone puts the record back as it was, with its day to answer by', async () => {
  const { ids, review } = await at.due('LIB-01', 2)
  const before = await at.record(ids[0]!)
  await setException(at.db, at.manager, review.id, { ids }, longer)
  const one = await undoException(at.db, at.manager, review.id, 1, [ids[0]!])
  assert.deepEqual(one.ok && one.value, { records: 1, back: 1, kept: 0, underWay: false })
  assert.deepEqual(await at.record(ids[0]!), before)
  assert.equal((await at.record(ids[1]!)).state, 'retained')
  assert.equal((await at.changes(ids[0]!)).at(-1)?.reason, 'The exception was undone')
  const rest = await undoException(at.db, at.manager, review.id, 1)
  assert.equal(rest.ok && rest.value.records, 1)
  assert.deepEqual(refusals(await undoException(at.db, at.manager, review.id, 1)), [
    'seen: The exception has been undone already.',
  ])
})

test('an exception stands when its record has changed since', async () => {
  const { ids, review } = await at.due('LIB-01', 2)
  await setException(at.db, at.manager, review.id, { ids: [ids[0]!] }, wrong('2025-05-05'))
  await at.db.updateTable('records').set({ triggerOn: '2025-06-06' }).where('id', '=', ids[0]!).execute()
  assert.match(refusals(await undoException(at.db, at.manager, review.id, 1))[0] ?? '', /1 record has changed since/)
})

test('a review whose records are all kept longer closes with the next sweep, and until then they can be put back', async () => {
  const { ids, review } = await at.due('LIB-01', 2)
  await setException(at.db, at.manager, review.id, { ids }, longer)
  assert.equal((await at.review(review.id)).state, 'open')
  await at.sweepFor('2026-11-23')
  const closed = await at.review(review.id)
  assert.deepEqual([closed.state, closed.outcome], ['closed', 'kept longer'])
})

test('an exception stands once its review is decided', async () => {
  const { ids, review } = await at.due('LIB-01', 2)
  await setException(at.db, at.manager, review.id, { ids: [ids[0]!] }, longer)
  await at.db.updateTable('disposalReviews').set({ state: 'approved' }).execute()
  assert.match(refusals(await undoException(at.db, at.manager, review.id, 1))[0] ?? '', /not open any more/)
})

test('whatever exceptions are set and undone, the dates in the database are those of the domain', async () => {
  const { ids, review } = await at.due('LIB-01', 6)
  const rule = await at.db
    .selectFrom('retentionRuleVersions')
    .selectAll()
    .where('id', '=', at.world.rules['LIB-01'].versionId)
    .executeTakeFirstOrThrow()
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('keep longer'),
      date: fc.integer({ min: 1, max: 360 }).map((days) => addDays(TODAY, days)),
    }),
    fc.record({
      kind: fc.constant('wrong date'),
      date: fc.integer({ min: 0, max: 9000 }).map((days) => addDays(TODAY, -days)),
    }),
    fc.record({ kind: fc.constant('undo'), date: fc.constant('') }),
  )
  const steps = fc.array(fc.record({ step, record: fc.constantFrom(...ids) }), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      for (const {
        step: { kind, date },
        record,
      } of all) {
        const batch =
          (await at.db.selectFrom('reviewExceptions').select('batchId').orderBy('id', 'desc').executeTakeFirst())
            ?.batchId ?? 0
        if (kind === 'undo') await undoException(at.db, at.manager, review.id, batch, [record])
        else await setException(at.db, at.manager, review.id, { ids: [record] }, { kind, date, reason: 'Random' })
      }
      for (const row of await at.db.selectFrom('records').selectAll().execute()) {
        const { retainUntil, dueOn } = place(rule, row.triggerOn, row.keptUntil)
        assert.deepEqual([row.retainUntil, row.dueOn], [retainUntil, dueOn])
        assert.equal(row.state, dueOn !== null && dueOn <= TODAY ? 'due' : 'retained')
        assert.equal(row.reviewId, row.state === 'due' ? review.id : null)
      }
    }),
    { numRuns: tries(25) },
  )
})
