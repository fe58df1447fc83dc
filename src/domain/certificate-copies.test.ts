import assert from 'node:assert/strict'
import { test } from 'node:test'
import { copiesStated } from './certificate-copies.ts'

const file = (statement: string, doneCount: number | null, backupsExpireOn: string | null = null) => ({
  ...{ kind: 'file' as const, givenByName: 'Grace Ashby', statement, doneCount, backupsExpireOn },
})
const api = (statement: string, doneCount: number, backupsExpireOn: string | null = null) => ({
  ...{ kind: 'api' as const, givenByName: 'LMS', statement, doneCount, backupsExpireOn },
})
const inShort = (...given: Parameters<typeof copiesStated>) =>
  copiesStated(...given).map((of) => [of.statement, of.backupsExpireOn, of.statedBy, of.records])

test('each statement is said once, with its own day, who made it and of how many records it is', () => {
  assert.deepEqual(
    inShort([file('Kept a year', 50, '2027-11-30'), file('No backup', 5), file('Kept a year', 2, '2027-11-30')], 57),
    [
      ['Kept a year', '2027-11-30', 'Grace Ashby', 52],
      ['No backup', null, 'Grace Ashby', 5],
    ],
  )
})

test('a statement that came with no record disposed of is not said, and records without any are counted last', () => {
  assert.deepEqual(inShort([file('Not found anywhere', 0), file('Kept a year', 3)], 4), [
    ['Kept a year', null, 'Grace Ashby', 3],
    ['', null, '', 1],
  ])
  assert.deepEqual(inShort([], 2), [['', null, '', 2]])
})

test('what a source system stated last by API is of its answers without a statement too, and of nobody else’s', () => {
  assert.deepEqual(
    inShort([api('', 10), api('Gone in 30 days', 1, '2026-12-22'), api('', 4), file('No backup', 2)], 17),
    [
      ['Gone in 30 days', '2026-12-22', 'LMS', 15],
      ['No backup', null, 'Grace Ashby', 2],
    ],
  )
  assert.deepEqual(inShort([api('', 10), file('No backup', 2)], 12), [
    ['No backup', null, 'Grace Ashby', 2],
    ['', null, '', 10],
  ])
})

test('of answers that were not counted it is not said how many, nor how many have no statement', () => {
  assert.deepEqual(inShort([file('Kept a year', null), file('No backup', 5)], 9), [
    ['Kept a year', null, 'Grace Ashby', null],
    ['No backup', null, 'Grace Ashby', 5],
  ])
})
