import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeInWords } from './change-words.ts'

const words = (what: string, before: string | null, after: string | null) => changeInWords({ what, before, after })

test('a change says what was and what is, dates in words', () => {
  assert.equal(
    words('trigger date', '2020-01-31', '2021-02-01'),
    'Trigger date changed: 1 February 2021 (was 31 January 2020)',
  )
  assert.equal(words('trigger date', '2020-01-31', null), 'Trigger date changed: none (was 31 January 2020)')
  assert.equal(words('rule', 'LIB-01', 'LIB-03'), 'Rule changed: LIB-03 (was LIB-01)')
  assert.equal(words('service', null, 'LIB'), 'Service changed: LIB (was none)')
})

test('a change of a title or location, and one that was erased, says only that it happened', () => {
  assert.equal(words('title', null, null), 'Title changed')
  assert.equal(words('trigger date', null, null), 'Trigger date changed')
})

test('a record leaves its review, goes missing and is listed again in words of their own', () => {
  assert.equal(words('review', 'Disposal review 12', null), 'Left disposal review 12')
  assert.equal(words('review', 'Disposal review 12, since 2026-11-01', null), 'Left disposal review 12')
  assert.equal(words('review', null, null), 'Left its disposal review')
  assert.equal(words('missing at source', null, '2026-11-01'), 'Missing at source')
  assert.equal(words('missing at source', '2026-11-01', null), 'Listed by its source again')
  assert.equal(words('missing at source', null, null), 'Missing at source, or listed again')
})

test('an extension that was undone is not told as one that was given', () => {
  assert.equal(words('kept until', null, '2027-03-01'), 'Kept until 1 March 2027')
  assert.equal(
    words('kept until', '2027-01-01', '2027-03-01'),
    'Kept until 1 March 2027 (before, until 1 January 2027)',
  )
  assert.equal(words('kept until', '2027-03-01', null), 'No longer kept until 1 March 2027')
  assert.equal(words('kept until', null, null), 'Kept longer')
})
