import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ActivityDraft } from './activity-draft.ts'
import { settleAuthors, settleStandings, standingCounts, traceOf } from './activity-evidence.ts'
import type { ActivityContent, Evidence, PurposeEntry } from './processing-activity.ts'

const stated: Evidence = { standing: 'stated', notice: 'libraries', lines: 'L17', byName: null, byOn: null }
const proposed: Evidence = {
  standing: 'proposed',
  notice: null,
  lines: null,
  byName: 'Sample register',
  byOn: '2026-01-05',
}

const author = { name: 'Gloria Governance', on: '2026-11-26' }
const byGloria = { byName: author.name, byOn: author.on }

const before: ActivityContent = {
  title: 'Library membership',
  service: 'LIB',
  role: 'controller',
  roleStanding: 'proposed',
  ownerName: '',
  businessFunction: '',
  automatedDecisions: '',
  dpiaRequired: 'not assessed',
  dpiaStatus: '',
  remarks: '',
  reviewCycleMonths: 12,
  purposes: [{ ...stated, text: 'Lend books' }],
  lawfulBases: [],
  terms: [
    { ...proposed, kind: 'data subject category', name: 'Members', mark: 'none' },
    { ...stated, kind: 'security measure', name: 'Training', mark: 'none' },
  ],
  conditions: [],
  parties: [],
  recipients: [],
  transfers: [],
  rules: [{ ...proposed, rule: 'LIB-01' }],
  systems: [],
  details: [],
  rights: [],
  dpiaCriteria: [],
  notes: [],
}

const changed = (parts: object): ActivityDraft => settleStandings(before, ActivityDraft.parse({ ...before, ...parts }))
const purpose = (parts: Partial<PurposeEntry>): Evidence & { text: string } => {
  const [was] = before.purposes
  const { purposes } = changed({ purposes: [{ ...was, was: traceOf(was!), ...parts }] })
  const { standing, notice, lines, byName, byOn, text } = purposes[0]!
  return { standing, notice, lines, byName, byOn, text }
}

test('a fact left as it was keeps its evidence', () => {
  assert.deepEqual(purpose({}), { ...stated, text: 'Lend books' })
})

test('a fact that a person changed is confirmed by them, and still points to the line it came from', () => {
  assert.deepEqual(purpose({ text: 'Lend books and music' }), {
    ...stated,
    standing: 'confirmed',
    text: 'Lend books and music',
  })
})

test('a fact changed together with its evidence keeps the evidence that the person gave', () => {
  assert.deepEqual(purpose({ text: 'Lend music', lines: 'L18' }), { ...stated, lines: 'L18', text: 'Lend music' })
})

test('a proposal is confirmed by choosing so, without changing its words', () => {
  const { rules } = changed({ rules: [{ ...before.rules[0], was: traceOf(before.rules[0]!), standing: 'confirmed' }] })
  assert.equal(rules[0]?.standing, 'confirmed')
})

test('a new fact has the evidence that the person gave, confirmed when they gave none', () => {
  const { purposes } = changed({ purposes: [{ text: 'Hire rooms' }, { ...stated, text: 'Send news' }] })
  assert.deepEqual(
    purposes.map(({ standing }) => standing),
    ['confirmed', 'stated'],
  )
})

test('a term whose mark the form leaves open is the same term', () => {
  const { terms } = changed({
    terms: [
      { ...before.terms[0], was: traceOf(before.terms[0]!), mark: null },
      { ...before.terms[1], was: traceOf(before.terms[1]!), name: 'Yearly training' },
    ],
  })
  assert.deepEqual(
    terms.map(({ standing }) => standing),
    ['proposed', 'confirmed'],
  )
})

test('a role that a person changed is confirmed by them', () => {
  assert.equal(changed({}).roleStanding, 'proposed')
  assert.equal(changed({ role: 'processor' }).roleStanding, 'confirmed')
  assert.equal(changed({ role: 'processor', roleStanding: 'stated' }).roleStanding, 'stated')
})

test('a fact that stays as it was keeps who answers for it, and what is new or confirmed has its author', () => {
  const [rule] = before.rules
  const after: ActivityContent = {
    ...before,
    rules: [rule!, { ...rule!, rule: 'LIB-02' }],
    terms: [{ ...before.terms[0]!, standing: 'confirmed' }, before.terms[1]!],
  }
  const settled = settleAuthors(before, after, author)
  assert.deepEqual(
    settled.rules.map(({ byName }) => byName),
    ['Sample register', author.name],
  )
  assert.deepEqual(settled.terms[0], { ...before.terms[0], standing: 'confirmed', ...byGloria })
  assert.deepEqual(settled.terms[1], before.terms[1])
})

test('a row that was moved in the form is still known by what it said', () => {
  const added = { text: 'Let rooms', standing: 'confirmed' }
  const [lend] = before.purposes
  const { purposes } = changed({ purposes: [added, { ...lend, was: traceOf(lend!) }] })
  assert.deepEqual(
    purposes.map(({ standing }) => standing),
    ['confirmed', 'stated'],
  )
})

test('all facts are counted by their standing, and the role with them', () => {
  assert.deepEqual(standingCounts(before), { stated: 2, proposed: 3, confirmed: 0 })
})
