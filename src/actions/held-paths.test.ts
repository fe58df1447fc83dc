import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { instructionById } from '../../db/queries/disposal-instructions.ts'
import { itemsToFetch } from '../../db/queries/instruction-item-list.ts'
import { wrongCounts } from '../../db/queries/record-counts.ts'
import { stillAsDecided } from '../../db/queries/review-approvals.ts'
import { addRecords } from '../../db/test-records.ts'
import { answerForAll, applyAccepted } from './disposal-answers.ts'
import { takeAnswers } from './disposal-instructions.ts'
import { instructAgain } from './failed-records.ts'
import { answerRecallsByApi } from './instruction-recalls.ts'
import { decideReview } from './review-decisions.ts'
import { forgetDisposed } from './review-disposals.ts'
import { setException } from './review-exceptions.ts'
import { answerFirstApproval } from './review-second.ts'
import { held, placed } from './test-holds.ts'
import { DONE, instructionWorld, KEY } from './test-instructions.ts'
import { TODAY } from './test-review.ts'

/**
 * Every function of db/queries that writes the state of a record, and what keeps a record under a hold from coming nearer to its end by
 * it. A new one belongs here, with a test below where it can bring records nearer to their end.
 */
const WRITERS: Record<string, 'keeps or takes back' | 'guarded'> = {
  'feed-missing.ts markMissing': 'keeps or takes back',
  'feed-records.ts addRecords': 'keeps or takes back',
  'feed-records.ts changeRecords': 'keeps or takes back',
  'instructing.ts leaveApproval': 'keeps or takes back',
  'instructing.ts instructRecords': 'guarded',
  'instruction-items.ts endRecords': 'guarded',
  'instruction-items.ts takeBack': 'keeps or takes back',
  'instruction-items.ts askAgain': 'guarded',
  'record-placements.ts putRecords': 'keeps or takes back',
  'review-approvals.ts moveSome': 'guarded',
  'review-decisions.ts moveRecords': 'guarded',
  'review-exceptions.ts endAlreadyGone': 'guarded',
  'review-withdrawals.ts withdrawFromReviews': 'keeps or takes back',
  'rule-moves.ts giveDates': 'keeps or takes back',
  'rule-moves.ts leaveReviews': 'keeps or takes back',
  'sweep.ts makeDue': 'guarded',
}

const QUERIES = fileURLToPath(new URL('../../db/queries/', import.meta.url))
const WRITES =
  /update records\b|updateTable\('records'\)|table: 'records'|addRows\(db, 'records'|insertInto\('records'\)|insert into records\b/
const OF_STATE = /\bstate\b\s*[=:]|\bstate = |newRecordColumns|changedColumns/

test('every statement that writes the state of a record is known here', () => {
  const found = readdirSync(QUERIES)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) =>
      readFileSync(`${QUERIES}${file}`, 'utf8')
        .split(/^(?=(?:export )?(?:async )?function |(?:export )?const )/m)
        .filter((part) => WRITES.test(part) && OF_STATE.test(part))
        .map((part) => `${file} ${/(?:function|const) (\w+)/.exec(part)?.[1]}`),
    )
  assert.ok(found.length > 0)
  assert.deepEqual(
    found.filter((writer) => !(writer in WRITERS)),
    [],
    'a new writer: say here what keeps a record under a hold from it',
  )
  assert.deepEqual(
    Object.keys(WRITERS).filter((writer) => !found.includes(writer)),
    [],
    'a writer that is not there any more',
  )
})

let at: Awaited<ReturnType<typeof instructionWorld>>
beforeEach(async () => {
  at = await instructionWorld()
})
afterEach(async () => {
  assert.deepEqual(await wrongCounts(at.db), [])
  await at.close()
})

const stateOf = async (id: number | undefined) => (await at.record(id ?? 0)).state
const states = async ([one, other]: number[]) => [await stateOf(one), await stateOf(other)]

/** Places a hold on the first of some records; what it would be taken out of still has it. */
async function hold(ids: number[]): Promise<void> {
  const [reference = ''] = await at.references(ids.slice(0, 1))
  await placed(at.db, at.governance, { source: 'LMS', references: [reference] })
}

const approval = async (id: number) => ({
  answers: { decision: 'approve disposal' },
  number: '',
  seen: await at.seen(id),
})

describe('a record under a hold comes no nearer to its end', () => {
  test('by a sweep', async () => {
    const ids = await addRecords(at.db, at.world, { triggerOn: '2000-02-29' }, 2)
    await hold(ids)
    await at.sweepFor(TODAY)
    assert.deepEqual(await states(ids), ['retained', 'due'])
  })

  test('by the decision on its review', async () => {
    const { ids, review } = await at.due('LIB-01', 2)
    const seen = await approval(review.id)
    await hold(ids)
    assert.equal((await decideReview(at.db, at.manager, review.id, seen)).ok, false)
    assert.ok((await decideReview(at.db, at.manager, review.id, await approval(review.id))).ok)
    assert.deepEqual(await states(ids), ['retained', 'approved'])
  })

  test('by a decision whose records follow in short transactions', async () => {
    const { ids, review } = await at.due('LIB-01', 2)
    await hold(ids)
    const frozen = await Promise.all(
      ids.map(async (id) => {
        const { dueOn, ruleVersionId } = await at.record(id)
        return { id, dueOn: dueOn ?? '', ruleVersionId }
      }),
    )
    const found = await stillAsDecided(at.db, review.id, frozen, TODAY)
    assert.deepEqual(found, { same: ids.slice(1), changed: ids.slice(0, 1) })
  })

  test('by a second approval', async () => {
    const { ids, review } = await at.due('LIB-09', 2)
    assert.ok((await decideReview(at.db, at.manager, review.id, await approval(review.id))).ok)
    const second = async () => ({ ...(await approval(review.id)), answers: { answer: 'second approval' } })
    const seen = await second()
    await hold(ids)
    assert.equal((await answerFirstApproval(at.db, at.governance, review.id, seen)).ok, false)
    assert.ok((await answerFirstApproval(at.db, at.governance, review.id, await second())).ok)
    assert.deepEqual(await states(ids), ['retained', 'approved'])
  })

  test('by an exception that says that it is already gone, or gives it another date', async () => {
    const { ids, review } = await at.due('LIB-01', 3)
    await hold(ids)
    const gone = { kind: 'already gone', date: TODAY, reason: 'Seen in the system' }
    const [one = 0, two = 0, three = 0] = ids
    const set = await setException(at.db, at.manager, review.id, { ids: [one, two] }, gone)
    assert.ok(set.ok, JSON.stringify(set))
    const wrong = { kind: 'wrong date', date: '2001-01-01', reason: 'As on the card' }
    assert.ok((await setException(at.db, at.manager, review.id, { ids: [one, three] }, wrong)).ok)
    assert.deepEqual(await states([one, two]), ['due', 'already gone'])
    const dates = [(await at.record(one)).triggerOn, (await at.record(three)).triggerOn]
    assert.deepEqual(dates, ['2000-02-29', '2001-01-01'])
  })

  test('by an instruction', async () => {
    const { ids } = await at.approved('LIB-01', 2)
    await hold(ids)
    await at.instruct()
    assert.deepEqual(await states(ids), ['retained', 'instructed'])
  })

  test('by being fetched, or by the answers of its source, of each record or of all', async () => {
    const { ids, instruction } = await at.instructed('LIB-01', 2)
    await hold(ids)
    const fetched = await itemsToFetch(at.db, instruction.id, { today: TODAY, after: 0, limit: 10 })
    assert.deepEqual(
      fetched.map(({ recordId }) => recordId),
      ids.slice(1),
    )
    const items = await at.items(instruction.id)
    const done = { outcome: 'done' as const, doneOn: TODAY, method: 'Deleted', reason: '' }
    const acting = { ...at.governance, hashKey: KEY }
    await at.db.transaction().execute((tx) =>
      takeAnswers(tx, acting, instruction, {
        answersId: 0,
        answers: items.slice(0, 1).map(({ id }) => ({ id, ...done })),
      }),
    )
    const [reference = ''] = await at.references(ids)
    const { results } = await at.answer(instruction.id, [[reference, DONE]])
    assert.deepEqual(
      results.map(({ result }) => result),
      ['rejected'],
    )
    const answers = { doneOn: TODAY, method: 'Deleted', statement: 'None', backupsExpireOn: '2026-12-31' }
    const seen = await at.seenIn(instruction.id)
    const all = await answerForAll(at.db, at.governance, instruction.id, { answers, seen })
    assert.ok(all.ok, JSON.stringify(all))
    await applyAccepted(at.db, acting)
    assert.deepEqual(await states(ids), ['instructed', 'destroyed'])
  })

  test('by being instructed again after its disposal failed', async () => {
    const { ids, instruction } = await at.instructed('LIB-01', 2)
    const failed = { outcome: 'failed', reason: 'Locked' }
    await at.answer(
      instruction.id,
      (await at.references(ids)).map((reference) => [reference, failed]),
    )
    await hold(ids)
    const seen = await at.seenIn(instruction.id)
    assert.ok((await instructAgain(at.db, at.governance, instruction.id, { items: 'all', seen })).ok)
    assert.deepEqual(await states(ids), ['retained', 'instructed'])
  })

  test('nor is what is known of it forgotten', async () => {
    const { ids, instruction } = await at.instructed('LIB-01', 2)
    const references = await at.references(ids)
    await at.answer(
      instruction.id,
      references.map((reference) => [reference, DONE]),
    )
    await hold(ids)
    await forgetDisposed(at.db, at.governance.clock, KEY)
    const [kept = '', gone = ''] = await at.references(ids)
    assert.equal(kept, references[0])
    assert.match(gone, /^forgotten:/)
  })
})

test('only what its source had done before it was asked to stop ends under a hold, and that is an incident', async () => {
  const { ids, instruction } = await at.instructed('LIB-01', 2)
  await at.db.updateTable('disposalInstructions').set({ firstFetchedAt: at.governance.clock.now() }).execute()
  const [reference = ''] = await at.references(ids)
  const id = await held(at.db, at.governance, { source: 'LMS', references: [reference] })
  const { recalled } = await at.db
    .selectFrom('disposalHolds')
    .select('recalled')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  assert.equal(recalled, 1)
  const [item] = await at.items(instruction.id)
  assert.ok(item?.recallAskedAt)
  const now = await instructionById(at.db, instruction.id, null)
  assert.ok(now)
  const fields = { answer: 'too late', done_on: TODAY, method: 'Deleted in the library system' }
  const [told] = await answerRecallsByApi(at.db, at.source(), now, [{ recall: item.id, fields }])
  assert.deepEqual(told, { result: 'taken', text: '' })
  assert.equal(await stateOf(ids[0]), 'destroyed')
  const incidents = await at.db.selectFrom('disposalIncidents').select(['kind', 'recordCount']).execute()
  assert.deepEqual(incidents, [{ kind: 'disposed of under a hold', recordCount: 1 }])
})
