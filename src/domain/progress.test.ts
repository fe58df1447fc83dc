import assert from 'node:assert/strict'
import { test } from 'node:test'
import { paceOf, percentOf, timeLeftInWords } from './progress.ts'

const since = '2026-11-22T12:00:00.000Z'
const now = '2026-11-22T12:00:10.000Z'

test('the pace is that of what was done since the work began or went on', () => {
  assert.deepEqual(paceOf({ done: 600, total: 1000, from: 500, since }, now), { perSecond: 10, secondsLeft: 40 })
})

test('nothing is said of the pace before anything was done, or within the first second', () => {
  assert.equal(paceOf({ done: 500, total: 1000, from: 500, since }, now), null)
  assert.equal(paceOf({ done: 10, total: 1000, from: 0, since: null }, now), null)
  assert.equal(paceOf({ done: 10, total: 1000, from: 0, since: '2026-11-22T12:00:09.500Z' }, now), null)
})

test('more than was expected leaves no time below nothing', () => {
  assert.equal(paceOf({ done: 1200, total: 1000, from: 0, since }, now)?.secondsLeft, 0)
})

test('a time that is left is told in the unit that fits', () => {
  const told = [0, 42, 89, 90, 600, 5399, 5400, 86_400].map(timeLeftInWords)
  const words = [
    '5 seconds',
    '45 seconds',
    '90 seconds',
    '2 minutes',
    '10 minutes',
    '90 minutes',
    '2 hours',
    '24 hours',
  ]
  assert.deepEqual(
    told,
    words.map((each) => `about ${each} left`),
  )
})

test('a hundred per cent is said at the end alone', () => {
  const cases = [
    [0, 0, 0],
    [999, 1000, 99],
    [1000, 1000, 100],
    [1100, 1000, 100],
  ] as const
  for (const [done, total, percent] of cases) assert.equal(percentOf({ done, total }), percent)
})
