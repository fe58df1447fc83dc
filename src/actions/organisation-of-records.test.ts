import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { organisationsOfRecords } from '../../db/test-organisations.ts'
import { caseRule } from '../../db/test-rules.ts'
import { program } from '../domain/permission.ts'
import { recomputePending } from './recompute.ts'
import { addRule, changeRule } from './retention-rules.ts'
import { setException } from './review-exceptions.ts'
import { undoException } from './review-undo.ts'
import { sweep } from './sweep.ts'
import { acting } from './test-acting.ts'
import { type FeedWorld, feedWorld } from './test-feeds.ts'

let at: FeedWorld
before(async () => {
  at = await feedWorld()
  const council = { code: 'PCC', name: 'Peterborough City Council', kind: 'council' } as const
  const { id } = await at.db.insertInto('organisations').values(council).returning('id').executeTakeFirstOrThrow()
  await at.db.updateTable('sourceSystems').set({ organisationId: id }).where('code', '=', 'LMS').execute()
})
after(() => at.close())

const due = async (reference: string): Promise<{ id: number; reviewId: number }> => {
  const swept = await sweep(at.db, { clock: at.clock, who: program('Test') })
  assert.ok(swept.ok)
  const { id, reviewId } = await at.record(reference)
  return { id, reviewId: reviewId ?? 0 }
}

/** A sweep takes out of its review what is not past its period any more. */
const withdrawn = async (reference: string): Promise<void> => {
  const { id, reviewId } = await due(reference)
  assert.ok(reviewId > 0)
  await at.db
    .updateTable('records')
    .set({ retainUntil: '2030-01-01', dueOn: '2030-01-02' })
    .where('id', '=', id)
    .execute()
  assert.equal((await due(reference)).reviewId, 0)
}

test('whatever is written about a record goes to the organisation of its source system', async () => {
  const mark = { who: at.world.users.manager, clock: at.clock }
  const { libraries } = at.world.services
  const content = caseRule({ serviceId: libraries })
  assert.ok((await addRule(at.db, acting(at.clock), { ...content, code: 'CASE' })).ok)
  const header = 'reference,rule,trigger_date\n'
  await at.load(`${header}A-1,LIB-03,2026-01-01\nA-2,LIB-03,2025-01-01\nB-1,CASE,2020-01-01\nB-2,CASE,2020-01-01\n`)
  await at.load(`${header}M-1,LIB-03,2026-01-01\n`, { source: 'MUSIC' })
  const { id, reviewId } = await due('B-1')
  const wrong = { kind: 'wrong date', date: '2026-05-05', reason: 'Mistyped' }
  const set = await setException(at.db, mark, reviewId, { ids: [id] }, wrong)
  assert.ok(set.ok)
  assert.ok((await undoException(at.db, mark, reviewId, set.value.batchId)).ok)
  at.clock.moveTo('2026-11-23')
  await at.load(`${header}A-1,LIB-03,never\nB-1,CASE,2020-01-02\nB-2,CASE,2020-01-01\n`, { mode: 'full' })
  await at.load(`${header}A-2,LIB-03,never\nB-1,CASE,2020-01-02\nB-2,CASE,2020-01-01\n`, { mode: 'full' })
  const changed = { code: 'CASE', seen: 1, content: { ...content, period: 'P20Y' }, shortensExisting: false }
  assert.ok((await changeRule(at.db, acting(at.clock), changed)).ok)
  await recomputePending(at.db, { clock: at.clock })
  await withdrawn('A-2')
  const { records, recordChanges, reviewExceptions } = await organisationsOfRecords(at.db)
  assert.deepEqual(
    [records, reviewExceptions],
    [
      { all: 5, wrong: 0 },
      { all: 1, wrong: 0 },
    ],
  )
  assert.equal(recordChanges?.wrong, 0)
  const whats = await at.db.selectFrom('recordChanges').select('what').distinct().orderBy('what').execute()
  assert.deepEqual(
    whats.map(({ what }) => what),
    ['due date', 'missing at source', 'review', 'trigger date'],
  )
})
