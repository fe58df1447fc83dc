import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openDatabase } from '../../db/open.ts'
import { ruleByCode } from '../../db/queries/retention-rules.ts'
import type { Db } from '../../db/schema.ts'
import { addRecords } from '../../db/test-records.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { changeRule } from '../actions/retention-rules.ts'
import { sweep } from '../actions/sweep.ts'
import { acting } from '../actions/test-acting.ts'
import { FORGOTTEN } from '../domain/forgotten.ts'
import { program } from '../domain/permission.ts'
import { contentOf } from '../domain/rule-content.ts'
import { type Doing, doing, killingGround, timesToKill } from './test-kills.ts'

const TODAY = '2026-11-22'
const clock = { today: () => TODAY, now: () => `${TODAY}T12:00:00.000Z` }

const { urlOf, copied, work, look, killOften, remove } = killingGround()
after(remove)

let decide: Doing

/** Records in reviews and some that are not due yet, and a copy of it all in which a rule has a longer period. */
before(async () => {
  const { db, url, close } = await temporaryDatabase()
  const world = await smallWorld(db)
  decide = { program: 'test-decide.ts', what: JSON.stringify(world.users) }
  for (const triggerOn of ['2019-05-01', '2016-02-29', '2025-03-31']) await addRecords(db, world, { triggerOn }, 2_500)
  await addRecords(db, world, { rule: 'LIB-03', triggerOn: '2020-02-29' }, 1_500)
  assert.ok((await sweep(db, { clock, who: program('Test') })).ok)
  await db.destroy()
  await copied('due', url)
  await close()
  await copied('changed', urlOf('due'))
  await lengthen(urlOf('changed'))
})

async function lengthen(url: string): Promise<void> {
  const db = openDatabase(url)
  const rule = await ruleByCode(db, 'LIB-01', null)
  assert.ok(rule)
  const change = { code: 'LIB-01', seen: rule.version, content: { ...contentOf(rule), period: 'P9Y' } }
  assert.ok((await changeRule(db, acting(clock), { ...change, shortensExisting: false })).ok)
  await db.destroy()
}

const byReview = (db: Db) =>
  db
    .selectFrom('disposalReviews as review')
    .innerJoin('records', 'records.reviewId', 'review.id')
    .select((eb) => ['review.id', 'review.state as review', 'records.state', eb.fn.countAll<number>().as('records')])
    .groupBy(['review.id', 'review.state', 'records.state'])
    .orderBy('review.id')
    .execute()

test('a recomputation that is killed again and again ends like one that nobody disturbed', async (t) => {
  const task = doing({ job: 'recompute' })
  await copied('recomputed', urlOf('changed'))
  const calm = await work(task, 'recomputed')
  assert.match(calm.said, /^Brought the dates of 7,500 records up to date\./)
  const kills = { from: 'changed', calm: 'recomputed', times: timesToKill(3), wholeMs: calm.ms }
  const hits = await killOften(task, kills, async (db) => {
    // Whoever is in a review is due in it, and has left it together with the older date.
    const moved = await db
      .selectFrom('records')
      .innerJoin('retentionRuleVersions as version', 'version.id', 'records.ruleVersionId')
      .where('version.version', '=', 2)
      .select(['records.state', 'records.dueOn', 'records.reviewId'])
      .execute()
    assert.ok(
      moved.every(
        ({ state, dueOn, reviewId }) =>
          (state === 'due') === (dueOn ?? '') <= TODAY && (state === 'due') === (reviewId !== null),
      ),
    )
    assert.ok((await byReview(db)).every(({ review, state }) => review === 'open' && state === 'due'))
  })
  t.diagnostic(`a recomputation was killed ${hits} times`)
})

test('decisions that are killed again and again end like those that nobody disturbed: all of a review, or nothing', async (t) => {
  await copied('decided', urlOf('due'))
  const calm = await work(decide, 'decided')
  assert.equal(calm.said, 'Decided.')
  const ended = await look('decided', byReview)
  assert.deepEqual(
    new Set(ended.map(({ review, state }) => `${review} ${state}`)),
    new Set(['closed destroyed', 'closed anonymised']),
  )
  const kills = { from: 'due', calm: 'decided', times: timesToKill(3), wholeMs: calm.ms }
  const expected = {
    ...{ open: ['due', 'approved'], 'awaiting second approval': ['due', 'approved'] },
    approved: ['approved', 'instructed', 'destroyed', 'anonymised'],
    closed: ['destroyed', 'anonymised'],
  } as Record<string, string[]>
  const hits = await killOften(decide, kills, async (db) => {
    const reviews = await byReview(db)
    for (const { review, state } of reviews) assert.ok(expected[review]?.includes(state), `${state} in ${review}`)
    const instructions = await db.selectFrom('disposalInstructions').selectAll().execute()
    for (const { id, reviewId, recordCount, answeredCount, doneCount, state } of instructions) {
      const items = await db.selectFrom('instructionItems').select('state').where('instructionId', '=', id).execute()
      assert.equal(items.length, recordCount, 'every record that was counted is in its instruction')
      assert.equal(items.filter((item) => item.state === 'done').length, doneCount)
      assert.equal(answeredCount === recordCount && state !== 'preparing', state === 'closed')
      if (reviews.find((review) => review.id === reviewId)?.review === 'closed') assert.equal(state, 'closed')
    }
    const gone = await db
      .selectFrom('records')
      .select(['reference', 'dueOn'])
      .where('state', 'in', ['destroyed', 'anonymised'])
      .execute()
    assert.ok(gone.every(({ reference, dueOn }) => reference.startsWith(FORGOTTEN) === (dueOn === null)))
  })
  t.diagnostic(`decisions were killed ${hits} times`)
})
