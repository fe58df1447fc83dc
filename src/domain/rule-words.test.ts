import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ruleInWords, type WordedRule, workedExample } from './rule-words.ts'

const rule = (parts: Partial<WordedRule> = {}): WordedRule => ({
  triggerKind: 'last_activity',
  triggerEvent: 'Last activity',
  countedFrom: 'trigger',
  period: 'P3Y',
  constraint: 'both',
  disposalAction: 'destroy',
  ...parts,
})

const words: [parts: Partial<WordedRule>, words: string][] = [
  [{}, 'Keep for 3 years after the last activity, then destroy. At least this long, and no longer.'],
  [
    { triggerKind: 'event', triggerEvent: 'Membership ended', constraint: 'maximum', disposalAction: 'anonymise' },
    'Keep for 3 years after the membership ended, then anonymise. At most this long.',
  ],
  [
    {
      triggerKind: 'event',
      triggerEvent: 'Transaction',
      countedFrom: 'financial_year_end',
      period: 'P6Y',
      constraint: 'minimum',
    },
    'Keep for 6 years, counted from the end of the financial year in which the transaction falls, then destroy. At least this long.',
  ],
  [
    { triggerKind: 'event', triggerEvent: 'Tuition ended', countedFrom: 'academic_year_end', period: 'P6Y' },
    'Keep for 6 years, counted from the end of the academic year in which the tuition ended, then destroy. At least this long, and no longer.',
  ],
  [
    {
      triggerKind: 'date_of_birth',
      triggerEvent: 'Child’s date of birth',
      period: 'P25Y',
      constraint: 'minimum',
      disposalAction: 'review',
    },
    'Keep for 25 years after the child’s date of birth, then review whether to keep it. At least this long.',
  ],
  [
    { triggerKind: 'event', triggerEvent: 'DBS decision made', period: 'P6M', constraint: 'maximum' },
    'Keep for 6 months after the DBS decision was made, then destroy. At most this long.',
  ],
  [
    { triggerKind: 'event', triggerEvent: 'The last of: transaction, dispute closed' },
    'Keep for 3 years after the event “The last of: transaction, dispute closed”, then destroy. At least this long, and no longer.',
  ],
  [
    { triggerKind: 'superseded', triggerEvent: '' },
    'Keep for 3 years after the record was superseded, then destroy. At least this long, and no longer.',
  ],
  [
    { triggerKind: 'record_created', triggerEvent: 'Record created', period: 'P90D' },
    'Keep for 90 days after the record was created, then destroy. At least this long, and no longer.',
  ],
  [
    { triggerKind: 'event', triggerEvent: 'Consent withdrawn', period: 'P0D', constraint: 'maximum' },
    'Keep through the day on which the consent was withdrawn, then destroy. At most this long.',
  ],
  [
    { period: '', disposalAction: 'review' },
    'Keep until a person dates the record: this rule’s period cannot be put as one length of time. Review whether to keep it.',
  ],
  [{ period: '', disposalAction: 'retain permanently', triggerKind: 'none', triggerEvent: '' }, 'Keep permanently.'],
  [
    { disposalAction: 'transfer to archive', triggerKind: 'fixed_date', triggerEvent: '' },
    'Keep for 3 years after the record’s own date, then transfer to the archive. At least this long, and no longer.',
  ],
]
for (const [parts, sentence] of words)
  test(`in words: ${sentence}`, () => assert.equal(ruleInWords(rule(parts)), sentence))

test('the worked example shows a trigger, the last day kept and the first day past the period', () => {
  assert.equal(
    workedExample(rule()),
    'Last activity 14 March 2021: keep until 14 March 2024, past its period from 15 March 2024',
  )
})

test('the worked example of a year-end rule shows where counting starts', () => {
  assert.equal(
    workedExample(
      rule({ triggerKind: 'event', triggerEvent: 'transaction', countedFrom: 'financial_year_end', period: 'P6Y' }),
    ),
    'Transaction 14 March 2021, counted from the end of the financial year on 31 March 2021: keep until 31 March 2027, past its period from 1 April 2027',
  )
})

test('there is no worked example where a rule gives no dates', () => {
  assert.equal(workedExample(rule({ period: '', disposalAction: 'review' })), null)
  assert.equal(workedExample(rule({ period: '', disposalAction: 'retain permanently', triggerKind: 'none' })), null)
})
