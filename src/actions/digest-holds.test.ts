import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addRecords } from '../../db/test-records.ts'
import { digestWorld } from './test-digest.ts'
import { held } from './test-holds.ts'

const { world: at, write, digests } = digestWorld()

test('a hold past its review date is told to governance by its number, and to nobody else', async () => {
  await addRecords(at().db, at().world, { rule: 'LIB-01', triggerOn: '2000-02-29' }, 2)
  await held(at().db, at().governance, { rules: ['LIB-01'] })
  await at().sweepFor('2026-12-31')
  await write('2026-12-31')
  assert.equal((await digests('2026-12-31')).governance, undefined)
  await write('2027-03-01')
  const { governance, manager } = await digests('2027-03-01')
  assert.equal(manager, undefined)
  assert.equal(governance?.subject.includes('1 disposal hold is past the day to be reviewed'), true)
  assert.match(governance?.text ?? '', /Hold 1 \(litigation\): to be reviewed by 20 February 2027/)
  assert.match(governance?.text ?? '', /Holds keep 2 records that would be past their period/)
  assert.doesNotMatch(governance?.text ?? '', /Claim 2026/)
})
