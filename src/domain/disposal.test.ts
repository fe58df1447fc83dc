import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkConfirmation, disposableFrom, disposalToDo, disposedState } from './disposal.ts'

const said = { disposedOn: '2026-11-22', method: 'Deleted', statement: 'Backups expire after 30 days' }
const confirm = (parts: object) => checkConfirmation({ ...said, ...parts }, '2026-11-20', '2026-11-22')
const texts = (parts: object) => {
  const checked = confirm(parts)
  return checked.ok ? [] : checked.problems.map(({ field, text }) => `${field}: ${text}`)
}

test('records end as the rule’s disposal action says, and those that were reviewed are destroyed', () => {
  assert.equal(disposedState('destroy'), 'destroyed')
  assert.equal(disposedState('review'), 'destroyed')
  assert.equal(disposedState('anonymise'), 'anonymised')
  assert.equal(disposedState('transfer to archive'), 'transferred')
  assert.equal(disposalToDo('review'), 'destroy')
})

test('what is approved may be disposed of on the day of the approval, or when its cooling-off is over', () => {
  assert.equal(disposableFrom('2026-11-22', 0), '2026-11-22')
  assert.equal(disposableFrom('2026-11-22', 14), '2026-12-06')
})

test('a disposal is confirmed for a day between the approval and today', () => {
  assert.deepEqual(texts({}), [])
  assert.deepEqual(texts({ disposedOn: '20/11/2026' }), [])
  assert.deepEqual(texts({ disposedOn: '2026-11-19' }), [
    'disposedOn: Enter a date from 20 November 2026 on: nothing was approved for disposal before',
  ])
  assert.deepEqual(texts({ disposedOn: '2026-11-23' }), [
    'disposedOn: Enter a date that has come: today is 22 November 2026',
  ])
  assert.deepEqual(texts({ disposedOn: '31/11/2026' }), [
    'disposedOn: Enter a date that exists, for example 14/06/2026',
  ])
})

test('a confirmation says how, and what became of copies', () => {
  assert.deepEqual(texts({ disposedOn: '', method: ' ', statement: '' }), [
    'disposedOn: Enter the date of the disposal',
    'method: Enter how the data was disposed of, for example “Deleted in the library management system”',
    'statement: Enter what became of copies, backups and data held by processors',
  ])
  assert.deepEqual(texts({ method: 'x'.repeat(301) }), ['method: Shorten the method to 300 characters or fewer'])
})
