import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lastSeen } from './last-seen.ts'

const record = { state: 'retained' as const, lastSeenOn: '2026-10-01', missingSince: null }

test('a record that is not missing was seen on the day of the last full feed', () => {
  assert.equal(lastSeen(record, '2026-11-01'), '2026-11-01')
})

test('a record that a delta feed listed after the last full one was seen on that later day', () => {
  assert.equal(lastSeen(record, '2026-09-01'), '2026-10-01')
  assert.equal(lastSeen(record, null), '2026-10-01')
})

test('a record that is missing, or gone, has not been seen by the full feeds since', () => {
  assert.equal(lastSeen({ ...record, missingSince: '2026-10-15' }, '2026-11-01'), '2026-10-01')
  assert.equal(lastSeen({ ...record, state: 'destroyed' }, '2026-11-01'), '2026-10-01')
})
