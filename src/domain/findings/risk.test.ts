import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findingsOf } from '../article-30.ts'
import { checked, codes, complete, details, said, texts } from './test-activity.ts'

const explained = {
  'logic of automated decisions': 'Postcodes are matched with profiles',
  'effect of automated decisions': 'Some people get more letters',
}

test('profiling needs its logic and its effect', () => {
  const automatedDecisions = 'Customers are profiled by where they live'
  assert.deepEqual(texts({ automatedDecisions }), [
    'People are profiled or decided on by automated means, and the logic and the effect on people are not described.',
  ])
  assert.deepEqual(codes({ automatedDecisions, details: details(explained) }), [])
})

test('every kind of automated decision needs them, and none does not', () => {
  for (const kind of ['profiling only', 'with a person involved', 'solely automated'])
    assert.deepEqual(codes({ details: details({ 'kind of automated decision': kind }) }), ['ADM-01'], kind)
  const none = details({ 'kind of automated decision': 'none' })
  assert.deepEqual(codes({ automatedDecisions: 'Asked of the supplier', details: none }), [])
})

test('words that deny automated decisions need nothing, and words that deny a person do', () => {
  for (const denial of ['None', 'No automated decisions are taken.', 'There is no profiling', 'not applicable'])
    assert.deepEqual(codes({ automatedDecisions: denial }), [], denial)
  assert.deepEqual(codes({ automatedDecisions: 'No person is involved in the decision' }), ['ADM-01'])
})

test('automated decisions are ruled by Article 22 until 4 February 2026 and by Articles 22A to 22D from the day after', () => {
  const citation = (on: string) =>
    findingsOf(checked({ automatedDecisions: 'Scoring' }, { on })).map((finding) => finding.citation)
  assert.deepEqual(citation('2026-02-04'), ['UK GDPR Articles 13(2)(f) and 22'])
  assert.deepEqual(citation('2026-02-05'), ['UK GDPR Articles 13(2)(f) and 22A to 22D'])
})

test('an assessment that is required has to be begun, and “Not started” is not begun', () => {
  assert.deepEqual(codes({ dpiaRequired: 'yes' }), ['DPIA-01'])
  assert.deepEqual(codes({ dpiaRequired: 'yes', dpiaStatus: 'Not started: proposed' }), ['DPIA-01'])
  assert.deepEqual(codes({ dpiaRequired: 'yes', dpiaStatus: 'Draft of March 2026' }), [])
  assert.deepEqual(codes({ dpiaRequired: 'yes', details: details({ 'link to the impact assessment': 'DPIA-4' }) }), [])
})

test('criteria call for an assessment, whatever was answered', () => {
  const dpiaCriteria = [
    { ...said, criterion: 'data matching' as const },
    { ...said, criterion: 'tracking' as const },
  ]
  assert.deepEqual(texts({ dpiaCriteria }), [
    'A data protection impact assessment is called for (data matching and tracking), and none is recorded.',
  ])
  assert.deepEqual(codes({ dpiaCriteria, dpiaStatus: 'Screened out on 3 May 2026' }), [])
})

test('children’s data needs information that is fit for children', () => {
  const children = { ...said, kind: 'data subject category' as const, name: 'Children', mark: 'children' as const }
  const terms = [...complete.terms, children]
  assert.deepEqual(codes({ terms }), ['CHD-01'])
  assert.deepEqual(codes({ terms, details: details({ 'information for children': 'Leaflet' }) }), [])
  assert.deepEqual(codes({ terms: [...complete.terms, { ...children, mark: 'vulnerable people' }] }), [])
})
