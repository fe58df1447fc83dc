import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ReviewedRule } from './review.ts'
import { checkDecision, checkException, checkExtensionAnswer, checkSecondAnswer } from './review-answers.ts'

const TODAY = '2026-11-22'
const minimum: ReviewedRule = { code: 'LIB-01', constraint: 'minimum', triggerKind: 'last_activity' }
const maximum: ReviewedRule = { code: 'LIB-03', constraint: 'maximum', triggerKind: 'event' }
const fixed: ReviewedRule = { code: 'LIB-05', constraint: 'both', triggerKind: 'fixed_date' }
const texts = (checked: { ok: boolean; problems?: { field: string; text: string }[] }) =>
  (checked.problems ?? []).map(({ field, text }) => `${field}: ${text}`)

test('records are kept longer until a day after today and within twelve months', () => {
  const until = (date: string) =>
    texts(checkException({ kind: 'keep longer', because: 'legal claim', date, reason: 'A claim' }, minimum, TODAY))
  assert.deepEqual(until('2026-11-23'), [])
  assert.deepEqual(until('22/11/2027'), [])
  assert.deepEqual(until('2026-11-22'), ['date: Enter a date after today, 22 November 2026'])
  assert.deepEqual(until('2027-11-23'), [
    'date: Enter a date up to 22 November 2027: records are kept 12 months longer at most',
  ])
})

test('records of a rule that is a maximum are not kept longer, one by one or all together', () => {
  assert.match(
    texts(
      checkException(
        { kind: 'keep longer', because: 'legal claim', date: '2027-01-01', reason: 'A claim' },
        maximum,
        TODAY,
      ),
    )[0] ?? '',
    /^kind: LIB-03 says how long records may be kept at most/,
  )
  assert.match(
    texts(
      checkDecision(
        { decision: 'keep all longer', keepUntil: '2027-01-01', because: 'legal claim', reason: 'A claim' },
        maximum,
        TODAY,
      ),
    )[0] ?? '',
    /^decision: LIB-03/,
  )
})

test('a right date is a day that exists and has come, unless the rule counts from a date fixed in advance', () => {
  const right = (date: string, rule = minimum) =>
    texts(checkException({ kind: 'wrong date', date, reason: 'Mistyped' }, rule, TODAY))
  assert.deepEqual(right('2026-11-22'), [])
  assert.deepEqual(right('2026-11-23'), ['date: Enter a date that has come: today is 22 November 2026'])
  assert.deepEqual(right('2026-11-23', fixed), [])
  assert.deepEqual(right('30/02/2026'), ['date: Enter a date that exists, for example 14/06/2027'])
  assert.deepEqual(right('9999-12-31'), ['date: Enter a date of a year from 1900 to 2200'])
  assert.deepEqual(right('31 December 2025'), [
    'date: Enter the date in numbers, the day first, for example 14/06/2027',
  ])
  assert.deepEqual(right(''), ['date: Enter a date, for example 14/06/2027'])
})

test('an exception says what it is, until when, and why', () => {
  assert.deepEqual(texts(checkException({}, minimum, TODAY)), [
    'kind: Choose whether the records are needed longer, have a wrong date or rule, or are gone already',
    'reason: Enter the reason',
  ])
})

test('approving takes nothing more, keeping everything longer takes a date and a reason', () => {
  assert.deepEqual(checkDecision({ decision: 'approve disposal', keepUntil: '', reason: '' }, minimum, TODAY), {
    ok: true,
    value: { decision: 'approve disposal' },
  })
  assert.deepEqual(texts(checkDecision({ decision: 'keep all longer', keepUntil: '', reason: ' ' }, minimum, TODAY)), [
    'keepUntil: Enter a date, for example 14/06/2027',
    'because: Choose why they are needed longer',
    'reason: Enter the reason',
  ])
  assert.deepEqual(
    texts(
      checkDecision(
        { decision: 'keep all longer', keepUntil: '2026-01-01', because: 'legal claim', reason: 'A claim' },
        minimum,
        TODAY,
      ),
    ),
    ['keepUntil: Enter a date after today, 22 November 2026'],
  )
  assert.deepEqual(texts(checkDecision({}, minimum, TODAY)), [
    'decision: Choose whether to approve the disposal or to keep the records longer',
  ])
})

test('a review is sent back with a reason only', () => {
  assert.deepEqual(texts(checkSecondAnswer({ answer: 'send back', reason: '' })), ['reason: Enter the reason'])
  assert.equal(checkSecondAnswer({ answer: 'second approval', reason: '' }).ok, true)
  assert.deepEqual(texts(checkSecondAnswer({ answer: 'perhaps' })), [
    'answer: Choose whether to approve the disposal or to send the review back',
  ])
})

test('the right rule is another one than theirs, with a date or without', () => {
  const under = (rule: string, date = '') =>
    texts(checkException({ kind: 'wrong rule', rule, date, reason: 'Filed wrongly' }, minimum, TODAY))
  assert.deepEqual(under('LIB-09'), [])
  assert.deepEqual(under('LIB-09', '14/06/2020'), [])
  assert.deepEqual(under('LIB-01'), ['rule: Choose another rule: they are under this one'])
  assert.deepEqual(under('', '31/02/2020'), [
    'rule: Choose the right rule',
    'date: Enter a date that exists, for example 14/06/2027',
  ])
})

test('records are gone by a day that has come', () => {
  const by = (date: string) =>
    texts(checkException({ kind: 'already gone', date, reason: 'Deleted when the branch closed' }, maximum, TODAY))
  assert.deepEqual(by('2026-11-22'), [])
  assert.deepEqual(by('2026-11-23'), ['date: Enter a date that has come: today is 22 November 2026'])
})

test('information governance may agree without a word, and refuses with a reason', () => {
  assert.equal(checkExtensionAnswer({ answer: 'agreed', reason: '' }).ok, true)
  assert.deepEqual(texts(checkExtensionAnswer({ answer: 'refused', reason: '' })), ['reason: Enter the reason'])
})
