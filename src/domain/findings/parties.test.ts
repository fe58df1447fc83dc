import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PartyEntry, PartyPart } from '../processing-activity.ts'
import { codes, complete, details, rule, said, texts } from './test-activity.ts'

const party = (part: PartyPart, organisation: string | null, contract = ''): PartyEntry => ({
  ...said,
  part,
  organisation,
  detail: organisation === null ? 'Partner libraries, info@example.org' : '',
  contract,
})
const withJoint = [...complete.parties, party('joint controller', null)]

test('a joint controller record without another controller misses its name and its arrangement', () => {
  assert.deepEqual(codes({ role: 'joint controller' }), ['JNT-01', 'JNT-01'])
})

test('joint controllers need an arrangement, and “Not stated” is none', () => {
  assert.deepEqual(codes({ parties: withJoint }), ['JNT-01'])
  assert.deepEqual(codes({ parties: withJoint, details: details({ 'joint arrangement': 'Not stated' }) }), ['JNT-01'])
  assert.deepEqual(codes({ parties: withJoint, details: details({ 'joint arrangement': 'Agreement of 2025' }) }), [])
})

test('several controllers side by side have to say whether they decide together', () => {
  const parties = [...complete.parties, party('controller', 'LTD')]
  assert.deepEqual(texts({ parties }), [
    'Cambridgeshire County Council and Trading Ltd are all named as controller, and how they share it is not said.',
  ])
  assert.deepEqual(codes({ parties, details: details({ 'joint arrangement': 'Agreement of 2025' }) }), [])
})

const supplier = complete.recipients[0]!

test('a processor needs a contract, and a recipient that decides for itself does not', () => {
  assert.deepEqual(texts({ recipients: [{ ...supplier, contract: '' }] }), [
    'No contract is named for the processor “Supplier”.',
  ])
  assert.deepEqual(codes({ recipients: [{ ...supplier, role: 'controller', contract: '' }] }), [])
})

const holding = { rules: new Map([['LIB-01', { ...rule, recordsHeld: 3 }]]) }
const ending = (contractEndsOn: string) => ({ recipients: [{ ...supplier, contractEndsOn }] })

test('a contract binds through its last day, and is missed from the day after while records are held', () => {
  assert.deepEqual(codes(ending('2026-11-26'), holding), [])
  assert.deepEqual(texts(ending('2026-11-25'), holding), [
    'The contract with “Supplier” ended on 25 November 2026, and records of this activity are still held.',
  ])
})

test('a contract that ended is asked about where no records are known', () => {
  assert.deepEqual(texts(ending('2026-11-25')), [
    'The contract with “Supplier” ended on 25 November 2026, and it is still a recipient.',
  ])
})

test('a processor record names its contract with each controller', () => {
  const processor = { role: 'processor' as const, parties: [...complete.parties, party('controller', 'LTD', 'C-9')] }
  assert.deepEqual(texts(processor), ['No contract is named with the controller “Cambridgeshire County Council”.'])
})
