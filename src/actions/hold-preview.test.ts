import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { caughtByHolds } from '../../db/queries/caught.ts'
import { holdsOver } from '../../db/queries/held.ts'
import { recordTerms } from '../../db/queries/record-terms.ts'
import { wantedRecords } from '../../db/queries/record-wanted.ts'
import { addRecords } from '../../db/test-records.ts'
import type { Catches } from './hold-drafts.ts'
import { previewHold } from './hold-preview.ts'
import { caughtByState } from './hold-states.ts'
import { recordPage } from './record-page.ts'
import { forgetDisposed } from './review-disposals.ts'
import { held } from './test-holds.ts'
import { DONE, instructionWorld, KEY } from './test-instructions.ts'

let at: Awaited<ReturnType<typeof instructionWorld>>
beforeEach(async () => {
  at = await instructionWorld()
})
afterEach(() => at.close())

const ANY = { services: [], rules: [], sources: [], triggerFrom: null, triggerTo: null }
const criteria = (parts: Partial<typeof ANY> | object): Catches => ({ by: 'criteria', criteria: { ...ANY, ...parts } })
const preview = (catches: Catches) => previewHold(at.db, catches, KEY)

/** What stands in reviews, is approved, instructed and kept, of the libraries. */
async function library() {
  const instructed = await at.instructed('LIB-03', 2)
  const approved = await at.approved('LIB-01', 3)
  const due = await at.due('LIB-09', 4)
  await addRecords(at.db, at.world, { triggerOn: '2025-01-01' }, 5)
  const other = { rule: 'MUS-02' as const, triggerOn: '2020-01-01', sourceSystemId: at.world.systems.musicSystem }
  await addRecords(at.db, at.world, other, 6)
  return { instructed, approved, due }
}

test('what has been disposed of is kept by no hold, and is told apart from what would be', async () => {
  const { ids, instruction } = await at.instructed('LIB-03', 2)
  const [gone = '', left = ''] = await at.references(ids)
  await at.answer(instruction.id, [[gone, DONE]])
  const { ruleId } = at.world.rules['LIB-03']
  const list: Catches = { by: 'list', sourceSystemId: at.world.systems.lms, references: [gone, left] }
  for (const catches of [criteria({ rules: [ruleId] }), criteria({ rules: [ruleId], triggerTo: '2020-01-01' }), list]) {
    const { records, states, gone: disposedOf } = await preview(catches)
    assert.deepEqual([records, states.map(({ key }) => key), disposedOf], [1, ['instructed'], 1])
  }
  await held(at.db, at.governance, { rules: ['LIB-03'] })
  assert.deepEqual([...(await holdsOver(at.db, ids)).keys()], ids.slice(1))
  const terms = await recordTerms(at.db)
  const wanted = wantedRecords({ caught: await caughtByHolds(at.db) }, null, terms)
  assert.equal((await recordPage(at.db, wanted, 'received', 1)).total.records, 1)
  assert.deepEqual(
    (await caughtByState(at.db, await caughtByHolds(at.db), null, terms)).map(({ state }) => state),
    ['instructed'],
  )
})

describe('what a hold would do is counted', () => {
  test('from kept counts, where it is on services and rules alone', async () => {
    const { approved, due } = await library()
    const { libraries } = at.world.services
    const { records, states, services, rules, reviews, instructions } = await preview(
      criteria({ services: [libraries] }),
    )
    assert.equal(records, 14)
    assert.deepEqual(
      states.map(({ key, records: count }) => [key, count]),
      [
        ['retained', 5],
        ['due', 4],
        ['approved', 3],
        ['instructed', 2],
      ],
    )
    assert.deepEqual(services, [{ key: libraries, records: 14 }])
    assert.deepEqual(rules[0], { key: at.world.rules['LIB-01'].ruleId, records: 8 })
    assert.ok(reviews.includes(approved.review.id) && reviews.includes(due.review.id))
    assert.equal(instructions, 1)
  })

  test('record by record, where it is on sources or trigger dates', async () => {
    const { due } = await library()
    const { lms, musicSystem } = at.world.systems
    const old = await preview(criteria({ triggerTo: '2010-12-31', sources: [lms, musicSystem] }))
    assert.equal(old.records, 9)
    assert.deepEqual(
      old.states.map(({ key }) => key),
      ['due', 'approved', 'instructed'],
    )
    assert.equal(old.instructions, 1)
    const ofRule = { rules: [at.world.rules['LIB-09'].ruleId], triggerFrom: '2000-02-29', triggerTo: '2000-02-29' }
    const one = await preview(criteria(ofRule))
    assert.deepEqual([one.records, one.reviews], [4, [due.review.id]])
    assert.equal((await preview(criteria({ triggerFrom: '2019-01-01' }))).records, 11)
    assert.equal(
      (await preview(criteria({ services: [at.world.services.music], triggerFrom: '2019-01-01' }))).records,
      6,
    )
  })

  test('by reference, with those that no record has, and those that are gone', async () => {
    const { ids, instruction } = await at.instructed('LIB-01', 2)
    const [gone = '', here = ''] = await at.references(ids)
    await at.answer(instruction.id, [[gone, DONE]])
    await forgetDisposed(at.db, at.governance.clock, KEY)
    const list: Catches = { by: 'list', sourceSystemId: at.world.systems.lms, references: [gone, here, 'X-1', 'X-2'] }
    const found = await preview(list)
    assert.deepEqual([found.records, found.gone, found.unknown, found.firstUnknown], [1, 1, 2, ['X-1', 'X-2']])
    assert.deepEqual([found.states, found.instructions], [[{ key: 'instructed', records: 1 }], 1])
  })
})

test('a hold on a reference whose record is forgotten knows it by what stands in its place', async () => {
  const { ids, instruction } = await at.instructed('LIB-01', 1)
  const [reference = ''] = await at.references(ids)
  await at.answer(instruction.id, [[reference, DONE]])
  await forgetDisposed(at.db, at.governance.clock, 'k'.repeat(32))
  await held(at.db, at.governance, { source: 'LMS', references: [reference, 'X-1'] })
  const listed = await at.db.selectFrom('holdReferences').select('reference').orderBy('reference').execute()
  assert.deepEqual(
    listed.map((row) => row.reference.slice(0, 10)),
    ['X-1', 'forgotten:'],
  )
})
