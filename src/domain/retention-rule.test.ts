import assert from 'node:assert/strict'
import { test } from 'node:test'
import { check } from './problem.ts'
import { NewRetentionRule, RetentionRuleDraft } from './retention-rule.ts'

const good = {
  recordSeries: 'Library membership account',
  serviceId: '1',
  scopeNote: '',
  ownerName: 'Head of libraries',
  triggerKind: 'last_activity',
  triggerEvent: 'Last activity',
  countedFrom: 'trigger',
  period: 'P3Y',
  constraint: 'both',
  disposalAction: 'destroy',
  authority: 'Corporate schedule',
  authorityKind: 'local decision',
  approvals: '1',
  reviewDays: '30',
  coolingOffDays: '0',
}

test('a rule as a form sends it is read into its content', () => {
  const draft = check(RetentionRuleDraft, good)
  assert.deepEqual(draft, {
    ok: true,
    value: { ...good, serviceId: 1, approvals: 1, reviewDays: 30, coolingOffDays: 0 },
  })
})

const refusals: [name: string, changed: Record<string, unknown>, field: string, says: RegExp][] = [
  ['to destroy without a period is refused', { period: '' }, 'period', /nothing may be set to destroy without one/],
  [
    'to anonymise without a period is refused',
    { period: '', disposalAction: 'anonymise' },
    'period',
    /anonymise without/,
  ],
  [
    'to transfer without a period is refused',
    { period: '', disposalAction: 'transfer to archive' },
    'period',
    /transfer to archive without/,
  ],
  [
    'no trigger is refused unless retained permanently',
    { triggerKind: 'none' },
    'triggerKind',
    /only what is retained permanently/,
  ],
  [
    'a period on what is retained permanently is refused',
    { disposalAction: 'retain permanently' },
    'period',
    /Remove the period/,
  ],
  ['a rule without authority is refused', { authority: '  ' }, 'authority', /^Enter the authority/],
  ['a rule without an owner is refused', { ownerName: '' }, 'ownerName', /^Enter the owner/],
  ['a rule without a record series is refused', { recordSeries: '' }, 'recordSeries', /^Enter the record series/],
  [
    'an event without its words is refused',
    { triggerKind: 'event', triggerEvent: '' },
    'triggerEvent',
    /^Enter the event/,
  ],
  ['a period in weeks is refused', { period: 'P2W' }, 'period', /years, months and days/],
  ['a period over 200 years is refused', { period: 'P201Y' }, 'period', /at most 200 years/],
  ['a trigger kind that there is not is refused', { triggerKind: 'sometimes' }, 'triggerKind', /^Choose what starts/],
  [
    'a counting start that there is not is refused',
    { countedFrom: 'week_end' },
    'countedFrom',
    /^Choose what the period/,
  ],
  ['a constraint that there is not is refused', { constraint: 'some' }, 'constraint', /^Choose whether/],
  [
    'a disposal action that there is not is refused',
    { disposalAction: 'burn' },
    'disposalAction',
    /^Choose what happens/,
  ],
  ['a kind of authority that there is not is refused', { authorityKind: 'whim' }, 'authorityKind', /^Choose the kind/],
  ['three approvals are refused', { approvals: '3' }, 'approvals', /between 1 and 2/],
  ['half an approval is refused', { approvals: '1.5' }, 'approvals', /whole number/],
  ['a review of no days is refused', { reviewDays: '0' }, 'reviewDays', /between 1 and 365/],
  ['a review of words is refused', { reviewDays: 'soon' }, 'reviewDays', /whole number/],
  ['a service that is no number is refused', { serviceId: 'LIB' }, 'serviceId', /^Choose a service/],
  ['a record series of 201 characters is refused', { recordSeries: 'x'.repeat(201) }, 'recordSeries', /200 characters/],
  ['a scope note of 2,001 characters is refused', { scopeNote: 'x'.repeat(2001) }, 'scopeNote', /2000 characters/],
  ['the same field sent twice is refused', { authority: ['a', 'b'] }, 'authority', /^Enter the authority/],
]
for (const [name, changed, field, says] of refusals)
  test(name, () => {
    const draft = check(RetentionRuleDraft, { ...good, ...changed })
    assert.ok(!draft.ok)
    assert.deepEqual(
      draft.problems.map((problem) => problem.field),
      [field],
    )
    assert.match(draft.problems[0]!.text, says)
  })

test('what is reviewed may stand without a period, so that its records stay open', () => {
  assert.ok(check(RetentionRuleDraft, { ...good, disposalAction: 'review', period: '' }).ok)
})

test('what is retained permanently needs neither trigger nor period', () => {
  const rule = { ...good, disposalAction: 'retain permanently', period: '', triggerKind: 'none', triggerEvent: '' }
  assert.ok(check(RetentionRuleDraft, rule).ok)
})

test('numbers left blank take their usual values, and a blank service means none', () => {
  const draft = check(RetentionRuleDraft, { ...good, approvals: '', reviewDays: '', coolingOffDays: '', serviceId: '' })
  assert.ok(draft.ok)
  const { approvals, reviewDays, coolingOffDays, serviceId } = draft.value
  assert.deepEqual(
    { approvals, reviewDays, coolingOffDays, serviceId },
    { approvals: 1, reviewDays: 30, coolingOffDays: 0, serviceId: null },
  )
})

test('a period in small letters is read', () => {
  const draft = check(RetentionRuleDraft, { ...good, period: ' p1y6m ' })
  assert.equal(draft.ok && draft.value.period, 'P1Y6M')
})

test('a code is letters, digits and hyphens, and is kept in capitals', () => {
  const read = (code: unknown) => check(NewRetentionRule, { ...good, code })
  const draft = read(' lib-01-b ')
  assert.equal(draft.ok && draft.value.code, 'LIB-01-B')
  for (const code of ['', '01-LIB', 'LIB 01', 'LIB--1', 'LIB-', '<b>', 'X'.repeat(21), undefined, 'É-1', 'new']) {
    const refused = read(code)
    assert.ok(!refused.ok, String(code))
    assert.equal(refused.problems[0]?.field, 'code')
  }
})

test('a wrong code and a wrong content are told together', () => {
  const draft = check(NewRetentionRule, { ...good, code: '', authority: '' })
  assert.deepEqual(!draft.ok && draft.problems.map((problem) => problem.field).toSorted(), ['authority', 'code'])
})
