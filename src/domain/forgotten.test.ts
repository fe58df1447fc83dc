import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forgottenReference } from './forgotten.ts'

test('a forgotten reference is known again by the key, the source system and the reference, and by nothing less', () => {
  const hash = forgottenReference('key', 1, 'LMS-1')
  assert.match(hash, /^forgotten:[0-9a-f]{64}$/)
  assert.equal(forgottenReference('key', 1, 'LMS-1'), hash)
  const others = [forgottenReference('other', 1, 'LMS-1'), forgottenReference('key', 2, 'LMS-1')]
  assert.ok(!others.includes(hash))
  assert.notEqual(forgottenReference('key', 1, 'LMS-2'), hash)
})
