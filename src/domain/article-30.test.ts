import assert from 'node:assert/strict'
import { test } from 'node:test'
import { catalogue, findingsOf } from './article-30.ts'
import { basis, checked, codes, complete, said, texts } from './findings/test-activity.ts'
import type { ActivityContent } from './processing-activity.ts'

test('a complete controller record has no findings', () => {
  assert.deepEqual(findingsOf(checked()), [])
})

const oneFinding: [sentence: string, parts: Partial<ActivityContent>, code: string][] = [
  ['a role that is not stated is missed', { role: 'not stated' }, 'ROP-01'],
  ['a record without a controller misses one', { parties: complete.parties.slice(1) }, 'ROP-01'],
  ['a record without a data protection officer misses one', { parties: complete.parties.slice(0, 1) }, 'DPO-01'],
  ['a record without purposes misses them', { purposes: [] }, 'ROP-02'],
  ['a record without categories of people misses them', { terms: complete.terms.slice(1) }, 'ROP-03'],
  ['a record without recipients misses them', { recipients: [] }, 'ROP-04'],
  ['a record that does not say whether data leaves the country misses that', { notes: [] }, 'ROP-05'],
  ['a record without a retention rule misses its time limit', { rules: [] }, 'ROP-06'],
  ['a record without security measures misses them', { terms: complete.terms.slice(0, 2) }, 'ROP-07'],
  ['a record without an owner misses one', { ownerName: '' }, 'ROP-09'],
]
for (const [sentence, parts, code] of oneFinding) test(sentence, () => assert.deepEqual(codes(parts), [code]))

test('a note of silence does not answer for a field, and a note that says something does', () => {
  const note = { ...said, field: 'transfers' as const, text: 'Not stated in the notice', silent: true }
  assert.deepEqual(codes({ notes: [note] }), ['ROP-05'])
  assert.deepEqual(codes({ notes: [{ ...note, silent: false }] }), [])
})

test('security that a note alone speaks of is missed as a list, and not as a field', () => {
  const notes = [...complete.notes, { ...said, field: 'security measures' as const, text: 'Kept safe', silent: false }]
  assert.deepEqual(codes({ terms: complete.terms.slice(0, 2), notes }), ['SEC-01'])
  assert.deepEqual(codes({ notes }), [])
})

test('a controller of whom no address, e-mail or telephone is known is missed by name', () => {
  const parties = complete.parties.map((party, at) => (at === 0 ? { ...party, organisation: 'CUM' } : party))
  assert.equal(texts({ parties })[0], 'There are no contact details for Cumberland Council.')
})

test('facts that are only proposed are counted, the role among them', () => {
  const rules = [{ ...said, rule: 'LIB-01', standing: 'proposed' as const }]
  assert.deepEqual(texts({ rules, roleStanding: 'proposed' }), [
    '2 facts are only proposed: a person has yet to confirm them.',
  ])
  assert.deepEqual(texts({ rules }), ['1 fact is only proposed: a person has yet to confirm it.'])
})

test('a review is overdue the day after it was due', () => {
  assert.deepEqual(codes({}, { nextReviewOn: '2026-11-26' }), [])
  assert.deepEqual(texts({}, { nextReviewOn: '2026-11-25' }), [
    'The review of this activity was due on 25 November 2026.',
  ])
})

test('a processor record answers for its controllers, processing, transfers and safety, and for no lawful basis', () => {
  const parties = complete.parties.map((party) => ({ ...party, contract: 'Agreement 7' }))
  const processor: Partial<ActivityContent> = { role: 'processor', lawfulBases: [], recipients: [], rules: [], parties }
  assert.deepEqual(codes(processor), [])
  const empty = { ...processor, purposes: [], terms: [], parties: [], notes: [] }
  assert.deepEqual(codes(empty), ['ROP-08', 'DPO-01', 'ROP-08', 'ROP-05', 'ROP-07'])
})

test('law-enforcement processing owes no lawful basis of the UK GDPR', () => {
  const details = [{ ...said, field: 'law enforcement' as const, text: 'yes' }]
  assert.deepEqual(codes({ lawfulBases: [], details }), [])
})

test('an activity that is retired or withdrawn has no findings, and a draft has', () => {
  assert.deepEqual(codes({ ownerName: '' }, { status: 'retired' }), [])
  assert.deepEqual(codes({ ownerName: '' }, { status: 'withdrawn' }), [])
  assert.deepEqual(codes({ ownerName: '' }, { status: 'draft', approvedOn: null, nextReviewOn: null }), ['ROP-09'])
})

test('the same lack comes once, however often it is listed', () => {
  const recipients = [1, 2].map(() => ({ ...complete.recipients[0]!, contract: '' }))
  assert.deepEqual(codes({ recipients }), ['PRC-01'])
})

test('a key stays when the words of a finding change', () => {
  const keyOf = (roleStanding: ActivityContent['roleStanding']) =>
    findingsOf(checked({ roleStanding, rules: [{ ...said, rule: 'LIB-01', standing: 'proposed' }] })).map(
      ({ code, key }) => `${code} ${key}`,
    )
  assert.deepEqual(keyOf('proposed'), keyOf('confirmed'))
})

test('the same data gives the same findings', () => {
  const activity = checked({ purposes: [], lawfulBases: [basis({})], parties: [], rules: [] })
  assert.deepEqual(findingsOf(activity), findingsOf(activity))
})

test('every check cites the law, says in a sentence what to do, and has the dates of its law in order', () => {
  for (const { code, citation, whatToDo, appliesFrom, appliesUntil } of catalogue) {
    assert.match(code, /^[A-Z]+-\d\d$/)
    assert.match(citation, /UK GDPR|Data Protection Act 2018/)
    assert.match(whatToDo, /^[A-Z][^—–]*\.$/)
    assert.ok(appliesFrom === null || appliesUntil === null || appliesFrom < appliesUntil)
  }
})

test('every code of activities, rules and notices is in the catalogue', () => {
  const asked =
    'ADM-01 CHD-01 CTL-02 DPIA-01 DPO-01 EVD-01 JNT-01 LB-01 LB-02 LB-03 LB-04 LB-08 LB-09 PRC-01 RET-01 RET-02 RET-03 RET-06 RET-08 RET-09 RET-10 REV-01 REV-02 ROP-01 ROP-02 ROP-03 ROP-04 ROP-05 ROP-06 ROP-07 ROP-08 ROP-09 ROP-10 RTS-01 RTS-05 SC-01 SC-02 SC-03 SC-04 SC-06 SEC-01 TRF-01 TRF-02 TRF-03 TRF-04 TRF-07 TRF-10'
  assert.deepEqual([...new Set(catalogue.map(({ code }) => code))].toSorted().join(' '), asked)
})
