import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays } from './calendar.ts'
import { type DatingRule, place, rememberedPlaces, staysInReview } from './placement.ts'

const rule = (parts: Partial<DatingRule> = {}): DatingRule => ({
  triggerKind: 'event',
  countedFrom: 'trigger',
  period: 'P3Y',
  disposalAction: 'destroy',
  ...parts,
})
const open = { state: 'open', retainUntil: null, dueOn: null }

test('a record with a trigger date is retained until its date', () => {
  assert.deepEqual(place(rule(), '2021-03-14'), { state: 'retained', retainUntil: '2024-03-14', dueOn: '2024-03-15' })
})

test('a record without a trigger date is open, and an extension gives it no date', () => {
  assert.deepEqual(place(rule(), null), open)
  assert.deepEqual(place(rule(), null, '2027-01-01'), open)
})

test('a rule without a period leaves its records open', () => {
  assert.deepEqual(place(rule({ period: '', disposalAction: 'review' }), '2021-03-14'), open)
})

test('what is retained permanently has no dates, whatever was extended', () => {
  const permanent = rule({ period: '', disposalAction: 'retain permanently', triggerKind: 'none' })
  for (const trigger of [null, '2021-03-14'])
    assert.deepEqual(place(permanent, trigger, '2027-01-01'), { state: 'permanent', retainUntil: null, dueOn: null })
})

test('an extension moves a date later and never earlier', () => {
  assert.equal(place(rule(), '2021-03-14', '2024-03-13').dueOn, '2024-03-15')
  assert.equal(place(rule(), '2021-03-14', '2024-03-14').dueOn, '2024-03-15')
  assert.equal(place(rule(), '2021-03-14', '2024-03-15').dueOn, '2024-03-16')
})

test('a due record stays in its review only while it is still due in the same batch', () => {
  const batch = { ruleId: 1, serviceId: 2 }
  const after = (parts: object) => ({ ...batch, dueOn: '2024-03-15', ...parts })
  assert.equal(staysInReview('due', batch, after({}), '2024-03-15'), true)
  assert.equal(staysInReview('due', batch, after({}), '2024-03-14'), false)
  assert.equal(staysInReview('due', batch, after({ dueOn: null }), '2026-01-01'), false)
  assert.equal(staysInReview('due', batch, after({ ruleId: 3 }), '2026-01-01'), false)
  assert.equal(staysInReview('due', batch, after({ serviceId: null }), '2026-01-01'), false)
})

test('an approved record never stays: its approval was given on the old facts', () => {
  const batch = { ruleId: 1, serviceId: 2 }
  assert.equal(staysInReview('approved', batch, { ...batch, dueOn: '2024-03-15' }, '2026-01-01'), false)
})

test('places that are remembered are those of each rule, with an extension and without', () => {
  const placed = rememberedPlaces()
  const rules = [
    rule(),
    rule({}),
    rule({ period: 'P1Y' }),
    rule({ countedFrom: 'financial_year_end' }),
    rule({ triggerKind: 'last_activity' }),
    rule({ disposalAction: 'retain permanently' }),
    rule({ period: '' }),
  ]
  for (let turn = 0; turn < 2; turn++)
    for (const each of rules)
      for (const triggerOn of ['2021-03-14', '2024-02-29', null])
        for (const keptUntil of [null, '2022-05-01', '2031-05-01'])
          assert.deepEqual(placed(each, triggerOn, keptUntil), place(each, triggerOn, keptUntil))
})

test('remembered placements are of so many dates at most, and right after that too', () => {
  const placed = rememberedPlaces()
  const first = placed(rule(), '2021-03-14')
  assert.equal(placed(rule(), '2021-03-14'), first)
  for (let days = 0; days < 20_000; days++) placed(rule(), addDays('1950-01-01', days))
  assert.notEqual(placed(rule(), '2021-03-14'), first)
  assert.deepEqual(placed(rule(), '2021-03-14'), first)
})
