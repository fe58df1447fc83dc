import assert from 'node:assert/strict'
import { test } from 'node:test'
import { activityChanges } from './activity-changes.ts'
import type { ActivityContent } from './processing-activity.ts'

const evidence = { standing: 'stated', notice: 'libraries', lines: 'L11', byName: null, byOn: null } as const
const plainBasis = { interest: '', record: '', withdrawal: '' }
const content: ActivityContent = {
  title: 'Library membership',
  service: 'LIB',
  role: 'controller',
  roleStanding: 'confirmed',
  ownerName: 'Mark Lowe',
  businessFunction: '',
  automatedDecisions: '',
  dpiaRequired: 'not assessed',
  dpiaStatus: '',
  remarks: '',
  reviewCycleMonths: 12,
  purposes: [{ ...evidence, text: 'Lending' }],
  lawfulBases: [
    { ...evidence, ...plainBasis, purpose: 1, basis: 'public task', statute: 'Public Libraries and Museums Act 1964' },
  ],
  terms: [],
  conditions: [],
  parties: [],
  recipients: [],
  transfers: [],
  rules: [],
  systems: [],
  details: [],
  rights: [],
  dpiaCriteria: [],
  notes: [],
}

test('nothing changed is no change', () => {
  assert.deepEqual(activityChanges(content, structuredClone(content)), { changes: [], owner: [] })
})

test('a field has its value before and after, and the owner stands apart', () => {
  assert.deepEqual(activityChanges(content, { ...content, reviewCycleMonths: 24, ownerName: '' }), {
    changes: [{ field: 'months between reviews', before: '12', after: '24' }],
    owner: [{ field: 'owner', before: 'Mark Lowe', after: null }],
  })
})

test('a list has the rows it lost and those it gained, each with its evidence', () => {
  const lawfulBases = [
    {
      ...{ standing: 'confirmed' as const, notice: null, lines: null, byName: 'Gloria Governance', byOn: '2026-11-22' },
      ...{ ...plainBasis, purpose: null, basis: 'consent' as const, statute: '' },
    },
  ]
  const purposes = [...content.purposes, { ...evidence, lines: null, text: 'Statistics' }]
  assert.deepEqual(activityChanges(content, { ...content, purposes, lawfulBases }).changes, [
    { field: 'purposes', before: null, after: 'Statistics (stated: libraries)' },
    {
      field: 'lawful bases',
      before: 'purpose 1, public task, Public Libraries and Museums Act 1964 (stated: libraries L11)',
      after: 'consent (confirmed)',
    },
  ])
})

test('a first version is all gain', () => {
  const { changes, owner } = activityChanges(null, content)
  assert.deepEqual(changes[0], { field: 'title', before: null, after: 'Library membership' })
  assert.deepEqual(owner, [{ field: 'owner', before: null, after: 'Mark Lowe' }])
})
