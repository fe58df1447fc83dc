import assert from 'node:assert/strict'
import { test } from 'node:test'
import { basis, complete, details, said } from '../findings/test-activity.ts'
import type { ActivityContent, LawfulBasis } from '../processing-activity.ts'
import { rightsOf } from './rights.ts'

const DAY = '2026-11-26'
const resting = (...bases: LawfulBasis[]): ActivityContent => ({
  ...complete,
  lawfulBases: bases.map((name) => basis({ basis: name })),
})
const answers = (content: ActivityContent, on = DAY): string =>
  rightsOf(content, on)
    .map(({ answer }) => answer)
    .join(' ')
const objectionOf = (content: ActivityContent) => rightsOf(content, DAY).find(({ right }) => right === 'objection')

test('each lawful basis gives the rights of its row', () => {
  const rows: [LawfulBasis, string][] = [
    ['consent', 'yes yes yes yes yes no yes'],
    ['contract', 'yes yes yes yes yes no no'],
    ['legal obligation', 'yes yes yes no no no no'],
    ['vital interests', 'yes yes yes yes no no no'],
    ['public task', 'yes yes yes no no yes no'],
    ['legitimate interests', 'yes yes yes yes no yes no'],
    ['recognised legitimate interest', 'yes yes yes yes no yes no'],
  ]
  for (const [name, row] of rows) assert.equal(answers(resting(name)), row, name)
})

test('a right that some of the bases give is qualified, and says which', () => {
  const rights = rightsOf(resting('consent', 'public task'), DAY)
  assert.equal(rights.map(({ answer }) => answer).join(' '), 'yes yes yes qualified qualified qualified qualified')
  assert.equal(rights[3]?.reason, 'Only for what rests on consent.')
})

test('a basis that the law did not have on the day gives nothing', () => {
  const content = resting('recognised legitimate interest', 'legal obligation')
  assert.equal(answers(content, '2026-02-04'), 'yes yes yes no no no no')
  assert.equal(answers(content, '2026-02-05'), 'yes yes yes qualified no qualified no')
})

test('without a lawful basis the rights that depend on it are open', () => {
  assert.equal(answers(resting()), 'yes yes yes qualified qualified qualified qualified')
})

test('what a person recorded goes before what the bases give, with its reason', () => {
  const rights = [{ ...said, right: 'objection' as const, answer: 'qualified' as const, reason: 'Sch 2 para 5' }]
  assert.deepEqual(objectionOf({ ...resting('public task'), rights }), {
    right: 'objection',
    answer: 'qualified',
    reason: 'Sch 2 para 5',
    overridden: true,
  })
})

test('the right to object to direct marketing is absolute, whatever the basis and whatever was recorded', () => {
  const rights = [{ ...said, right: 'objection' as const, answer: 'no' as const, reason: 'None' }]
  const objection = objectionOf({ ...resting('consent'), rights, details: details({ 'direct marketing': 'yes' }) })
  assert.equal(objection?.answer, 'yes')
  assert.equal(objection?.overridden, false)
})

test('people turn to the controller for the record of a processor', () => {
  assert.match(rightsOf({ ...complete, role: 'processor' }, DAY)[0]?.reason ?? '', /controller/)
})
