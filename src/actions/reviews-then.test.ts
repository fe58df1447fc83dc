import assert from 'node:assert/strict'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, test } from 'node:test'
import type { ReviewFilters } from '../../db/queries/review-list.ts'
import { addReminder } from '../../db/queries/review-reminders.ts'
import { nextReviewWork } from '../../db/queries/review-work.ts'
import { countReviewsThen, reviewsThen } from '../../db/queries/reviews-then.ts'
import { addRecords } from '../../db/test-records.ts'
import { asAtEndOf } from '../domain/as-at.ts'
import { addDays, type IsoDate } from '../domain/calendar.ts'
import { program } from '../domain/permission.ts'
import { disposalReviewsExport } from './disposal-reviews-csv.ts'
import { mergeService } from './merge-services.ts'
import { decideReview } from './review-decisions.ts'
import { setException } from './review-exceptions.ts'
import { answerFirstApproval } from './review-second.ts'
import { carryOutWork } from './review-work.ts'
import { carryOutAsJob } from './review-work-job.ts'
import { sweep } from './sweep.ts'
import { acting } from './test-acting.ts'
import { reviewWorld, TODAY } from './test-review.ts'
import { whole } from './whole-list.ts'

const MANY = 1_500
const NEXT = addDays(TODAY, 1)
const THIRD = addDays(TODAY, 2)
const LAST = addDays(TODAY, 3)

let at: Awaited<ReturnType<typeof reviewWorld>>
beforeEach(async () => {
  at = await reviewWorld()
})
afterEach(() => at.close())

const then = async (date: IsoDate, filters: Partial<ReviewFilters> = {}) => {
  const given = { reach: null, today: date, ...filters }
  const rows = await reviewsThen(at.db, given, asAtEndOf(date), 'oldest', { limit: 100, offset: 0 })
  assert.equal(await countReviewsThen(at.db, given, asAtEndOf(date)), rows.length)
  return rows
}
const on = (day: IsoDate) => ({ today: () => day, now: () => `${day}T12:00:00.000Z` })
const carryOut = (day: IsoDate) =>
  carryOutAsJob(at.db, { who: program('Decisions'), clock: on(day), hashKey: 'k'.repeat(32) })
const approve = async (id: number, records: number) => {
  const submitted = { answers: { decision: 'approve disposal' }, number: String(records), seen: await at.seen(id) }
  const decided = await decideReview(at.db, at.manager, id, submitted)
  assert.ok(decided.ok, JSON.stringify(decided))
}

test('what is decided for many records is decided on that day, and done when it is', async () => {
  const { review } = await at.due('LIB-01', MANY)
  await approve(review.id, MANY)
  await carryOut(NEXT)
  const [before] = await then(TODAY)
  assert.deepEqual(
    [before?.state, before?.isUnderWay, before?.decision, before?.decidedBy, before?.records],
    ['awaiting second approval', 1, 'approve disposal', 'Mark Lowe', MANY],
  )
  const [after] = await then(NEXT)
  assert.deepEqual([after?.state, after?.isUnderWay, after?.records], ['approved', 0, MANY])
})

test('what is sent back of many into another review awaits it, and is closed once it has joined', async () => {
  const { review } = await at.due('LIB-09', MANY)
  await approve(review.id, MANY)
  await carryOut(TODAY)
  await addRecords(at.db, at.world, { rule: 'LIB-09', triggerOn: '2000-02-29' }, 1)
  await at.sweepFor(TODAY)
  const answers = { answer: 'send back', reason: 'Look again' }
  const answered = { answers, number: String(MANY), seen: await at.seen(review.id) }
  assert.ok((await answerFirstApproval(at.db, at.act(at.world.users.governance, NEXT), review.id, answered)).ok)
  await carryOut(THIRD)
  const states = async (date: IsoDate) =>
    (await then(date)).map(({ id, state, outcome, decision }) =>
      id === review.id ? [state, outcome, decision] : state,
    )
  assert.deepEqual(await states(TODAY), [['awaiting second approval', null, 'approve disposal'], 'open'])
  assert.deepEqual(await states(NEXT), [['awaiting second approval', null, null], 'open'])
  assert.deepEqual(await states(THIRD), ['open', ['closed', 'merged', null]])
})

test('all of many that is kept longer is decided once it is done', async () => {
  const { review } = await at.due('LIB-01', MANY)
  const answers = { decision: 'keep all longer', keepUntil: '2027-05-01', because: 'legal claim', reason: 'An inquiry' }
  const submitted = { answers, number: '', seen: await at.seen(review.id) }
  assert.ok((await decideReview(at.db, at.manager, review.id, submitted)).ok)
  await carryOut(NEXT)
  const [before] = await then(TODAY)
  assert.deepEqual([before?.state, before?.decision, before?.records, before?.keptLonger], ['open', null, null, null])
  const [after] = await then(NEXT)
  assert.deepEqual(
    [after?.state, after?.outcome, after?.decision, after?.records, after?.keptLonger],
    ['closed', 'kept longer', 'keep all longer', MANY, MANY],
  )
})

test('a review that a sweep for a past day opens is there since that sweep', async () => {
  await addRecords(at.db, at.world, { rule: 'LIB-01', triggerOn: '2000-02-29' }, 1)
  const swept = await sweep(at.db, { clock: on(THIRD), who: program('Test'), asOf: TODAY })
  assert.ok(swept.ok, JSON.stringify(swept))
  assert.deepEqual([await then(TODAY), await then(NEXT)], [[], []])
  assert.deepEqual(
    (await then(THIRD)).map(({ openedOn }) => openedOn),
    [TODAY],
  )
})

test('a review is found as at a day by its state, lateness and reminders of that day', async () => {
  const { review } = await at.due('LIB-09', 1)
  const late = addDays(review.reviewBy, 1)
  const reminded = addDays(late, 28)
  const reminder = {
    reviewId: review.id,
    reviewBy: review.reviewBy,
    days: 28,
    madeAt: `${reminded}T06:00:00.000Z`,
  } as const
  await addReminder(at.db, reminder)
  await approve(review.id, 1)
  const found = async (date: IsoDate, filters: Partial<ReviewFilters>) => (await then(date, filters)).length
  assert.deepEqual([await found(review.reviewBy, { late: true }), await found(late, { late: true })], [0, 1])
  assert.equal(await found(addDays(reminded, -1), { escalated: true }), 0)
  assert.equal(await found(reminded, { escalated: true }), 1)
  assert.equal(await found(TODAY, { state: 'awaiting second approval', rule: 'LIB-09', service: 'LIB' }), 1)
  assert.equal(await found(TODAY, { state: 'open' }), 0)
})

test('a review has as at a day the day to answer by that its records had then, and its file the same bytes', async () => {
  const { ids, review } = await at.due('LIB-01', 2)
  await addRecords(at.db, at.world, { triggerOn: '2000-02-29' }, 3)
  const came = '2026-12-16'
  await at.sweepFor(came)
  const passed = addDays(review.reviewBy, 1)
  const moved = addDays(passed, 1)
  const { id: reviewId, reviewBy } = review
  await addReminder(at.db, { reviewId, reviewBy, days: 28, madeAt: `${passed}T06:00:00.000Z` })
  const read = async (date: IsoDate) => ({
    by: (await then(date)).map((row) => row.reviewBy),
    late: (await then(date, { late: true })).length,
    escalated: (await then(date, { escalated: true })).length,
    file: await text(whole(disposalReviewsExport, {}).csv(at.db, { today: date, reach: null, asAt: asAtEndOf(date) })),
  })
  const days = [TODAY, came, review.reviewBy, passed]
  const before = await Promise.all(days.map(read))
  const longer = { kind: 'keep longer', because: 'other', date: '2027-06-01', reason: 'Asked for' }
  assert.ok((await setException(at.db, at.act(at.world.users.manager, moved), review.id, { ids }, longer)).ok)
  assert.deepEqual(await Promise.all(days.map(read)), before)
  const { file: _, ...late } = await read(passed)
  assert.deepEqual(late, { by: [review.reviewBy], late: 1, escalated: 1 })
  const { file: __, ...later } = await read(moved)
  assert.deepEqual(later, { by: [addDays(came, 30)], late: 0, escalated: 0 })
})

test('a decision that is carried out over days is to be made by the day of what is left until it is done', async () => {
  const { review } = await at.due('LIB-01', 2)
  await addRecords(at.db, at.world, { triggerOn: '2000-02-29' }, MANY)
  await at.sweepFor(NEXT)
  const answers = { decision: 'keep all longer', keepUntil: '2027-05-01', because: 'legal claim', reason: 'An inquiry' }
  const submitted = { answers, number: '', seen: await at.seen(review.id) }
  const actor = at.act(at.world.users.manager, NEXT)
  assert.ok((await decideReview(at.db, actor, review.id, submitted)).ok)
  const work = await nextReviewWork(at.db)
  assert.ok(work)
  const stop = new AbortController()
  const halfway = { clock: on(THIRD), signal: stop.signal, renew: async () => {}, tell: async () => stop.abort() }
  await assert.rejects(carryOutWork(at.db, work, halfway), { name: 'AbortError' })
  const by = async (date: IsoDate) => (await then(date)).map(({ state, reviewBy }) => [state, reviewBy])
  const before = await by(THIRD)
  await carryOut(LAST)
  assert.deepEqual(await by(NEXT), [['open', review.reviewBy]])
  assert.deepEqual([before, await by(THIRD)], Array(2).fill([['open', addDays(review.reviewBy, 1)]]))
  assert.deepEqual(await by(LAST), [['closed', review.reviewBy]])
})

test('a review under way keeps as at a day before the service that it was handed from', async () => {
  const { review } = await at.due('LIB-01', 2)
  const [record] = await at.db.selectFrom('records').select('id').where('reviewId', '=', review.id).execute()
  const longer = { kind: 'keep longer', because: 'other', date: '2027-01-01', reason: 'Asked for' }
  assert.ok((await setException(at.db, at.manager, review.id, { ids: [record?.id ?? 0] }, longer)).ok)
  await approve(review.id, 1)
  const before = await then(TODAY)
  assert.deepEqual(
    before.map(({ serviceCode, keptLonger }) => [serviceCode, keptLonger]),
    [['LIB', 1]],
  )
  assert.ok((await mergeService(at.db, acting(on(NEXT), 'administrator'), 'LIB', 'MUS')).ok)
  assert.deepEqual(await then(TODAY), before)
  assert.deepEqual((await then(TODAY, { reach: [at.world.services.libraries] })).length, 1)
  assert.deepEqual(
    [(await then(TODAY, { service: 'MUS' })).length, (await then(NEXT, { service: 'MUS' })).length],
    [0, 1],
  )
  const events = await at.db
    .selectFrom('auditEvents')
    .select('details')
    .where('subjectKind', '=', 'disposal review')
    .where('kind', '=', 'changed')
    .execute()
  assert.deepEqual(
    events.map(({ details }) => JSON.parse(details).changes),
    [[{ field: 'service', before: 'LIB', after: 'MUS' }]],
  )
})
