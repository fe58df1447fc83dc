import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RightAnswer } from '../processing-activity.ts'
import { basis, codes, complete, council, details, notice, said, stated, texts } from './test-activity.ts'

const objection = (answer: RightAnswer) => ({
  rights: [{ ...said, right: 'objection' as const, answer, reason: 'Exempt' }],
})
const contract = { lawfulBases: [basis({ basis: 'contract' })] }

test('the right to object to a public task is not to be denied, and of a contract there is none to deny', () => {
  assert.deepEqual(codes(objection('no')), ['RTS-01'])
  assert.deepEqual(codes(objection('qualified')), [])
  assert.deepEqual(codes({ ...contract, ...objection('no') }), [])
})

test('the right to object to direct marketing has no limit', () => {
  const marketing = { ...contract, details: details({ 'direct marketing': 'yes' }) }
  assert.deepEqual(codes({ ...marketing, ...objection('qualified') }), ['RTS-01'])
  assert.deepEqual(codes({ ...marketing, ...objection('yes') }), [])
})

test('a notice that tells of rights and leaves out the right to object is told', () => {
  const telling = (rights: string) => ({ notices: new Map([['libraries', { ...notice, rights }]]) })
  const purposes = [{ ...stated, text: 'Lend books' }]
  assert.deepEqual(texts({ purposes }, telling('Access and correction')), [
    '“Library privacy notice” does not tell people that they can object to what rests on public task.',
  ])
  assert.deepEqual(codes({ purposes }, telling('Access, objection')), [])
  assert.deepEqual(codes({ purposes }, telling('')), [])
  assert.deepEqual(codes({ purposes, ...contract }, telling('Access and correction')), [])
})

test('a way to complain to the controller is asked from 19 June 2026', () => {
  const unknown = { organisations: new Map([['CCC', { ...council, complaints: '' }]]) }
  assert.deepEqual(codes({}, { ...unknown, on: '2026-06-18' }), [])
  assert.deepEqual(texts({}, { ...unknown, on: '2026-06-19' }), [
    'It is not recorded how people complain to Cambridgeshire County Council about their data.',
  ])
  assert.deepEqual(codes({}, { on: '2026-06-19' }), [])
})

test('a processor owes no way to complain', () => {
  const parties = complete.parties.map((party) => ({ ...party, contract: 'C-1' }))
  const unknown = { organisations: new Map([['CCC', { ...council, complaints: '' }]]) }
  assert.deepEqual(codes({ role: 'processor', parties }, unknown), [])
})
