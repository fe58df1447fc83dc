import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keepingEvidence, together } from './keeping-evidence.ts'

const counts = { records: 10, disposedOf: 0, waiting: 0, late: 0, unconfirmed: 0, failed: 0, held: 0 }

test('records that were never sent are no evidence', () => {
  assert.deepEqual(keepingEvidence({ ...counts, records: 0 }), { answer: 'not known', reasons: '' })
})

test('nothing past its period, a review within its days and a hold are in accordance with the policy', () => {
  assert.deepEqual(keepingEvidence(counts), { answer: 'yes', reasons: 'No record is past its period.' })
  assert.deepEqual(keepingEvidence({ ...counts, disposedOf: 1200, waiting: 1, held: 2 }), {
    answer: 'yes',
    reasons:
      '1,200 records disposed of, 1 record past the period and under review and 2 records past the period and kept by a hold.',
  })
})

test('late answers, missing confirmations and failures are not, and are the reasons', () => {
  const both = together([
    { ...counts, late: 1, held: 5 },
    { ...counts, late: 2, unconfirmed: 4, failed: 1 },
  ])
  assert.deepEqual(keepingEvidence(both), {
    answer: 'no',
    reasons:
      '3 records past the period and not answered in time, 4 records not confirmed by the source 30 days after it was instructed and 1 record that the source could not dispose of.',
  })
})
