import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { program } from '../domain/permission.ts'
import { setException } from './review-exceptions.ts'
import { undoException } from './review-undo.ts'
import { sweep } from './sweep.ts'
import { feedWorld } from './test-feeds.ts'

let at: Awaited<ReturnType<typeof feedWorld>>
beforeEach(async () => {
  at = await feedWorld()
})
afterEach(() => at.close())

const feed = (day: string): string => `reference,rule,trigger_date\nA-1,LIB-03,${day}\nA-2,LIB-03,2010-01-01\n`

/** Two records in a review, the first of which is put under another rule; with what undoes that. */
async function putUnderOtherRule(date: string) {
  await at.load(feed('2010-01-01'))
  assert.ok((await sweep(at.db, { clock: at.clock, who: program('Test') })).ok)
  const { id, reviewId } = await at.record('A-1')
  assert.ok(reviewId)
  const manager = { who: at.world.users.manager, clock: at.clock }
  const answers = { kind: 'wrong rule', rule: 'LIB-09', date, reason: 'An exclusion' }
  const set = await setException(at.db, manager, reviewId, { ids: [id] }, answers)
  assert.ok(set.ok, JSON.stringify(set))
  return { reviewId, undo: () => undoException(at.db, manager, reviewId, set.value.batchId) }
}

for (const date of ['', '2011-05-05'])
  test(`a record under its right rule stays there when its source has sent a newer date since (${date || 'no date of a person'})`, async () => {
    const { undo } = await putUnderOtherRule(date)
    await at.load(feed('2026-06-01'))
    const before = await at.record('A-1')
    assert.deepEqual([before.state, before.triggerOn], ['retained', '2026-06-01'])
    const undone = await undo()
    assert.match(undone.ok ? '' : (undone.problems[0]?.text ?? ''), /The exception stands: 1 record has changed/)
    assert.deepEqual(await at.record('A-1'), before)
  })

for (const date of ['', '2011-05-05'])
  test(`a record under its right rule comes back when nothing has changed it since (${date || 'no date of a person'})`, async () => {
    const { reviewId, undo } = await putUnderOtherRule(date)
    assert.ok((await undo()).ok)
    const record = await at.record('A-1')
    assert.deepEqual([record.state, record.triggerOn, record.reviewId], ['due', '2010-01-01', reviewId])
  })
