import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ChangeTerms, feedChange, type KnownRecord, type RuleNamed } from './feed-change.ts'
import type { FeedRow } from './feed-row.ts'
import { type DatingRule, place } from './placement.ts'

const dating = { countedFrom: 'trigger', disposalAction: 'destroy' } as const
const activity: RuleNamed = {
  ...dating,
  ruleId: 1,
  versionId: 12,
  serviceId: 1,
  triggerKind: 'last_activity',
  period: 'P2Y',
}
const event: RuleNamed = { ...dating, ruleId: 2, versionId: 21, serviceId: 1, triggerKind: 'event', period: 'P1Y' }
const permanent: RuleNamed = {
  ...dating,
  ...{ ruleId: 3, versionId: 31, serviceId: 1, triggerKind: 'none', period: '', disposalAction: 'retain permanently' },
}
const versions = new Map<number, DatingRule>([
  [11, { ...activity, period: 'P3Y' }],
  [12, activity],
  [21, event],
  [31, permanent],
])
const terms: ChangeTerms = {
  versions,
  placed: place,
  today: '2026-11-22',
  correction: false,
}

const held: KnownRecord = {
  id: 7,
  state: 'retained',
  ruleId: 1,
  ruleVersionId: 12,
  serviceId: 1,
  triggerOn: '2025-01-10',
  correctedFrom: null,
  keptUntil: null,
  title: 'Account',
  quantity: 1,
  location: '',
  reviewId: null,
  missingSince: null,
}
const sent: FeedRow<RuleNamed> = {
  reference: 'LMS-7',
  rule: activity,
  triggerOn: '2025-01-10',
  dated: true,
  serviceId: 1,
  title: 'Account',
  quantity: 1,
  location: '',
}
const inReview = { state: 'due', triggerOn: '2024-11-01', reviewId: 5 } as const
const ofEvent = { ruleId: 2, ruleVersionId: 21 }

test('the same facts change nothing, and neither do columns that the file does not have', () => {
  assert.deepEqual(change({}, {}), { changed: null, heldBack: false })
  assert.deepEqual(change({}, { title: null, quantity: null, location: null }), { changed: null, heldBack: false })
})

test('a file without trigger dates neither moves a date nor reopens a record', () => {
  for (const rule of [activity, event])
    assert.equal(change({ ...(rule === event ? ofEvent : {}) }, { rule, dated: false, triggerOn: null }).changed, null)
})

test('a later activity moves the dates', () => {
  const { changed } = change({}, { triggerOn: '2026-02-28' })
  assert.deepEqual(
    [changed?.triggerOn, changed?.retainUntil, changed?.dueOn],
    ['2026-02-28', '2028-02-28', '2028-02-29'],
  )
  assert.deepEqual(changed?.changes, [{ what: 'trigger date', before: '2025-01-10', after: '2026-02-28' }])
})

test('an earlier or blank date of last activity is held back, unless the feed is a correction', () => {
  for (const triggerOn of ['2024-12-31', null]) {
    assert.deepEqual(change({}, { triggerOn }), { changed: null, heldBack: true })
    const corrected = change({}, { triggerOn }, { correction: true })
    assert.equal(corrected.changed?.triggerOn, triggerOn)
    assert.equal(corrected.heldBack, false)
  }
})

test('other facts still change when the date is held back', () => {
  const { changed, heldBack } = change({}, { triggerOn: '2020-01-01', title: 'Closed account' })
  assert.deepEqual([changed?.triggerOn, changed?.title, heldBack], ['2025-01-10', 'Closed account', true])
  assert.deepEqual(changed?.changes, [{ what: 'title' }])
})

test('for other triggers an earlier date counts and a blank one reopens the record', () => {
  const earlier = change(ofEvent, { rule: event, triggerOn: '2024-05-05' })
  assert.equal(earlier.changed?.dueOn, '2025-05-06')
  const blank = change(ofEvent, { rule: event, triggerOn: null })
  assert.deepEqual([blank.changed?.state, blank.changed?.dueOn], ['open', null])
})

test('a first date closes an open record', () => {
  const { changed } = change({ state: 'open', triggerOn: null }, {})
  assert.deepEqual([changed?.state, changed?.dueOn], ['retained', '2027-01-11'])
})

test('a date that a person corrected stands until the source sends a third one', () => {
  const corrected = { ...ofEvent, triggerOn: '2025-06-01', correctedFrom: '2025-01-10' }
  assert.deepEqual(change(corrected, { rule: event, triggerOn: '2025-01-10' }), { changed: null, heldBack: false })
  assert.deepEqual(change(corrected, { rule: event, triggerOn: '2025-06-01' }), { changed: null, heldBack: false })
  const third = change(corrected, { rule: event, triggerOn: '2025-03-03' }).changed
  assert.deepEqual([third?.triggerOn, third?.correctedFrom], ['2025-03-03', null])
})

test('an extension stays through a change of facts', () => {
  const { changed } = change({ keptUntil: '2030-01-01' }, { triggerOn: '2025-02-02' })
  assert.equal(changed?.dueOn, '2030-01-02')
})

test('while the rule is the same, a record keeps the version that it was dated under', () => {
  const { changed } = change({ ruleVersionId: 11 }, { triggerOn: '2026-01-01' })
  assert.deepEqual([changed?.ruleVersionId, changed?.dueOn], [11, '2029-01-02'])
})

test('another rule dates the record by its version in force', () => {
  const { changed } = change({ ruleVersionId: 11 }, { rule: event })
  assert.deepEqual([changed?.ruleId, changed?.ruleVersionId, changed?.dueOn], [2, 21, '2026-01-11'])
  assert.deepEqual(changed?.changes, [{ what: 'rule', before: 1, after: 2 }])
  assert.equal(change({}, { rule: permanent }).changed?.state, 'permanent')
})

test('a due record that a new date takes out of its time leaves its review', () => {
  const { changed } = change(inReview, { triggerOn: '2026-10-10' })
  assert.deepEqual([changed?.state, changed?.reviewId, changed?.leavesReview], ['retained', null, 5])
})

test('a due record that is still due under the same rule and service stays in its review with its new dates', () => {
  const { changed } = change(inReview, { triggerOn: '2024-11-10' })
  assert.deepEqual([changed?.state, changed?.reviewId, changed?.leavesReview], ['due', 5, null])
  assert.equal(changed?.dueOn, '2026-11-11')
})

test('a due record of another rule or service leaves its review even when it is still due', () => {
  for (const row of [{ serviceId: 2 }, { rule: event }]) {
    const { changed } = change(inReview, { ...row, triggerOn: '2024-11-01' })
    assert.deepEqual([changed?.state, changed?.leavesReview], ['retained', 5])
  }
})

test('an approval lapses when the date, rule or service changes, and stands when only the title does', () => {
  const approved = { ...inReview, state: 'approved' } as const
  assert.equal(change(approved, { triggerOn: '2024-11-02' }).changed?.leavesReview, 5)
  const titled = change(approved, { triggerOn: '2024-11-01', title: 'Other' }).changed
  assert.deepEqual([titled?.state, titled?.reviewId, titled?.leavesReview], ['approved', 5, null])
})

test('a record that was missing is listed again', () => {
  const { changed } = change({ missingSince: '2026-11-01' }, {})
  assert.deepEqual(changed?.changes, [{ what: 'missing at source', before: '2026-11-01', after: null }])
  assert.equal(changed?.state, 'retained')
})

function change(record: Partial<KnownRecord>, row: Partial<FeedRow<RuleNamed>>, more: Partial<ChangeTerms> = {}) {
  return feedChange({ ...held, ...record }, { ...sent, ...row }, { ...terms, ...more })
}
