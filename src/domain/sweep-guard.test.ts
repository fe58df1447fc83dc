import assert from 'node:assert/strict'
import { test } from 'node:test'
import { daysMissed, sweepRefusal } from './sweep-guard.ts'

const request = (asOf: string, lastAsOf: string | null, confirmed = false) =>
  sweepRefusal({ asOf, today: '2026-11-22', lastAsOf, confirmed })

test('a sweep for a day in the future is refused whatever anybody confirms', () => {
  assert.match(request('2026-11-23', null) ?? '', /23 November 2026 is in the future/)
  assert.match(request('2026-11-23', '2026-11-22', true) ?? '', /in the future/)
})

test('the first sweep of all may be for any day that has come', () => {
  assert.equal(request('2026-11-22', null), null)
  assert.equal(request('1990-01-01', null), null)
})

test('a day up to 7 days before and 45 days after the last sweep is taken as it is', () => {
  assert.equal(request('2026-11-15', '2026-11-22'), null)
  assert.match(request('2026-11-14', '2026-11-22') ?? '', /8 days before the last sweep, as at 22 November 2026/)
  assert.equal(request('2026-11-22', '2026-10-08'), null)
  assert.match(request('2026-11-22', '2026-10-07') ?? '', /46 days after the last sweep/)
})

test('a day further off is taken when a person confirms it', () => {
  assert.equal(request('2026-11-22', '2020-01-01', true), null)
  assert.equal(request('2026-01-01', '2026-11-22', true), null)
})

test('the nights missed are those between two sweeps', () => {
  assert.equal(daysMissed(null, '2026-11-22'), 0)
  assert.equal(daysMissed('2026-11-21', '2026-11-22'), 0)
  assert.equal(daysMissed('2026-11-22', '2026-11-22'), 0)
  assert.equal(daysMissed('2026-11-18', '2026-11-22'), 3)
  assert.equal(daysMissed('2026-11-25', '2026-11-22'), 0)
})
