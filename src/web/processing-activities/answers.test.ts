import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { activityContent, confirmed } from '../../../db/test-activity.ts'
import { activities } from '../../../seed/activities.ts'
import { ActivityDraft } from '../../domain/activity-draft.ts'
import { settleStandings, traceOf } from '../../domain/activity-evidence.ts'
import { termKinds } from '../../domain/processing-activity.ts'
import { type Answers, answersIn, answersOf, newAnswers, submitted } from './answers.ts'

const asSent = ({ fields, lists }: Answers): Record<string, string> => ({
  ...fields,
  ...Object.fromEntries(
    Object.entries(lists).flatMap(([list, rows]) =>
      rows.flatMap((row, at) => Object.entries(row).map(([name, value]) => [`${list}.${at}.${name}`, value])),
    ),
  ),
})

test('a version opened and sent back unchanged is the same version', () => {
  const content = activityContent()
  const answers = answersOf('LIB-A1', content, (code) => code)
  const again = answersIn(asSent(answers))
  assert.deepEqual(again, answers)
  const settled = settleStandings(content, ActivityDraft.parse(submitted(again)))
  const [purpose] = content.purposes
  assert.deepEqual(settled.purposes, [{ ...purpose, byName: null, byOn: null, was: traceOf(purpose!) }])
  assert.equal(settled.notes[0]?.silent, false)
})

test('no sample activity changes by being opened and saved', () => {
  for (const { reference, content } of activities) {
    const answers = answersIn(asSent(answersOf(reference, content, (code) => code)))
    const saved = settleStandings(content, ActivityDraft.parse(submitted(answers)))
    const byKind = (terms: { kind: string }[]) =>
      termKinds.flatMap((kind) => terms.filter((term) => term.kind === kind))
    const plain = untraced(saved)
    assert.deepEqual(plain, untraced({ ...content, terms: byKind(content.terms) }), reference)
  }
})

/** Without what is settled apart: who answers for a fact, and what it was in the form. */
function untraced(content: object): unknown {
  const apart = ['was', 'byName', 'byOn']
  return JSON.parse(JSON.stringify(content, (name, value) => (apart.includes(name) ? undefined : value)))
}

test('a row blanked out is removed, whatever its other fields say', () => {
  const answers = answersIn({
    'purposes.0.text': ' ',
    'purposes.0.lines': 'L1',
    'purposes.3.text': 'Lend',
    'rules.0.rule': '',
  })
  assert.deepEqual(answers.lists.purposes, [{ text: 'Lend' }])
  assert.deepEqual(answers.lists.rules, [])
})

test('a lawful basis follows its purpose when an earlier one is removed', () => {
  const { lawfulBases } = answersIn({
    'purposes.0.text': '',
    'purposes.1.text': 'Lend',
    'lawfulBases.0.basis': 'consent',
    'lawfulBases.0.purpose': '2',
    'lawfulBases.1.basis': 'contract',
    'lawfulBases.1.purpose': '1',
    'lawfulBases.2.basis': 'contract',
  }).lists
  assert.deepEqual(
    lawfulBases.map(({ purpose }) => purpose),
    ['1', '0', ''],
  )
})

test('terms stand kind by kind, so that a problem names the place that the page shows', () => {
  const { terms } = answersIn({
    'terms.0.name': 'Training',
    'terms.0.kind': 'security measure',
    'terms.200.name': 'Members',
    'terms.200.kind': 'data subject category',
  }).lists
  assert.deepEqual(
    terms.map(({ name }) => name),
    ['Members', 'Training'],
  )
})

test('an organisation stands in the form by its name', () => {
  const parties = [{ ...confirmed, part: 'controller' as const, organisation: 'CCC', detail: '', contract: '' }]
  const { lists } = answersOf('X-1', activityContent({ parties }), () => 'Cambridgeshire County Council')
  assert.equal(lists.parties[0]?.organisation, 'Cambridgeshire County Council')
})

test('a new form has nothing in its lists', () => {
  assert.deepEqual(Object.values(newAnswers().lists).flat(), [])
})

test('nothing that a form can send makes the reading of it fail', () => {
  const names = fc.oneof(
    fc.constantFrom(
      '__proto__',
      'constructor.0.x',
      'purposes.0.__proto__',
      'purposes.99999.text',
      'terms.1.kind',
      'title',
    ),
    fc.string(),
  )
  fc.assert(
    fc.property(fc.dictionary(names, fc.oneof(fc.string(), fc.array(fc.string()))), (body) => {
      const { lists } = answersIn(body)
      assert.equal(typeof lists, 'object')
    }),
  )
})
