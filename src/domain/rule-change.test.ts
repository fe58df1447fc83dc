import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noChange, withGroup } from './change-preview.ts'
import type { Placement } from './placement.ts'
import { type Applying, moveUnder, type RuleBasis, sameBasis } from './rule-change.ts'

const TODAY = '2026-11-22'
const applying = (parts: Partial<Applying> = {}): Applying => ({
  today: TODAY,
  shortens: false,
  sameBasis: false,
  ...parts,
})
const dated = (dueOn: string): Placement => ({ state: 'retained', retainUntil: '2000-01-01', dueOn })
const open: Placement = { state: 'open', retainUntil: null, dueOn: null }

test('a later date always applies', () => {
  const move = moveUnder({ state: 'retained', dueOn: '2027-01-01' }, dated('2028-01-01'), applying())
  assert.deepEqual(move, { direction: 'later', applies: true, leavesReview: false })
})

test('an earlier date applies only when that was accepted', () => {
  const record = { state: 'retained', dueOn: '2027-01-01' } as const
  assert.equal(moveUnder(record, dated('2025-01-01'), applying()).applies, false)
  assert.equal(moveUnder(record, dated('2025-01-01'), applying({ shortens: true })).applies, true)
})

test('a first date for what had none counts as earlier, and no date any more as later', () => {
  assert.equal(moveUnder({ state: 'permanent', dueOn: null }, dated('2090-01-01'), applying()).direction, 'earlier')
  assert.equal(moveUnder({ state: 'open', dueOn: null }, dated('2090-01-01'), applying()).applies, false)
  assert.deepEqual(moveUnder({ state: 'due', dueOn: '2025-01-01' }, open, applying()), {
    direction: 'later',
    applies: true,
    leavesReview: true,
  })
})

test('a due record that is no longer due leaves its review, and one that still is stays', () => {
  const due = { state: 'due', dueOn: '2024-01-01' } as const
  assert.equal(moveUnder(due, dated('2026-11-23'), applying()).leavesReview, true)
  assert.equal(moveUnder(due, dated('2026-11-22'), applying()).leavesReview, false)
  assert.equal(moveUnder(due, dated('2024-01-01'), applying()).leavesReview, false)
})

test('an approved record leaves its approval when its date or the grounds of the decision change', () => {
  const approved = { state: 'approved', dueOn: '2024-01-01' } as const
  assert.equal(moveUnder(approved, dated('2025-01-01'), applying({ sameBasis: true })).leavesReview, true)
  assert.equal(moveUnder(approved, dated('2024-01-01'), applying()).leavesReview, true)
})

test('an approved record of which nothing changes keeps its approval and its version', () => {
  const approved = { state: 'approved', dueOn: '2024-01-01' } as const
  assert.deepEqual(moveUnder(approved, dated('2024-01-01'), applying({ sameBasis: true })), {
    direction: 'same',
    applies: false,
    leavesReview: false,
  })
})

test('an approved record keeps its approval while an earlier date is not accepted', () => {
  const approved = { state: 'approved', dueOn: '2024-01-01' } as const
  assert.equal(moveUnder(approved, dated('2023-01-01'), applying()).leavesReview, false)
  assert.equal(moveUnder(approved, dated('2023-01-01'), applying({ shortens: true })).leavesReview, true)
})

test('a decision rests on the period, the action, the authority and the approvals, each by itself', () => {
  const basis: RuleBasis = {
    triggerKind: 'event',
    triggerEvent: 'Membership ended',
    countedFrom: 'trigger',
    period: 'P3Y',
    constraint: 'both',
    disposalAction: 'destroy',
    authority: 'Limitation Act 1980',
    authorityKind: 'limitation',
    approvals: 1,
  }
  assert.equal(sameBasis(basis, { ...basis }), true)
  const changes: Partial<RuleBasis>[] = [
    { triggerKind: 'last_activity' },
    { triggerEvent: 'Loan ended' },
    { countedFrom: 'month_end' },
    { period: 'P4Y' },
    { constraint: 'minimum' },
    { disposalAction: 'review' },
    { authority: 'Another act' },
    { authorityKind: 'statute minimum' },
    { approvals: 2 },
  ]
  for (const change of changes) assert.equal(sameBasis(basis, { ...basis, ...change }), false, JSON.stringify(change))
})

test('a preview counts what moves either way, what becomes due or stops, and what leaves reviews', () => {
  const groups = [
    { count: 5, record: { state: 'retained', dueOn: '2027-01-01' }, placement: dated('2030-01-01'), sameBasis: false },
    { count: 3, record: { state: 'due', dueOn: '2026-01-01' }, placement: dated('2029-01-01'), sameBasis: false },
    { count: 2, record: { state: 'retained', dueOn: '2027-01-01' }, placement: dated('2026-11-22'), sameBasis: false },
    { count: 7, record: { state: 'open', dueOn: null }, placement: open, sameBasis: false },
    { count: 4, record: { state: 'approved', dueOn: '2025-01-01' }, placement: dated('2024-01-01'), sameBasis: false },
  ] as const
  const preview = groups.reduce((sum, group) => withGroup(sum, group, TODAY), noChange())
  assert.deepEqual(preview, {
    records: 21,
    later: 8,
    earlier: 6,
    becomeDue: 2,
    stopBeingDue: 3,
    leaveReviews: 3,
    leaveReviewsIfShortened: 7,
  })
})
