import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { confirmationsOf } from '../../db/queries/activity-confirmations.ts'
import { changeRequestById } from '../../db/queries/change-requests.ts'
import { confirmActivity } from './activity-confirmations.ts'
import { askForChange, closeRequest } from './change-requests.ts'
import { retireActivity } from './processing-activities.ts'
import { refreshFindings } from './refresh-findings.ts'
import { changeApproved } from './test-activities.ts'
import { cycleWorld, TODAY } from './test-cycle.ts'
import { refusals } from './test-review.ts'

let at: Awaited<ReturnType<typeof cycleWorld>>
beforeEach(async () => {
  at = await cycleWorld()
})
afterEach(() => at.close())

const said = { version: 1, text: 'Asked the head of libraries' }
const site = { baseUrl: 'https://muniment.example.gov.uk' }

describe('confirming an activity', () => {
  test('keeps who, when and for which version, and the next review is a cycle from that day; no version is made', async () => {
    const before = await at.activity('LIB-A1')
    assert.equal(before.nextReviewOn, '2026-12-01')
    const done = await confirmActivity(at.db, at.manager, 'LIB-A1', said)
    assert.deepEqual(done, { ok: true, value: { nextReviewOn: '2027-11-26', already: null } })
    const after = await at.activity('LIB-A1')
    assert.deepEqual(after, { ...before, nextReviewOn: '2027-11-26' })
    const [confirmation, ...others] = await confirmationsOf(at.db, after.id)
    assert.deepEqual(others, [])
    assert.deepEqual(
      [confirmation?.confirmedByName, confirmation?.confirmedOn, confirmation?.version, confirmation?.note],
      ['Mark Lowe', TODAY, 1, said.text],
    )
    assert.equal((await at.events()).at(-1), 'confirmed LIB-A1')
  })

  test('takes the finding away that its review is overdue', async () => {
    const { id } = await at.activity('LIB-A1')
    const late = at.act(at.world.users.manager, '2027-01-15')
    await at.db.transaction().execute((tx) => refreshFindings(tx, [id], '2027-01-15'))
    assert.ok((await at.openFindings('LIB-A1')).includes('ROP-09 review'))
    assert.ok((await confirmActivity(at.db, late, 'LIB-A1', said)).ok)
    assert.ok(!(await at.openFindings('LIB-A1')).includes('ROP-09 review'))
  })

  test('twice on one day is once, by whoever; on the next day it is another', async () => {
    await confirmActivity(at.db, at.manager, 'LIB-A1', said)
    const events = await at.events()
    const again = await confirmActivity(at.db, at.governance, 'LIB-A1', { ...said, text: '' })
    assert.deepEqual(again, { ok: true, value: { nextReviewOn: '2027-11-26', already: 'Mark Lowe' } })
    assert.deepEqual(await at.events(), events)
    const tomorrow = at.act(at.world.users.manager, '2026-11-27')
    assert.deepEqual(await confirmActivity(at.db, tomorrow, 'LIB-A1', said), {
      ok: true,
      value: { nextReviewOn: '2027-11-27', already: null },
    })
    assert.equal((await confirmationsOf(at.db, (await at.activity('LIB-A1')).id)).length, 2)
  })

  test('many at the same moment keep one', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => confirmActivity(at.db, at.manager, 'LIB-A1', said)))
    assert.equal(all.filter((done) => done.ok && done.value.already === null).length, 1)
    assert.equal((await confirmationsOf(at.db, (await at.activity('LIB-A1')).id)).length, 1)
  })

  test('is refused while a change is asked for that was not read, and done all the same once it was', async () => {
    const asked = await askForChange(at.db, at.manager, 'LIB-A1', { version: 1, text: 'Another supplier' })
    assert.ok(asked.ok)
    for (const despite of [[], [asked.value + 1]])
      assert.match(
        refusals(await confirmActivity(at.db, at.manager, 'LIB-A1', { ...said, despite }))[0] ?? '',
        /^asked: A change has been asked for/,
      )
    assert.deepEqual(await confirmationsOf(at.db, (await at.activity('LIB-A1')).id), [])
    assert.ok((await confirmActivity(at.db, at.manager, 'LIB-A1', { ...said, despite: [asked.value] })).ok)
  })

  test('is refused for a version that has been replaced, with nothing done', async () => {
    const changed = { ...at.content('LIB'), title: 'Library membership, online too' }
    await changeApproved(at.db, at.governance, 'LIB-A1', changed)
    const before = [await at.activity('LIB-A1'), await at.events()]
    assert.deepEqual(refusals(await confirmActivity(at.db, at.manager, 'LIB-A1', said)), [
      'version: Version 1 of LIB-A1 has been replaced by version 2 since you opened it, so that nothing was done: read it again first',
    ])
    assert.deepEqual([await at.activity('LIB-A1'), await at.events()], before)
  })

  test('is refused for one that is retired, that is not there, or of another service', async () => {
    await retireActivity(at.db, at.governance, 'LIB-A2', 'The service ended')
    assert.deepEqual(refusals(await confirmActivity(at.db, at.manager, 'LIB-A2', said)), [
      'version: LIB-A2 is retired, so that nothing was done',
    ])
    assert.deepEqual(refusals(await confirmActivity(at.db, at.manager, 'NO-A1', said)), [
      'reference: There is no activity NO-A1',
    ])
    await assert.rejects(confirmActivity(at.db, at.manager, 'MUS-A1', said), /manager may not confirm an activity/)
    const auditor = at.act(at.world.users.auditor)
    await assert.rejects(confirmActivity(at.db, auditor, 'LIB-A1', said), /auditor may not/)
  })
})

describe('something has changed', () => {
  const changed = { version: 1, text: 'Photographs are kept by another supplier' }

  test('a manager says so, and what is in force and its next review stay as they are', async () => {
    const before = await at.activity('LIB-A1')
    const asked = await askForChange(at.db, at.manager, 'LIB-A1', changed)
    assert.ok(asked.ok)
    assert.deepEqual(await at.activity('LIB-A1'), before)
    const request = await changeRequestById(at.db, asked.value)
    assert.deepEqual([request?.askedByName, request?.text, request?.closedAt], ['Mark Lowe', changed.text, null])
    assert.equal((await at.events()).at(-1), 'change asked for LIB-A1')
  })

  test('the same twice is refused, and so is one about a version that has been replaced, or of another service', async () => {
    await askForChange(at.db, at.manager, 'LIB-A1', changed)
    assert.deepEqual(refusals(await askForChange(at.db, at.manager, 'LIB-A1', changed)), [
      'text: This has been said already, and governance has yet to see to it',
    ])
    assert.match(refusals(await askForChange(at.db, at.manager, 'LIB-A1', { ...changed, version: 7 }))[0]!, /replaced/)
    await assert.rejects(askForChange(at.db, at.manager, 'MUS-A1', changed), /may not/)
    await assert.rejects(askForChange(at.db, at.governance, 'LIB-A1', changed), /governance may not ask for a change/)
  })

  test('governance closes it once with a word, of which whoever asked is told', async () => {
    const asked = await askForChange(at.db, at.manager, 'LIB-A1', changed)
    assert.ok(asked.ok)
    await assert.rejects(closeRequest(at.db, at.manager, asked.value, 'Done', site), /may not edit the register/)
    assert.ok((await closeRequest(at.db, at.governance, asked.value, 'Changed in version 2', site)).ok)
    const [message, ...others] = await at.messages()
    assert.deepEqual(others, [])
    assert.equal(message?.toAddress, 'manager@muniment.example')
    assert.match(message?.text ?? '', /Grace Ashby answers: Changed in version 2/)
    assert.deepEqual(refusals(await closeRequest(at.db, at.governance, asked.value, 'Again', site)), [
      'version: Grace Ashby has closed this already: “Changed in version 2”',
    ])
    assert.equal((await at.messages()).length, 1)
  })

  test('who has left, or answers for the service no more, is not told', async () => {
    const asked = await askForChange(at.db, at.manager, 'LIB-A1', changed)
    assert.ok(asked.ok)
    await at.db.deleteFrom('userServices').where('userId', '=', at.world.users.manager.id).execute()
    assert.ok((await closeRequest(at.db, at.governance, asked.value, 'Done', site)).ok)
    assert.deepEqual(await at.messages(), [])
  })
})
