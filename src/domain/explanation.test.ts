import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ExplainedRecord, type ExplainedRule, explain } from './explanation.ts'

const TODAY = '2026-11-22'

const rule = (parts: Partial<ExplainedRule> = {}): ExplainedRule => ({
  code: 'LIB-01',
  version: 2,
  triggerKind: 'last_activity',
  triggerEvent: 'Last activity',
  countedFrom: 'trigger',
  period: 'P3Y',
  authority: 'Corporate schedule 2020.',
  ...parts,
})

const record = (parts: Partial<ExplainedRecord> = {}): ExplainedRecord => ({
  state: 'due',
  triggerOn: '2021-03-14',
  retainUntil: '2024-03-14',
  dueOn: '2024-03-15',
  keptUntil: null,
  correctedFrom: null,
  ...parts,
})

test('a due record is explained by its trigger, period, rule, authority and the day since when it is past', () => {
  assert.equal(
    explain(record(), rule(), TODAY),
    'Last activity 14 March 2021 + 3 years (LIB-01 version 2, authority Corporate schedule 2020) = keep until 14 March 2024; past since 15 March 2024; no holds.',
  )
})

test('a retained record says until when it is not past its period', () => {
  const later = record({ state: 'retained', triggerOn: '2025-01-10', retainUntil: '2028-01-10', dueOn: '2028-01-11' })
  assert.match(
    explain(later, rule(), TODAY),
    /= keep until 10 January 2028; not past its period before 11 January 2028; no holds\.$/,
  )
})

test('a record is past its period on its due date itself and not on the day before', () => {
  assert.match(explain(record({ state: 'retained' }), rule(), '2024-03-14'), /not past its period before 15 March 2024/)
  assert.match(
    explain(record({ state: 'retained' }), rule(), '2024-03-15'),
    /past since 15 March 2024; not in a review/,
  )
})

test('a record past its period that no sweep has flagged is said to be in no review', () => {
  assert.match(
    explain(record({ state: 'retained' }), rule(), TODAY),
    /past since 15 March 2024; not in a review; no holds\.$/,
  )
})

test('a record that a hold kept says until when its lifting keeps it out of a review', () => {
  const kept = record({ state: 'retained' })
  const hold = { id: 3, kind: 'audit', liftedOn: '2024-04-01' } as const
  assert.match(
    explain(kept, rule(), '2024-04-30', [], [hold]),
    /not in a review; no holds any more: Hold 3 \(audit\) was lifted on 1 April 2024, so that it may be flagged from 1 May 2024\.$/,
  )
  assert.match(explain(kept, rule(), '2024-05-01', [], [hold]), /not in a review; no holds\.$/)
  assert.match(explain(kept, rule(), '2024-04-30', [{ id: 4, kind: 'other' }], [hold]), /; held by Hold 4 \(other\)\.$/)
})

test('an open record names the event whose date is missing', () => {
  const open = record({ state: 'open', triggerOn: null, retainUntil: null, dueOn: null })
  assert.equal(
    explain(open, rule({ triggerEvent: 'Membership ended', triggerKind: 'event' }), TODAY),
    'Still open: no date has come yet for “Membership ended”, from which 3 years will count (LIB-01 version 2, authority Corporate schedule 2020).',
  )
})

test('a rule without a period leaves a dated record open, and that is said', () => {
  const open = record({ state: 'open', retainUntil: null, dueOn: null })
  assert.match(
    explain(open, rule({ period: '' }), TODAY),
    /^Last activity 14 March 2021; the period cannot be put as one length of time, so that the record stays open until a person dates it \(LIB-01/,
  )
  assert.match(
    explain({ ...open, triggerOn: null }, rule({ period: '' }), TODAY),
    /^Still open: no date has come yet for “Last activity” \(LIB-01/,
  )
})

test('an extension shows both the date by the rule and the date it was kept until', () => {
  const kept = record({ state: 'retained', keptUntil: '2027-06-01', retainUntil: '2027-06-01', dueOn: '2027-06-02' })
  assert.match(
    explain(kept, rule(), TODAY),
    /= keep until 14 March 2024; kept longer by decision, until 1 June 2027; not past its period before 2 June 2027; no holds\.$/,
  )
})

test('an extension that the rule has overtaken is not mentioned', () => {
  assert.doesNotMatch(explain(record({ keptUntil: '2022-01-01' }), rule(), TODAY), /kept longer/)
})

test('a date corrected by a person shows the one the source had sent', () => {
  assert.match(
    explain(record({ correctedFrom: '2019-02-01' }), rule(), TODAY),
    /^Last activity 14 March 2021 \(corrected from 1 February 2019\) \+ 3 years/,
  )
})

test('a period counted from a year end names that day', () => {
  const counted = record({ triggerOn: '2019-06-05', retainUntil: '2026-03-31', dueOn: '2026-04-01' })
  const financial = rule({
    triggerKind: 'event',
    triggerEvent: 'Transaction',
    countedFrom: 'financial_year_end',
    period: 'P6Y',
  })
  assert.match(
    explain(counted, financial, TODAY),
    /^Transaction 5 June 2019, counted from the end of the financial year on 31 March 2020, \+ 6 years \(.*\) = keep until 31 March 2026/,
  )
})

test('what is kept permanently never falls due', () => {
  const permanent = record({ state: 'permanent', triggerOn: null, retainUntil: null, dueOn: null })
  assert.equal(
    explain(permanent, rule({ period: '', triggerKind: 'none', triggerEvent: '' }), TODAY),
    'Kept permanently (LIB-01 version 2, authority Corporate schedule 2020): it never falls due.',
  )
})

test('an approved record says that its disposal is approved', () => {
  assert.match(
    explain(record({ state: 'approved' }), rule(), TODAY),
    /past since 15 March 2024; its disposal is approved; no holds/,
  )
})

test('a record that is gone names the rule, and no date of the person in it', () => {
  const gone = record({ state: 'destroyed', triggerOn: null })
  assert.equal(
    explain(gone, rule(), TODAY),
    'Destroyed: it had to be kept until 14 March 2024 (LIB-01 version 2, authority Corporate schedule 2020), and what identified it has been erased here.',
  )
  assert.match(
    explain({ ...gone, state: 'already gone', retainUntil: null, dueOn: null }, rule(), TODAY),
    /^Already gone from its source system \(LIB-01 version 2, .*dates included, has been erased/,
  )
})
