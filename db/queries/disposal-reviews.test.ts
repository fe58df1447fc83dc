import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sweep } from '../../src/actions/sweep.ts'
import { program } from '../../src/domain/permission.ts'
import { addRecords } from '../test-records.ts'
import { smallWorld, temporaryDatabase } from '../test-world.ts'
import { reviewCounts } from './disposal-reviews.ts'
import { moveRecords } from './review-decisions.ts'

test('what waits in the reviews is counted within the reach of whoever asks', async () => {
  const { db, close } = await temporaryDatabase()
  const world = await smallWorld(db)
  const none = { open: 0, late: 0, awaitingSecond: 0, records: 0, oldestDueOn: null }
  assert.deepEqual(await reviewCounts(db, null, '2026-11-22'), none)
  await addRecords(db, world, { triggerOn: '2020-01-01' }, 3)
  await addRecords(db, world, { triggerOn: '1999-01-01', rule: 'MUS-02' }, 2)
  await addRecords(db, world, { triggerOn: '2001-01-01', rule: 'LIB-03' }, 4)
  await addRecords(db, world, { triggerOn: '2001-01-01', rule: 'LIB-09' }, 5)
  const clock = { today: () => '2026-11-22', now: () => '2026-11-22T12:00:00.000Z' }
  await sweep(db, { clock, who: program('Test') })
  const decided = (rule: 'LIB-03' | 'LIB-09', state: 'approved' | 'awaiting second approval') =>
    db.updateTable('disposalReviews').set({ state }).where('ruleId', '=', world.rules[rule].ruleId).execute()
  await decided('LIB-03', 'approved')
  await decided('LIB-09', 'awaiting second approval')
  for (const { id } of await db.selectFrom('disposalReviews').select('id').where('state', '<>', 'open').execute())
    await moveRecords(db, id, { from: 'due', to: 'approved', now: clock.now() })

  const all = { open: 2, late: 0, awaitingSecond: 1, records: 5, oldestDueOn: '2023-01-02' }
  assert.deepEqual(await reviewCounts(db, null, '2026-12-22'), all)
  assert.equal((await reviewCounts(db, null, '2026-12-23')).late, 3)
  const music = { ...none, open: 1, records: 2, oldestDueOn: '2024-01-02' }
  assert.deepEqual(await reviewCounts(db, [world.services.music], '2026-12-22'), music)
  assert.deepEqual(await reviewCounts(db, [], '2026-12-22'), none)
  await close()
})
