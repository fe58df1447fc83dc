import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { instructionsThen } from '../../db/queries/instructions-then.ts'
import { wrongCounts } from '../../db/queries/record-counts.ts'
import { asAtEndOf } from '../domain/as-at.ts'
import { forgottenReference } from '../domain/forgotten.ts'
import { answerByApi } from './api-answers.ts'
import { instructAgain, takeFailedBack } from './failed-records.ts'
import { forgetDisposed } from './review-disposals.ts'
import { DONE, instructionWorld, KEY } from './test-instructions.ts'
import { TODAY } from './test-review.ts'

let at: Awaited<ReturnType<typeof instructionWorld>>
beforeEach(async () => {
  at = await instructionWorld()
})
afterEach(async () => {
  assert.deepEqual(await wrongCounts(at.db), [])
  await at.close()
})

describe('the source answers', () => {
  test('for each record, until all are answered: the instruction closes, with its review, and the inventory forgets', async () => {
    const { ids, review, instruction } = await at.instructed('LIB-01', 3)
    await at.db.updateTable('records').set({ title: 'Account', location: 'Shelf 3', quantity: 4 }).execute()
    const [one = '', two = '', three = ''] = await at.references(ids)
    const first = await at.answer(instruction.id, [
      [one, DONE],
      [two, { outcome: 'not found' }],
    ])
    assert.deepEqual(
      first.results.map(({ result }) => result),
      ['taken', 'taken'],
    )
    assert.equal((await at.instruction(instruction.id)).state, 'open')
    await at.answer(instruction.id, [[three, DONE]], undefined, {
      statement: 'Gone in 30 days',
      backups_expire_on: '22/12/2026',
    })
    const closed = await at.instruction(instruction.id)
    assert.deepEqual(
      [closed.state, closed.doneCount, closed.notFoundCount, closed.answeredCount, closed.lastDoneOn],
      ['closed', 2, 1, 3, TODAY],
    )
    assert.deepEqual([closed.statement, closed.backupsExpireOn], ['Gone in 30 days', '2026-12-22'])
    const after = await at.review(review.id)
    assert.deepEqual([after.state, after.outcome], ['closed', 'disposed'])
    const certificate = await at.db.selectFrom('destructionCertificates').selectAll().executeTakeFirstOrThrow()
    assert.deepEqual([certificate.instructionId, certificate.recordCount], [instruction.id, 2])
    await forgetDisposed(at.db, at.manager.clock, KEY)
    const gone = await at.record(ids[0]!)
    assert.equal(gone.reference, forgottenReference(KEY, gone.sourceSystemId, one))
    assert.deepEqual([gone.state, gone.title, gone.location, gone.dueOn, gone.quantity], ['destroyed', '', '', null, 4])
    assert.equal((await at.record(ids[1]!)).state, 'already gone')
    assert.match((await at.record(ids[1]!)).reference, /^forgotten:/)
  })

  test('and closes it at the one instant that lists of now and as at a day tell', async () => {
    const { ids, instruction } = await at.instructed('LIB-01', 1)
    const [reference = ''] = await at.references(ids)
    let ticks = 0
    const now = () => `${TODAY}T12:00:00.${String(ticks++).padStart(3, '0')}Z`
    const acting = { ...at.source(), clock: { ...at.source().clock, now } }
    const answers = [{ reference, fields: DONE }]
    assert.ok((await answerByApi(at.db, acting, instruction.id, { answers, about: {}, key: undefined })).ok)
    const { closedAt } = await at.instruction(instruction.id)
    const [then] = await instructionsThen(at.db, { reach: null, today: TODAY }, asAtEndOf(TODAY))
    assert.match(closedAt ?? '', /^2026-11-22T12/)
    assert.equal(then?.closedAt, closedAt)
  })

  test('as the action of the rule asks', async () => {
    const anonymised = await at.instructed('LIB-03', 1)
    assert.equal(anonymised.instruction.action, 'anonymise')
    const [reference = ''] = await at.references(anonymised.ids)
    await at.answer(anonymised.instruction.id, [[reference, DONE]])
    assert.equal((await at.record(anonymised.ids[0]!)).state, 'anonymised')
    const reviewed = await at.instructed('MUS-02', 1)
    assert.equal(reviewed.instruction.action, 'destroy')
  })

  test('with sentences for what cannot be taken, which spoils nothing else', async () => {
    const { ids, instruction } = await at.instructed('LIB-01', 3)
    const [one = '', two = '', three = ''] = await at.references(ids)
    const { results } = await at.answer(instruction.id, [
      [one, DONE],
      ['NOBODY-1', DONE],
      [one, DONE],
      [two, { ...DONE, done_on: '2026-11-21' }],
      [two, { ...DONE, done_on: '2026-11-23' }],
      [two, { ...DONE, done_on: '31/02/2026' }],
      [two, { outcome: 'burnt' }],
      [two, { outcome: 'failed' }],
      [two, { outcome: 'done', done_on: TODAY }],
      ['', DONE],
      [three, { outcome: 'failed', reason: 'Locked' }],
    ])
    assert.deepEqual(
      results.map(({ result, text }) => `${result} ${text}`.trim()),
      [
        'taken',
        'rejected reference: No record of this instruction has this reference.',
        'rejected reference: It was answered before in here: the first answer counts.',
        'rejected done_on: Enter a date from 22 November 2026 on: nothing was instructed before.',
        'rejected done_on: Enter a date that has come: today is 22 November 2026.',
        'rejected done_on: Enter a date that exists, for example 14/06/2027.',
        'rejected outcome: Enter done, not found or failed.',
        'rejected reason: Enter why it failed.',
        'rejected method: Enter how the data was disposed of, for example “Deleted in the library management system”.',
        'rejected reference: Enter the reference.',
        'taken',
      ],
    )
    assert.deepEqual(
      (await at.items(instruction.id)).map(({ state }) => state),
      ['done', 'instructed', 'failed'],
    )
    await forgetDisposed(at.db, at.manager.clock, KEY)
    const again = await at.answer(instruction.id, [
      [one, DONE],
      [three, DONE],
    ])
    assert.deepEqual(again.results, [
      { result: 'repeated', text: 'reference: It was answered before: disposed of on 22 November 2026.' },
      {
        result: 'rejected',
        text: 'reference: It was answered before as failed: information governance instructs it again, or takes it back.',
      },
    ])
  })

  test('once under a key, and is told the same again', async () => {
    const { ids, instruction } = await at.instructed('LIB-01', 2)
    const [one = '', two = ''] = await at.references(ids)
    const first = await at.answer(instruction.id, [[one, DONE]], 'night-1')
    assert.deepEqual([first.again, first.results[0]?.result], [false, 'taken'])
    const again = await at.answer(instruction.id, [[one, DONE]], 'night-1')
    assert.deepEqual([again.again, again.results], [true, first.results])
    await assert.rejects(at.answer(instruction.id, [[two, DONE]], 'night-1'), /Other answers were sent under this key/)
  })
})

describe('what failed', () => {
  const failed = async (count: number) => {
    const made = await at.instructed('LIB-01', count)
    const references = await at.references(made.ids)
    await at.answer(
      made.instruction.id,
      references.map((reference) => [reference, { outcome: 'failed', reason: 'Locked by the supplier' }]),
    )
    return { ...made, references }
  }

  test('closes the instruction and keeps its review open, until it is instructed again in another round', async () => {
    const { ids, review, instruction, references } = await failed(2)
    const closed = await at.instruction(instruction.id)
    assert.deepEqual([closed.state, closed.failedCount], ['closed', 2])
    assert.equal((await at.review(review.id)).state, 'approved')
    const chosen = { items: 'all' as const, seen: await at.seenIn(instruction.id) }
    assert.deepEqual(await instructAgain(at.db, at.governance, instruction.id, chosen), {
      ok: true,
      value: { again: 2, kept: 0 },
    })
    const open = await at.instruction(instruction.id)
    assert.deepEqual([open.state, open.round, open.answeredCount, open.failedCount], ['open', 2, 0, 0])
    assert.equal((await at.changes(ids[0]!)).at(-1)?.reason, 'Locked by the supplier')
    await at.answer(
      instruction.id,
      references.map((reference) => [reference, DONE]),
    )
    assert.deepEqual(
      (await at.items(instruction.id)).map(({ round }) => round),
      [2, 2],
    )
    assert.equal((await at.review(review.id)).outcome, 'disposed')
  })

  test('is taken back for a reason, and is kept as before', async () => {
    const { ids, review, instruction } = await failed(2)
    const seen = await at.seenIn(instruction.id)
    const without = await takeFailedBack(at.db, at.governance, instruction.id, { items: 'all', reason: ' ', seen })
    assert.deepEqual(without, { ok: false, problems: [{ field: 'reason', text: 'Enter the reason' }] })
    const taken = await takeFailedBack(at.db, at.governance, instruction.id, { items: 'all', reason: 'In use', seen })
    assert.deepEqual(taken, { ok: true, value: 2 })
    const { state, reviewId } = await at.record(ids[0]!)
    assert.deepEqual([state, reviewId], ['retained', null])
    assert.deepEqual(
      [(await at.review(review.id)).state, (await at.review(review.id)).outcome],
      ['closed', 'nothing left'],
    )
    await assert.rejects(takeFailedBack(at.db, at.manager, instruction.id, { items: 'all', reason: 'x', seen }), {
      status: 403,
    })
  })
})

test('forgetting that was cut off is finished later', async () => {
  const { ids, instruction } = await at.instructed('LIB-01', 3)
  const references = await at.references(ids)
  await at.answer(
    instruction.id,
    references.map((reference) => [reference, DONE]),
  )
  await forgetDisposed(at.db, at.manager.clock, KEY)
  for (const id of ids) assert.match((await at.record(id)).reference, /^forgotten:[0-9a-f]{64}$/)
  await forgetDisposed(at.db, at.manager.clock, KEY)
})
