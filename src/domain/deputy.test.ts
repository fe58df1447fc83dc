import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DeputyDraft, type DeputyTime, deputyState, mayEndDeputy, stoodInFor } from './deputy.ts'
import { check } from './problem.ts'

const TODAY = '2026-11-22'
const time: DeputyTime = {
  ...{ fromOn: '2026-11-20', toOn: TODAY, endedAt: null },
  ...{ managerAnswers: true, deputyIsAble: true },
}

test('whatever is not typed right has its sentence', () => {
  const typed = { services: 'LIB', deputy: '7', from: '23/11/2026', to: '2026-11-30' }
  const problems = (parts: object) => told(check(DeputyDraft(TODAY), { ...typed, ...parts }))
  assert.deepEqual(problems({}), [])
  assert.deepEqual(problems({ services: [] }), ['services: Choose the services in which somebody stands in for you'])
  assert.deepEqual(problems({ deputy: '' }), ['deputy: Choose who stands in for you'])
  assert.deepEqual(problems({ from: '2026-11-21' }), ['from: Enter a first day that is not in the past'])
  assert.deepEqual(problems({ from: '2028-11-22', to: '2028-11-30' }), [])
  for (const [from, to] of [
    ['2028-11-23', '2028-11-30'],
    ['2199-01-01', '2199-01-02'],
  ] as const)
    assert.deepEqual(problems({ from, to }), ['from: Enter a first day within two years from today'])
  assert.deepEqual(problems({ from: 'soon' }), ['from: Enter the first day as a date, for example 31/03/2027'])
  assert.deepEqual(problems({ to: '2026-11-22' }), ['to: Enter a last day that is not before the first'])
  assert.deepEqual(problems({ to: '2027-11-24' }), ['to: Enter a last day within 12 months of the first'])
})

const told = (checked: ReturnType<typeof check>): string[] =>
  checked.ok ? [] : checked.problems.map(({ field, text }) => `${field}: ${text}`)

test('a time as deputy counts from its first day to its last, unless it was ended or nobody is stood in for', () => {
  assert.equal(deputyState(time, '2026-11-19'), 'to come')
  assert.equal(deputyState(time, '2026-11-20'), 'now')
  assert.equal(deputyState(time, TODAY), 'now')
  assert.equal(deputyState(time, '2026-11-23'), 'over')
  assert.equal(deputyState({ ...time, endedAt: '2026-11-21T10:00:00.000Z' }, TODAY), 'ended')
  assert.equal(deputyState({ ...time, managerAnswers: false }, TODAY), 'lapsed')
  assert.equal(deputyState({ ...time, deputyIsAble: false }, TODAY), 'lapsed')
})

test('whoever acted in the place of a manager is known by the days in London, and by when it was ended', () => {
  const deputies = [{ ...time, deputyId: 7, managerName: 'Mark Lowe', endedAt: '2026-11-22T10:00:00.000Z' }]
  assert.equal(stoodInFor(deputies, 7, '2026-11-22T09:59:59.000Z'), 'Mark Lowe')
  assert.equal(stoodInFor(deputies, 7, '2026-11-22T10:00:00.000Z'), null)
  assert.equal(stoodInFor(deputies, 7, '2026-11-19T23:59:59.000Z'), null)
  assert.equal(stoodInFor(deputies, 8, '2026-11-22T09:00:00.000Z'), null)
})

test('the manager, the deputy and administrators may end it, and nobody else', () => {
  const of = { managerId: 1, deputyId: 2 }
  assert.ok(mayEndDeputy({ id: 1, role: 'manager' }, of))
  assert.ok(mayEndDeputy({ id: 2, role: 'governance' }, of))
  assert.ok(mayEndDeputy({ id: 3, role: 'administrator' }, of))
  assert.equal(mayEndDeputy({ id: 3, role: 'governance' }, of), false)
})
