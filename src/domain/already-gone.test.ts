import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Existence, stillExisted, tooEarlyProblem } from './already-gone.ts'

const record = (id: number, triggerOn: string | null, listedOn: string): Existence => ({
  ...{ id, reference: `R-${id}`, triggerOn, listedOn },
})

test('a record is gone by the day of its trigger date, or of its last listing, at the earliest', () => {
  const one = record(1, '2017-03-01', '2020-05-31')
  assert.equal(stillExisted(one, '2020-05-31'), false)
  assert.equal(stillExisted(one, '2020-05-30'), true)
  assert.equal(stillExisted(record(2, '2017-03-01', '2016-01-01'), '2017-02-28'), true)
  assert.equal(stillExisted(record(3, null, '2016-01-01'), '2016-01-01'), false)
})

test('a day that is too early is refused with the records that it is too early for', () => {
  const records = [1, 2, 3, 4].map((id) => record(id, `2017-03-0${id}`, '2020-05-31'))
  assert.equal(tooEarlyProblem(records, '2020-05-31'), null)
  assert.deepEqual(tooEarlyProblem(records, '1900-01-01'), {
    field: 'date',
    text: 'Enter a day from their trigger date on: R-1 (1 March 2017), R-2 (2 March 2017), R-3 (3 March 2017) and others',
  })
  assert.equal(
    tooEarlyProblem(records, '2017-03-03')?.text,
    'Enter a day from their trigger date on: R-4 (4 March 2017)',
  )
  assert.equal(
    tooEarlyProblem(records.slice(0, 2), '2018-01-01')?.text,
    'Enter a later day: their source system last listed R-1 (31 May 2020) and R-2 (31 May 2020)',
  )
})
