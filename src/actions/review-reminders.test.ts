import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { escalatedCount } from '../../db/queries/review-reminders.ts'
import type { IsoDate } from '../domain/calendar.ts'
import { nameDeputy } from './deputies.ts'
import { digestWorld } from './test-digest.ts'

const { world: at, write, send, digests } = digestWorld()

/** A review that is to be answered by 22 December 2026. */
const waiting = (rule: 'LIB-01' | 'MUS-02' = 'LIB-01') => at().due(rule, 2)

/** The nightly sweep of a day, then its digest, then its mail. */
async function night(day: IsoDate) {
  await at().sweepFor(day)
  await write(day)
  const told = await digests(day)
  await send(day)
  return told
}

const reminders = async () =>
  (await at().db.selectFrom('reviewReminders').select('days').orderBy('id').execute()).map(({ days }) => days)

const NIGHTS = [
  '2026-12-22',
  '2026-12-23',
  '2026-12-24',
  '2027-01-05',
  '2027-01-06',
  '2027-01-07',
  '2027-01-20',
  '2027-01-21',
]

describe('a review that nobody answers', () => {
  test('is reminded of after its day, 14 and 28 days later, once each, and then comes to information governance, once', async () => {
    const { review } = await waiting()
    const told: [IsoDate, manager: boolean, governance: boolean][] = []
    const last: Awaited<ReturnType<typeof night>> = {}
    for (const day of NIGHTS) {
      const { manager, governance } = await night(day)
      if (day === '2027-01-20') Object.assign(last, { manager, governance })
      told.push([day, /^Reminder/m.test(manager?.text ?? ''), /after the last reminder/.test(governance?.text ?? '')])
    }
    assert.deepEqual(told, [
      ['2026-12-22', false, false],
      ['2026-12-23', true, false],
      ['2026-12-24', false, false],
      ['2027-01-05', false, false],
      ['2027-01-06', true, false],
      ['2027-01-07', false, false],
      ['2027-01-20', true, true],
      ['2027-01-21', false, false],
    ])
    assert.deepEqual(await reminders(), [0, 14, 28])
    assert.equal(await escalatedCount(at().db), 1)
    const events = at().db.selectFrom('auditEvents').select('details').where('kind', '=', 'reminder made')
    const made = await events.where('subjectId', '=', String(review.id)).orderBy('id').execute()
    assert.deepEqual(
      made.map(({ details }) => JSON.parse(details).facts['days since']),
      [1, 15, 29],
    )
    const { manager, governance } = last
    assert.equal(manager?.subject, 'Reminder: 1 disposal review is past the day to answer by')
    assert.match(manager?.text ?? '', /reminder 3 of 3/)
    assert.match(manager?.text ?? '', /This is the last reminder: information governance has been told as well\./)
    assert.equal(governance?.subject, '1 review is still not answered after the last reminder')
    assert.match(governance?.text ?? '', /disposal-reviews\?escalated=yes/)
  })

  test('is reminded of by the latest reminder alone after nights without a sweep', async () => {
    await waiting()
    await night('2027-01-06')
    assert.deepEqual(await reminders(), [14])
    await night('2027-01-07')
    assert.deepEqual(await reminders(), [14])
  })

  test('is reminded of once, however often the sweep runs, and never by one for a past date', async () => {
    await waiting()
    await at().sweepFor('2026-12-23')
    await at().sweepFor('2026-12-23')
    assert.deepEqual(await reminders(), [0])
  })

  test('comes to information governance at once where nobody manages its service', async () => {
    await waiting('MUS-02')
    const { manager, governance, second } = await night('2026-12-23')
    assert.equal(manager, undefined)
    const subject = '1 review that no manager can be reminded of is past the day to answer by'
    assert.deepEqual([governance?.subject, second?.subject], [subject, subject])
    assert.deepEqual(Object.keys(await night('2026-12-24')), [])
  })

  test('is forgotten as soon as it is decided', async () => {
    const { review } = await waiting()
    await night('2026-12-23')
    const closed = { state: 'closed', closedAt: '2026-12-23T13:00:00.000Z', outcome: 'nothing left' } as const
    await at().db.updateTable('disposalReviews').set(closed).where('id', '=', review.id).execute()
    await night('2027-01-20')
    assert.deepEqual(await reminders(), [0])
    assert.equal(await escalatedCount(at().db), 0)
  })
})

test('a deputy hears what the manager hears, on the days on which they stand in', async () => {
  await waiting()
  const draft = { services: ['LIB'], deputy: at().second.id, from: '2026-12-23', to: '2026-12-23' }
  const named = await nameDeputy(at().db, at().manager, draft, { baseUrl: '' } as never)
  assert.ok(named.ok)
  const subjects = Object.entries(await night('2026-12-23')).map(([who, { subject }]) => [who, subject])
  const reminder = 'Reminder: 1 disposal review is past the day to answer by'
  assert.deepEqual(Object.fromEntries(subjects), { manager: reminder, second: reminder })
  assert.deepEqual(Object.keys(await night('2026-12-24')), ['manager'])
})
