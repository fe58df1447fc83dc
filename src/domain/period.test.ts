import assert from 'node:assert/strict'
import { test } from 'node:test'
import { periodInWords, readPeriod } from './period.ts'

test('a period is read in years, months and days', () => {
  assert.deepEqual(readPeriod('P6Y'), { years: 6, months: 0, days: 0 })
  assert.deepEqual(readPeriod('P1Y6M'), { years: 1, months: 6, days: 0 })
  assert.deepEqual(readPeriod('P1Y2M3D'), { years: 1, months: 2, days: 3 })
  assert.deepEqual(readPeriod('P30D'), { years: 0, months: 0, days: 30 })
  assert.deepEqual(readPeriod('P0D'), { years: 0, months: 0, days: 0 })
})

test('weeks, times, negatives, fractions, other orders and nothing at all are no periods', () => {
  for (const text of [
    '',
    'P',
    'P2W',
    'PT1H',
    'P1YT1H',
    'P-1Y',
    '-P1Y',
    'P1.5Y',
    'P1D1Y',
    'P1',
    '6Y',
    'p6y',
    ' P6Y',
    'P6Y\n',
    'P6Y6Y',
  ])
    assert.equal(readPeriod(text), null, JSON.stringify(text))
})

test('two hundred years is the longest period, however it is written', () => {
  for (const text of ['P200Y', 'P2400M', 'P73000D', 'P199Y12M']) assert.ok(readPeriod(text), text)
  for (const text of ['P201Y', 'P2401M', 'P73001D', 'P200Y1M', 'P200Y1D', 'P199Y365D1M'])
    assert.equal(readPeriod(text), null, text)
})

test('a period is said in words', () => {
  assert.equal(periodInWords('P6Y'), '6 years')
  assert.equal(periodInWords('P1Y'), '1 year')
  assert.equal(periodInWords('P1Y6M'), '1 year and 6 months')
  assert.equal(periodInWords('P1Y1M1D'), '1 year, 1 month and 1 day')
  assert.equal(periodInWords('P90D'), '90 days')
  assert.equal(periodInWords('P0D'), 'no time at all')
})
