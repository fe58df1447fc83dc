import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { unfinishedReviews } from '../../db/queries/digest.ts'
import { reviewCounts } from '../../db/queries/disposal-reviews.ts'
import { keptOfRules } from '../../db/queries/keeping-evidence.ts'
import { wrongCounts } from '../../db/queries/record-counts.ts'
import { reviewsAnswered, reviewsToAnswer } from '../../db/queries/report-reviews.ts'
import { countReviews, reviewList } from '../../db/queries/review-list.ts'
import { escalatedCount, lateReviews } from '../../db/queries/review-reminders.ts'
import { addRecords } from '../../db/test-records.ts'
import type { IsoDate } from '../domain/calendar.ts'
import { program } from '../domain/permission.ts'
import { decideReview } from './review-decisions.ts'
import { setException } from './review-exceptions.ts'
import { undoException } from './review-undo.ts'
import { carryOutAsJob } from './review-work-job.ts'
import { reviewWorld } from './test-review.ts'

const FIRST_DAY = '2026-12-22'
const LATER_DAY = '2027-01-15'
const MANY = 1_200

let at: Awaited<ReturnType<typeof reviewWorld>>
beforeEach(async () => {
  at = await reviewWorld()
})
afterEach(async () => {
  assert.deepEqual(await wrongCounts(at.db), [])
  await at.close()
})

/** A review of two records that are to be answered for by 22 December, and of three that came later and have until 15 January. */
async function reviewInTwo() {
  const { ids, review } = await at.due('LIB-01', 2)
  const later = await addRecords(at.db, at.world, { triggerOn: '2000-02-29' }, 3)
  await at.sweepFor('2026-12-16')
  return { id: review.id, first: ids, later }
}

const keep = async (id: number, ids: number[], day: IsoDate) => {
  const answers = { kind: 'keep longer', because: 'legal claim', date: '2027-06-01', reason: 'An inquiry' }
  const set = await setException(at.db, at.act(at.world.users.manager, day), id, { ids }, answers)
  assert.ok(set.ok)
  return set.value.batchId
}

/** How many reviews, and records, are late on a day: in the list, by its filter, on the home page, for reminders and in what is known of keeping. */
async function lateOn(today: IsoDate): Promise<Record<string, number>> {
  const filters = { reach: null, late: true, today }
  const kept = await keptOfRules(at.db, ['LIB-01'], { today, unconfirmedSince: '2026-01-01' })
  return {
    listed: (await reviewList(at.db, filters, 'oldest', { limit: 9, offset: 0 })).length,
    filtered: await countReviews(at.db, filters),
    counted: (await reviewCounts(at.db, null, today)).late,
    reminded: (await lateReviews(at.db, today)).length,
    records: kept.reduce((sum, { late }) => sum + late, 0),
  }
}
const none = { listed: 0, filtered: 0, counted: 0, reminded: 0, records: 0 }
const one = { listed: 1, filtered: 1, counted: 1, reminded: 1 }

const remindersMade = () => at.db.selectFrom('reviewReminders').select(['reviewBy', 'days']).orderBy('id').execute()

describe('a review is late by the day of what is left in it', () => {
  test('once its first records are decided, those that came later have their own day', async () => {
    const { id, first } = await reviewInTwo()
    assert.deepEqual(await lateOn('2026-12-23'), { ...one, records: 2 })
    await keep(id, first, '2026-12-22')
    assert.deepEqual(await lateOn('2026-12-23'), none)
    assert.deepEqual(await lateOn(LATER_DAY), none)
    assert.deepEqual(await lateOn('2027-01-16'), { ...one, records: 3 })
    const [listed] = await reviewList(at.db, { reach: null, today: LATER_DAY }, 'oldest', { limit: 1, offset: 0 })
    assert.equal(listed?.reviewBy, LATER_DAY)
    assert.deepEqual(
      (await reviewsToAnswer(at.db, null)).map(({ reviewBy }) => reviewBy),
      [LATER_DAY],
    )
  })

  test('reminders begin anew with that day, and it comes to information governance after the last of these', async () => {
    const { id, first } = await reviewInTwo()
    await at.sweepFor('2026-12-23')
    await keep(id, first, '2026-12-23')
    for (const day of ['2027-01-06', '2027-01-15', '2027-01-16', '2027-01-30']) await at.sweepFor(day)
    assert.equal(await escalatedCount(at.db), 0)
    await at.sweepFor('2027-02-13')
    assert.equal(await escalatedCount(at.db), 1)
    assert.deepEqual(await remindersMade(), [
      { reviewBy: FIRST_DAY, days: 0 },
      ...[0, 14, 28].map((days) => ({ reviewBy: LATER_DAY, days })),
    ])
  })

  test('what comes back into it brings its own day back', async () => {
    const { id, first } = await reviewInTwo()
    const batch = await keep(id, first, '2026-12-22')
    const undone = await undoException(at.db, at.act(at.world.users.manager, '2026-12-22'), id, batch)
    assert.ok(undone.ok)
    assert.equal((await at.review(id)).reviewBy, FIRST_DAY)
    assert.deepEqual(await lateOn('2026-12-23'), { ...one, records: 2 })
  })

  test('it is not late when nothing is left in it', async () => {
    const { id, first, later } = await reviewInTwo()
    await keep(id, [...first, ...later], '2026-12-22')
    assert.equal((await at.review(id)).state, 'open')
    assert.deepEqual(await lateOn('2027-01-16'), none)
    assert.deepEqual(await unfinishedReviews(at.db), [], 'the digest does not ask for an answer either')
  })

  test('whether it was answered in time is told by the records that were decided, however many follow', async () => {
    const { id, later } = await reviewInTwo()
    await addRecords(at.db, at.world, { triggerOn: '2000-02-29' }, MANY)
    await at.sweepFor('2026-12-20')
    await keep(id, later, '2026-12-20')
    const actor = at.act(at.world.users.manager, '2026-12-24')
    const answers = {
      decision: 'keep all longer',
      keepUntil: '2027-06-01',
      because: 'legal claim',
      reason: 'An inquiry',
    }
    assert.ok((await decideReview(at.db, actor, id, { answers, number: '', seen: await at.seen(id) })).ok)
    await carryOutAsJob(at.db, { who: program('Decisions'), clock: actor.clock, hashKey: 'k'.repeat(32) })
    const answered = await reviewsAnswered(at.db, null, { from: '2026-12-01', before: '2027-01-01' })
    assert.deepEqual(
      answered.map(({ reviewBy, decidedAt }) => [reviewBy, decidedAt.slice(0, 10)]),
      [[FIRST_DAY, '2026-12-24']],
    )
  })
})
