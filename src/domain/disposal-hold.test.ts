import assert from 'node:assert/strict'
import { test } from 'node:test'
import { flaggableAfterLifting, flaggableFrom, holdInWords, holdState } from './disposal-hold.ts'

const TODAY = '2026-11-26'

test('a hold is in force until it is lifted, also when its review is late', () => {
  const hold = { liftedOn: null, reviewOn: TODAY }
  assert.equal(holdState(hold, TODAY), 'in force')
  assert.equal(holdState(hold, '2026-11-27'), 'past its review')
  assert.equal(holdState({ ...hold, liftedOn: TODAY }, TODAY), 'lifted')
})

test('a record may be flagged 30 days after the last hold on it was lifted, and no day earlier', () => {
  assert.equal(flaggableFrom('2026-11-26'), '2026-12-26')
  assert.equal(flaggableAfterLifting('2026-12-26'), '2026-11-26')
})

test('a hold goes by its number and kind, since its title may name people', () => {
  assert.equal(holdInWords({ id: 3, kind: 'information request' }), 'Hold 3 (information request)')
})
