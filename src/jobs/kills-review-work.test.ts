import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { reviewById, reviewContents } from '../../db/queries/review-show.ts'
import type { Db } from '../../db/schema.ts'
import { addRecords } from '../../db/test-records.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { decideReview } from '../actions/review-decisions.ts'
import { setException } from '../actions/review-exceptions.ts'
import { sweep } from '../actions/sweep.ts'
import { FORGOTTEN } from '../domain/forgotten.ts'
import { program } from '../domain/permission.ts'
import { doing, killingGround, timesToKill } from './test-kills.ts'

const TODAY = '2026-11-22'
const clock = { today: () => TODAY, now: () => `${TODAY}T12:00:00.000Z` }

const { urlOf, copied, work, killOften, remove } = killingGround()
after(remove)

/** Three reviews, in each of which something was decided for more records than one transaction takes. */
before(async () => {
  const { db, url, close } = await temporaryDatabase()
  const world = await smallWorld(db)
  for (const triggerOn of ['2019-05-01', '2016-02-29', '2018-03-31']) await addRecords(db, world, { triggerOn }, 1_000)
  await addRecords(db, world, { rule: 'LIB-03', triggerOn: '2020-02-29' }, 2_500)
  await addRecords(db, world, { rule: 'LIB-09', triggerOn: '2010-02-28' }, 2_500)
  assert.ok((await sweep(db, { clock, who: program('Test') })).ok)
  const actor = { who: world.users.manager, clock }
  const reviewOf = async (rule: keyof typeof world.rules): Promise<number> => {
    const reviews = db.selectFrom('disposalReviews').select('id').where('ruleId', '=', world.rules[rule].ruleId)
    return (await reviews.executeTakeFirstOrThrow()).id
  }
  const approved = await reviewOf('LIB-01')
  const review = await reviewById(db, approved, null)
  assert.ok(review)
  const { seen } = await reviewContents(db, review)
  const submitted = { answers: { decision: 'approve disposal' }, number: '3000', seen }
  assert.ok((await decideReview(db, actor, approved, submitted)).ok)
  const gone = { kind: 'already gone', date: '2026-10-01', reason: 'The branch closed', number: '2500' }
  assert.ok((await setException(db, actor, await reviewOf('LIB-03'), { filter: {} }, gone)).ok)
  const longer = { kind: 'keep longer', because: 'still in use', date: '2027-05-01', reason: 'Bans go on' }
  assert.ok((await setException(db, actor, await reviewOf('LIB-09'), { filter: {} }, longer)).ok)
  await db.destroy()
  await copied('decided', url)
  await close()
})

test('decisions on many records that are killed again and again while they are carried out end like those that nobody disturbed', async (t) => {
  const task = doing({ job: 'carry-out-decisions' })
  await copied('calm', urlOf('decided'))
  const calm = await work(task, 'calm')
  assert.equal(calm.said, 'Carried out decisions on 8,000 records.')
  const kills = { from: 'decided', calm: 'calm', times: timesToKill(3), wholeMs: calm.ms }
  const hits = await killOften(task, kills, async (db) => {
    // What is left of each list and what is done of it add up to all of it.
    const works = await db.selectFrom('reviewWork').selectAll().execute()
    for (const { id, done, total, leftOut } of works) {
      assert.equal(done + (await left(db, id)), total)
      assert.equal(leftOut, 0)
    }
    const batches = await db.selectFrom('exceptionBatches').selectAll().execute()
    for (const { batchId, records } of batches)
      assert.equal(records, works.find((one) => one.batchId === batchId)?.done)
    const gone = await db
      .selectFrom('records')
      .select(['reference', 'dueOn'])
      .where('state', '=', 'already gone')
      .execute()
    assert.ok(gone.every(({ reference, dueOn }) => reference.startsWith(FORGOTTEN) === (dueOn === null)))
  })
  t.diagnostic(`the carrying out of decisions was killed ${hits} times`)
})

async function left(db: Db, workId: number): Promise<number> {
  const parts = await db.selectFrom('frozenParts').select('list').where('workId', '=', workId).execute()
  return parts.reduce(
    (sum, { list }) => sum + Object.values(JSON.parse(list) as Record<string, number[]>).flat().length,
    0,
  )
}
