import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CheckedActivity } from './check.ts'
import { codes, notice, stated, texts } from './test-activity.ts'

const fromNotice = { purposes: [{ ...stated, text: 'Lend books' }] }
const dated = (
  createdOn: string | null,
  reviewedOn: string | null,
  around: Partial<CheckedActivity> = {},
): Partial<CheckedActivity> => ({
  notices: new Map([['libraries', { ...notice, createdOn, reviewedOn }]]),
  approvedOn: '2020-01-01',
  ...around,
})

test('a notice without any date is missed, where the record rests on it', () => {
  assert.deepEqual(texts(fromNotice, dated(null, null)), ['“Library privacy notice” bears no date.'])
  assert.deepEqual(codes({}, dated(null, null)), [])
})

test('a notice is reviewed within 12 months, counted from its newest date', () => {
  assert.deepEqual(codes(fromNotice, dated(null, '2025-11-26')), [])
  assert.deepEqual(codes(fromNotice, dated('2018-05-23', '2025-11-25')), ['REV-02'])
  assert.deepEqual(codes(fromNotice, dated('2026-05-23', '2018-05-03')), [])
})

test('a notice that is older than the approved record may not say what the record says', () => {
  assert.deepEqual(codes(fromNotice, dated('2026-11-01', null, { approvedOn: '2026-11-01' })), [])
  assert.deepEqual(texts(fromNotice, dated('2026-11-01', null, { approvedOn: '2026-11-02' })), [
    '“Library privacy notice” is of 1 November 2026, and the record was approved after that, on 2 November 2026.',
  ])
  assert.deepEqual(codes(fromNotice, dated('2026-11-01', null, { approvedOn: null })), [])
})
