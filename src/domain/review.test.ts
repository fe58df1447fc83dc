import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Role, User } from './permission.ts'
import { latestExtension, mayApproveSecond, mayDecide, mustTypeNumber, typedNumberProblem } from './review.ts'

const person = (role: Role, serviceIds: number[] = [], id = 1): User => ({
  id,
  name: 'A',
  email: 'a@b.example',
  role,
  serviceIds,
})

test('the manager of a service decides its reviews, or who stands in for them, and nobody else does', () => {
  assert.equal(mayDecide(person('manager', [7]), { serviceId: 7 }), true)
  assert.equal(mayDecide(person('manager', [8]), { serviceId: 7 }), false)
  assert.equal(mayDecide(person('governance', [7]), { serviceId: 7 }), true)
  assert.equal(mayDecide(person('governance'), { serviceId: 7 }), false)
  for (const role of ['auditor', 'administrator'] as const)
    assert.equal(mayDecide(person(role, [7]), { serviceId: 7 }), false)
})

test('information governance decides the reviews of records that belong to no service', () => {
  assert.equal(mayDecide(person('governance'), { serviceId: null }), true)
  assert.equal(mayDecide(person('manager', [7]), { serviceId: null }), false)
})

test('the second approval is given by information governance, and never by the person who gave the first', () => {
  assert.equal(mayApproveSecond(person('governance', [], 2), 1), true)
  assert.equal(mayApproveSecond(person('governance', [], 1), 1), false)
  assert.equal(mayApproveSecond(person('manager', [7], 2), 1), false)
})

const few = (records: number) => ({ records, special: false })

test('a decision over more than 100 records is confirmed by typing their number', () => {
  assert.equal(mustTypeNumber(few(100)), false)
  assert.equal(typedNumberProblem(few(100), ''), null)
  assert.equal(typedNumberProblem(few(1204), '1,204'), null)
  assert.equal(typedNumberProblem(few(1204), ' 1204 '), null)
  assert.equal(typedNumberProblem(few(1204), '1240')?.text, 'Type the number of records, 1,204, to confirm')
  assert.equal(typedNumberProblem(few(101), '')?.field, 'number')
})

test('a decision over special category data is confirmed by typing the number, however small', () => {
  assert.equal(typedNumberProblem({ records: 1, special: true }, '')?.field, 'number')
  assert.equal(typedNumberProblem({ records: 1, special: true }, '1'), null)
})

test('twelve months from 29 February end on 28 February', () => {
  assert.equal(latestExtension('2028-02-29'), '2029-02-28')
})
