import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readDate } from './calendar.ts'
import { exampleInWords, noDateInWords } from './typed-date.ts'

test('what is not a date is told from a date that is not taken', () => {
  for (const text of ['30/02/2026', '2026-02-30', '31/13/2026'])
    assert.equal(noDateInWords(text), 'Enter a date that exists, for example 14/06/2027')
  for (const text of ['9999-12-31', '0001-01-01', '31/12/1899', '1/1/2201'])
    assert.equal(noDateInWords(text), 'Enter a date of a year from 1900 to 2200')
  for (const text of ['31 December 2026', '31/12/26', '31.12.2026', 'tomorrow'])
    assert.equal(noDateInWords(text), 'Enter the date in numbers, the day first, for example 14/06/2027')
})

test('both ways to type a date in an example are read', () => {
  const example = exampleInWords('2027-05-02')
  assert.equal(example, 'For example, 02/05/2027 or 2027-05-02')
  for (const typed of example.match(/[\d/-]+/g) ?? []) assert.equal(readDate(typed), '2027-05-02')
})
