import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConditionEntry, TermEntry, TermMark } from '../processing-activity.ts'
import { codes, complete, details, said, texts } from './test-activity.ts'

const condition = (kind: ConditionEntry['kind'], text: string): ConditionEntry => ({ ...said, kind, text })
const schedule1 = (paragraph: number) => condition('Schedule 1', `Schedule 1 paragraph ${paragraph}: words`)
const article9 = (point: string) => condition('Article 9', `Article 9(2)(${point}): words`)
const withData = (mark: TermMark): TermEntry[] => [
  ...complete.terms,
  { ...said, kind: 'personal data category', name: 'Health', mark },
]
const policy = details({ 'policy document': 'Policy of 2025', 'kept as the policy says': 'yes' })

test('special category data needs an Article 9 condition', () => {
  assert.deepEqual(codes({ terms: withData('special category') }), ['SC-01'])
  assert.deepEqual(codes({ terms: withData('special category'), conditions: [article9('c')] }), [])
  assert.deepEqual(codes({ terms: withData('none') }), [])
})

test('points b, h, i and j need a condition of Part 1, and point g one of Part 2', () => {
  for (const point of ['b', 'h', 'i', 'j']) {
    assert.deepEqual(codes({ conditions: [article9(point)] }), ['SC-02'])
    assert.deepEqual(codes({ conditions: [article9(point), schedule1(2)] }), [])
  }
  assert.deepEqual(texts({ conditions: [article9('g'), schedule1(2)] }), [
    'Article 9(2)(g) needs a condition of Schedule 1 Part 2, and none is recorded.',
  ])
  assert.deepEqual(codes({ conditions: [article9('g'), schedule1(18)], details: policy }), [])
})

test('points a, c, d, e and f need no condition of Schedule 1, and words without a point are not judged', () => {
  const conditions = ['a', 'c', 'd', 'e', 'f'].map(article9)
  assert.deepEqual(
    codes({ conditions: [...conditions, condition('Article 9', 'Health care (words of the notice)')] }),
    [],
  )
})

test('paragraph 1, Part 2 and paragraphs 35 to 37 need a policy document', () => {
  for (const paragraph of [1, 6, 8, 14, 18, 28, 35, 36, 37])
    assert.deepEqual(codes({ conditions: [schedule1(paragraph)] }), ['SC-03'], `paragraph ${paragraph}`)
  for (const paragraph of [2, 3, 4, 13, 29, 30, 33, 34])
    assert.deepEqual(codes({ conditions: [schedule1(paragraph)] }), [], `paragraph ${paragraph}`)
})

test('words of substantial public interest without a paragraph need a policy document too', () => {
  const conditions = [condition('Schedule 1', 'Substantial public interest: fraud (words of the notice)')]
  assert.deepEqual(texts({ conditions }), [
    'An appropriate policy document is needed for Part 2 of Schedule 1, and none is named.',
  ])
})

test('paragraph 10 alone leaves open whether its exception is met', () => {
  assert.deepEqual(texts({ conditions: [schedule1(10)] }), [
    'An appropriate policy document is needed for Schedule 1 paragraph 10, unless all that is done is to disclose data to a competent authority, or to prepare for that. None is named.',
  ])
  assert.deepEqual(texts({ conditions: [schedule1(10), schedule1(14), schedule1(8)] }), [
    'An appropriate policy document is needed for Schedule 1 paragraphs 8 and 14, and none is named.',
  ])
})

test('a policy document goes with whether it is followed, and why not', () => {
  const named = { 'policy document': 'Policy of 2025' }
  assert.deepEqual(codes({ conditions: [schedule1(8)], details: details(named) }), ['SC-04'])
  assert.deepEqual(codes({ details: details({ ...named, 'kept as the policy says': 'no' }) }), ['SC-04'])
  const reasons = { 'kept as the policy says': 'no', 'reasons against the policy': 'A hold for the inquiry' }
  assert.deepEqual(codes({ details: details({ ...named, ...reasons }) }), [])
  assert.deepEqual(codes({ details: policy }), [])
})

test('offence data needs an authority under Article 10 or a condition of Schedule 1', () => {
  const terms = withData('criminal offence')
  assert.deepEqual(codes({ terms }), ['SC-06'])
  assert.deepEqual(codes({ terms, conditions: [condition('Article 10', 'Official authority')] }), [])
  assert.deepEqual(codes({ terms, conditions: [schedule1(30)] }), [])
})

test('an authority through Schedule 1 has to name the condition', () => {
  const through = condition('Article 10', 'Article 10: through Schedule 1')
  assert.deepEqual(codes({ conditions: [through] }), ['SC-06'])
  assert.deepEqual(codes({ conditions: [through, schedule1(33)] }), [])
})

test('a processor owes no conditions', () => {
  const parties = complete.parties.map((party) => ({ ...party, contract: 'C-1' }))
  assert.deepEqual(codes({ role: 'processor', parties, terms: withData('special category') }), [])
})
