import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { program } from '../domain/permission.ts'
import { confirmActivity } from './activity-confirmations.ts'
import { askForChange } from './change-requests.ts'
import { writeDigests } from './digest.ts'
import { clockAt, cycleWorld, TODAY } from './test-cycle.ts'
import { settings } from './test-digest.ts'

let at: Awaited<ReturnType<typeof cycleWorld>>
beforeEach(async () => {
  at = await cycleWorld()
})
afterEach(() => at.close())

/** The digests of a day by the start of each reader's address, but for the administrator's, who hears that nothing was swept. */
async function digests(day: string) {
  await writeDigests(at.db, { who: program('Schedule'), clock: clockAt(day), ...settings })
  const rows = await at.db.selectFrom('mailOutbox').selectAll().where('dedupeKey', 'like', `digest/${day}/%`).execute()
  const { administrator: _, ...others } = Object.fromEntries(rows.map((row) => [row.toAddress.replace(/@.*/, ''), row]))
  return others
}

describe('the digest and the review cycle', () => {
  test('nobody hears of a review more than 30 days before', async () => {
    assert.deepEqual(Object.keys(await digests('2026-10-31')), [])
  })

  test('a manager hears of the activities of their services from 30 days before, and governance not yet', async () => {
    const { manager, ...others } = await digests(TODAY)
    assert.deepEqual(Object.keys(others), [])
    assert.equal(manager?.subject, '2 processing activities of your services to review')
    assert.match(manager?.text ?? '', /what has changed: 2 reviews are due within 30 days\./)
    assert.match(
      manager?.text ?? '',
      /Library membership \(LIB-A1\), Libraries: due on 1 December 2026\n {2}https:\/\/muniment\.example\.gov\.uk\/processing-activities\/LIB-A1\n/,
    )
    assert.doesNotMatch(manager?.text ?? '', /MUS-A1/)
  })

  test('what is confirmed is told no more, and what waits for governance is told to governance alone', async () => {
    assert.ok((await confirmActivity(at.db, at.manager, 'LIB-A1', { version: 1, text: '' })).ok)
    assert.ok((await askForChange(at.db, at.manager, 'LIB-A2', { version: 1, text: 'Another supplier' })).ok)
    const { governance, ...others } = await digests(TODAY)
    assert.deepEqual(Object.keys(others), [])
    assert.equal(governance?.subject, '1 change asked for by those who answer for activities')
    assert.match(governance?.text ?? '', /\(LIB-A2\): Mark Lowe says Another supplier/)
  })

  test('governance hears of all that are overdue, and a manager how many of theirs are', async () => {
    const { governance, manager } = await digests('2026-12-02')
    assert.equal(governance?.subject, '3 activities are past the day to review them')
    assert.match(governance?.text ?? '', /MUS-A1\), Cambridgeshire Music: was due on 1 December 2026/)
    assert.match(governance?.text ?? '', /processing-activities\?review=overdue/)
    assert.match(manager?.text ?? '', /what has changed: 2 reviews are overdue\./)
  })
})
