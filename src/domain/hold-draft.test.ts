import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkHold, HoldExtension } from './hold-draft.ts'
import { check } from './problem.ts'

const TODAY = '2026-11-26'

const entered = {
  ...{
    title: 'Claim 2026/117',
    kind: 'litigation',
    mandate: 'Legal services, CPR 31',
    reason: 'A claim was announced',
  },
  ...{ reviewOn: '31/03/2027', catches: 'criteria', services: 'LIB' },
}
const sentences = (input: Record<string, unknown>) => {
  const draft = checkHold(input, TODAY)
  return draft.ok ? [] : draft.problems.map(({ field, text }) => `${field}: ${text}`)
}

test('a hold names what it catches, by whose order and why, and when it is looked at again', () => {
  assert.deepEqual(sentences(entered), [])
  assert.deepEqual(
    sentences({ catches: 'criteria' }).map((text) => text.split(':')[0]),
    [...['title', 'kind', 'mandate', 'reason', 'reviewOn']],
  )
  assert.deepEqual(sentences({ ...entered, services: [] }), [
    'catches: Choose at least one service, rule or source system, or enter trigger dates: nothing says yet what is held',
  ])
  assert.deepEqual(sentences({ ...entered, title: '', catches: undefined }), [
    'title: Enter a title',
    'catches: Choose what the hold is on',
  ])
  assert.deepEqual(sentences({ ...entered, catches: 'list', source: 'LMS' }), [])
  assert.deepEqual(sentences({ ...entered, catches: 'list' }), [
    'source: Enter the source system that has these references',
  ])
})

test('the review of a hold is in the future, and within 12 months', () => {
  const at = (reviewOn: string) => sentences({ ...entered, reviewOn })
  assert.match(at('2026-11-26')[0] ?? '', /still to come/)
  assert.deepEqual(at('2026-11-27'), [])
  assert.deepEqual(at('2027-11-26'), [])
  assert.match(at('2027-11-27')[0] ?? '', /within 12 months: 26 November 2027 at the latest/)
  assert.match(at('soon')[0] ?? '', /as a date, for example/)
  assert.equal(check(HoldExtension(TODAY), { reviewOn: '2027-11-27', reason: 'Still going on' }).ok, false)
})

test('trigger dates stand in order, and one of them is enough', () => {
  const dated = (triggerFrom: string, triggerTo: string) =>
    sentences({ ...entered, services: '', triggerFrom, triggerTo })
  assert.deepEqual(dated('01/01/2010', ''), [])
  assert.deepEqual(dated('2010-01-01', '2010-01-01'), [])
  assert.deepEqual(dated('2010-01-02', '2010-01-01'), [
    'triggerTo: Enter a last trigger date that is not before the first',
  ])
  assert.match(dated('31/02/2010', '')[0] ?? '', /^triggerFrom: .*a date that exists/)
})

test('no hold is on more combinations than can be asked about for each record', () => {
  const many = Array.from({ length: 30 }, (_, at) => `X-${at}`)
  assert.match(sentences({ ...entered, services: many, rules: many })[0] ?? '', /more than 500 combinations/)
})
