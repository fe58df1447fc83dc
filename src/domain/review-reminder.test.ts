import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reminderDue, reminderInWords } from './review-reminder.ts'

test('a review is reminded of on the day after its day to answer by, and 14 and 28 days later', () => {
  for (const [today, due] of [
    ['2026-12-01', null],
    ['2026-12-22', null],
    ['2026-12-23', 0],
    ['2027-01-05', 0],
    ['2027-01-06', 14],
    ['2027-01-19', 14],
    ['2027-01-20', 28],
    ['2028-01-01', 28],
  ] as const)
    assert.equal(reminderDue('2026-12-22', today), due, today)
})

test('a reminder says which of them it is', () => {
  assert.equal(reminderInWords(0), '1 of 3')
  assert.equal(reminderInWords(28), '3 of 3')
})
