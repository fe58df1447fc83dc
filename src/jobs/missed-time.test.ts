import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTask } from 'node-cron'
import { clockFrom } from '../domain/calendar.ts'
import { isPast } from './missed-time.ts'

/** Whether a cron in London has had a time on the day of an instant when it comes. */
const past = (cron: string, instant: string, stoppedOn?: string): boolean =>
  isPast(
    createTask(cron, () => {}, { timezone: 'Europe/London' }),
    clockFrom(() => new Date(instant), stoppedOn),
  )

test('a daily time is past from its minute until midnight', () => {
  const daily = '30 7 * * *'
  assert.equal(past(daily, '2026-11-20T00:07:00.000Z'), false)
  assert.equal(past(daily, '2026-11-20T07:29:59.999Z'), false)
  assert.equal(past(daily, '2026-11-20T07:30:00.000Z'), true)
  assert.equal(past(daily, '2026-11-20T23:59:59.000Z'), true)
  assert.equal(past(daily, '2026-11-21T00:00:00.000Z'), false)
})

test('midnight itself belongs to the day that begins', () => {
  assert.equal(past('0 0 * * *', '2026-11-20T00:00:30.000Z'), true)
})

describe('a time of working days', () => {
  const weekdays = '30 7 * * 1-5'

  test('that Friday missed is made up for on Friday', () => {
    assert.equal(past(weekdays, '2026-11-20T07:07:00.000Z'), false)
    assert.equal(past(weekdays, '2026-11-20T08:07:00.000Z'), true)
    assert.equal(past(weekdays, '2026-11-20T23:07:00.000Z'), true)
  })

  test('is never past on Saturday and Sunday', () => {
    for (const instant of ['2026-11-21T00:07:00.000Z', '2026-11-21T23:07:00.000Z'])
      assert.equal(past(weekdays, instant), false, instant)
    for (const instant of ['2026-11-22T00:07:00.000Z', '2026-11-22T23:07:00.000Z'])
      assert.equal(past(weekdays, instant), false, instant)
  })
})

test('a monthly time is past on its day alone', () => {
  assert.equal(past('30 7 1 * *', '2026-12-01T09:07:00.000Z'), true)
  assert.equal(past('30 7 1 * *', '2026-12-02T09:07:00.000Z'), false)
})

describe('on a Sunday when the clocks change', () => {
  test('a time is that of the new hours', () => {
    assert.equal(past('30 7 * * *', '2026-03-29T06:29:00.000Z'), false)
    assert.equal(past('30 7 * * *', '2026-03-29T06:30:00.000Z'), true)
    assert.equal(past('30 7 * * *', '2026-10-25T07:29:00.000Z'), false)
    assert.equal(past('30 7 * * *', '2026-10-25T07:30:00.000Z'), true)
  })

  test('the day of summer time begins an hour before midnight of UTC', () => {
    assert.equal(past('15 0 * * *', '2026-10-24T23:20:00.000Z'), true)
    assert.equal(past('45 23 * * *', '2026-10-24T23:20:00.000Z'), false)
  })
})

test('a stopped clock counts its own day', () => {
  assert.equal(past('30 7 * * 1-5', '2026-11-25T12:00:00.000Z', '2026-11-22'), false)
  assert.equal(past('30 7 * * 0', '2026-11-25T12:00:00.000Z', '2026-11-22'), true)
})
