import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FieldNote } from '../processing-activity.ts'
import type { CheckedRule } from './check.ts'
import { codes, complete, notice, rule, said, stated, texts } from './test-activity.ts'

const noted = (text: string, parts: Partial<FieldNote> = {}) => ({
  notes: [...complete.notes, { ...said, field: 'retention' as const, text, silent: false, ...parts }],
})
const linked = (...rules: string[]) => ({ rules: rules.map((code) => ({ ...said, rule: code })) })
const schedule = (rules: Record<string, Partial<CheckedRule>>) => ({
  rules: new Map(Object.entries(rules).map(([code, parts]) => [code, { ...rule, ...parts }])),
})
const ranged = { libraries: { ...notice, shortestPeriod: 'P1Y', longestPeriod: 'P6Y' } }
const range = { notices: new Map(Object.entries(ranged)) }
const fromNotice = { purposes: [{ ...stated, text: 'Lend books' }] }

test('a notice that is silent on retention does not tell people, though the record knows', () => {
  const silence = noted('Not stated', { ...stated, silent: true })
  assert.deepEqual(texts(silence), ['“Library privacy notice” does not tell people how long this data is kept.'])
  const more = { ...stated, field: 'retention' as const, text: 'Six years', silent: false }
  assert.deepEqual(codes({ notes: [...silence.notes, more] }), [])
  assert.deepEqual(codes(noted('Not known yet', { silent: true })), [])
})

test('a vague formula is found where no rule gives a period', () => {
  for (const formula of ['As long as necessary', 'Only as long as it is needed', 'No longer than is required'])
    assert.deepEqual(codes({ ...noted(formula), rules: [] }), ['ROP-06', 'RET-02'], formula)
  assert.deepEqual(codes(noted('As long as necessary')), [])
  assert.deepEqual(codes({ ...noted('Six years after the last loan'), rules: [] }), ['ROP-06'])
})

test('a range that a notice promises is mapped to records by rules', () => {
  assert.deepEqual(texts({ ...fromNotice, rules: [] }, range), [
    'No time limit for erasure: no retention rule is linked.',
    '“Library privacy notice” promises between 1 year and 6 years, and no rule says which records have which.',
  ])
  assert.deepEqual(codes(fromNotice, range), [])
  assert.deepEqual(codes({ rules: [] }, range), ['ROP-06'])
})

test('a rule without a period is open-ended, unless it keeps permanently', () => {
  assert.deepEqual(codes({}, schedule({ 'LIB-01': { period: '', disposalAction: 'review' } })), ['RET-06'])
  assert.deepEqual(codes({}, schedule({ 'LIB-01': { period: '', disposalAction: 'retain permanently' } })), [])
})

test('a rule that is retired, missing or only proposed is no rule to go by', () => {
  assert.deepEqual(texts({}, schedule({ 'LIB-01': { retired: true } })), ['Rule LIB-01 is retired.'])
  assert.deepEqual(texts({}, schedule({})), ['The schedule has no rule LIB-01.'])
  assert.deepEqual(texts({}, schedule({ 'LIB-01': { standing: 'proposed' } })), [
    'Rule LIB-01 is only proposed: nobody has confirmed it yet.',
  ])
})

test('a rule keeps within the range of the notice up to its ends', () => {
  for (const period of ['P1Y', 'P12M', 'P6Y', 'P72M'])
    assert.deepEqual(codes(fromNotice, { ...range, ...schedule({ 'LIB-01': { period } }) }), [], period)
  for (const period of ['P11M', 'P6Y1D', 'P7Y'])
    assert.deepEqual(codes(fromNotice, { ...range, ...schedule({ 'LIB-01': { period } }) }), ['RET-09'], period)
})

test('a rule that counts from the end of a year can leave the range by almost a year', () => {
  const yearly = (period: string) => ({
    ...range,
    ...schedule({ 'LIB-01': { period, countedFrom: 'financial_year_end' } }),
  })
  assert.deepEqual(codes(fromNotice, yearly('P5Y')), [])
  assert.deepEqual(texts(fromNotice, yearly('P6Y')), [
    'Rule LIB-01 can keep records for almost 7 years (6 years from the end of the financial year), and the notice promises 6 years at most (“Library privacy notice”).',
  ])
})

test('a rule that keeps permanently leaves every range, and a notice that the record does not rest on binds nothing', () => {
  const permanent = schedule({ 'LIB-01': { period: '', disposalAction: 'retain permanently' } })
  assert.deepEqual(codes(fromNotice, { ...range, ...permanent }), ['RET-09'])
  assert.deepEqual(codes({}, { ...range, ...permanent }), [])
})

test('rules for the same record series conflict when their periods differ', () => {
  const two = (parts: Partial<CheckedRule>) => schedule({ 'LIB-01': {}, 'LIB-02': parts })
  assert.deepEqual(texts(linked('LIB-01', 'LIB-02'), two({ period: 'P3Y' })), [
    'Rules LIB-01 (6 years) and LIB-02 (3 years) give different periods for “Membership account”.',
  ])
  assert.deepEqual(codes(linked('LIB-01', 'LIB-02'), two({ period: 'P72M' })), [])
  assert.deepEqual(codes(linked('LIB-01', 'LIB-02'), two({ period: 'P3Y', recordSeries: 'Loans' })), [])
})
