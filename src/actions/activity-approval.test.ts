import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { commentsOn } from '../../db/queries/activity-comments.ts'
import { contentsOf } from '../../db/queries/activity-contents.ts'
import { pendingVersion } from '../../db/queries/activity-drafts.ts'
import { versionsOf } from '../../db/queries/activity-versions.ts'
import { activityByReference } from '../../db/queries/processing-activities.ts'
import { activityContent } from '../../db/test-activity.ts'
import { smallWorld, temporaryDatabase } from '../../db/test-world.ts'
import { ActivityDraft } from '../domain/activity-draft.ts'
import type { Checked } from '../domain/problem.ts'
import type { ActivityContent } from '../domain/processing-activity.ts'
import type { Acting } from './acting.ts'
import { approveDraft, commentOnDraft, returnDraft, submitDraft, withdrawDraft } from './activity-approval.ts'
import { addActivity, CHANGED_MEANWHILE, saveDraft } from './activity-drafts.ts'
import { retireActivity } from './processing-activities.ts'
import { acting } from './test-acting.ts'
import { addApproved } from './test-activities.ts'

const { db, close } = await temporaryDatabase()
const clock = { today: () => '2026-11-22', now: () => '2026-11-22T12:00:00.000Z' }
const grace = acting(clock)
const other: Acting = { clock, who: { ...grace.who, id: 2, name: 'George Hale' } as Acting['who'] }
before(() => smallWorld(db))
after(close)

let nextNumber = 1
const nextReference = () => `APR-A${nextNumber++}`
const draft = (parts: Partial<ActivityContent> = {}) => ActivityDraft.parse(activityContent(parts))
const first = { version: 1, revision: 1 }
const decision = (seen = first, text = '') => ({ seen, text })
const fieldsOf = (outcome: Checked<unknown>) => (outcome.ok ? [] : outcome.problems.map(({ field }) => field))

async function drafted(): Promise<string> {
  const reference = nextReference()
  assert.ok((await addActivity(db, grace, reference, draft())).ok)
  return reference
}

const activity = async (reference: string) => (await activityByReference(db, reference, null))!

test('an activity is a draft, then submitted, then approved, and in force only then', async () => {
  const reference = await drafted()
  assert.deepEqual(await stateOf(reference), ['draft', null, null])
  assert.ok((await submitDraft(db, grace, reference, decision())).ok)
  assert.deepEqual(await stateOf(reference), ['submitted', null, null])
  assert.ok((await approveDraft(db, grace, reference, decision())).ok)
  assert.deepEqual(await stateOf(reference), ['approved', '2026-11-22', '2027-11-22'])
  const { currentVersionId, shownVersionId, id } = await activity(reference)
  assert.equal(currentVersionId, shownVersionId)
  assert.equal(await pendingVersion(db, id), undefined)
})

const stateOf = async (reference: string) => {
  const { status, approvedOn, nextReviewOn } = await activity(reference)
  return [status, approvedOn, nextReviewOn]
}

test('what is in force stays so while the next version is drafted, submitted, returned and withdrawn', async () => {
  const reference = nextReference()
  await addApproved(db, grace, reference, draft({ title: 'In force' }))
  const inForce = await activity(reference)
  const saved = await saveDraft(db, grace, reference, { version: 1, revision: 0 }, draft({ title: 'Next' }))
  assert.deepEqual(saved, { ok: true, value: { version: 2, revision: 1 } })
  const seen = { version: 2, revision: 1 }
  assert.ok((await submitDraft(db, grace, reference, decision(seen))).ok)
  assert.ok((await returnDraft(db, other, reference, decision(seen, 'Name the law'))).ok)
  const again = await saveDraft(db, grace, reference, seen, draft({ title: 'Next, with the law' }))
  assert.deepEqual(again, { ok: true, value: { version: 2, revision: 2 } })
  assert.ok((await withdrawDraft(db, grace, reference, decision({ version: 2, revision: 2 }, 'Not needed'))).ok)
  assert.deepEqual(await activity(reference), inForce)
  assert.deepEqual(
    (await versionsOf(db, inForce.id)).map(({ version, state }) => [version, state]),
    [
      [2, 'withdrawn'],
      [1, 'approved'],
    ],
  )
  const next = await saveDraft(db, grace, reference, { version: 1, revision: 0 }, draft({ title: 'Third' }))
  assert.deepEqual(next, { ok: true, value: { version: 3, revision: 1 } })
})

test('where the organisation asks for two people, whoever submitted does not approve', async () => {
  const reference = await drafted()
  await db.updateTable('organisations').set({ approvals: 2 }).where('code', '=', 'CCC').execute()
  try {
    assert.ok((await submitDraft(db, grace, reference, decision())).ok)
    assert.deepEqual(fieldsOf(await approveDraft(db, grace, reference, decision())), ['approval'])
    assert.deepEqual(await stateOf(reference), ['submitted', null, null])
    assert.ok((await approveDraft(db, other, reference, decision())).ok)
  } finally {
    await db.updateTable('organisations').set({ approvals: 1 }).where('code', '=', 'CCC').execute()
  }
})

test('nobody decides about words that they have not seen', async () => {
  const reference = await drafted()
  assert.ok((await saveDraft(db, other, reference, first, draft({ title: 'Theirs' }))).ok)
  for (const decide of [submitDraft, withdrawDraft])
    assert.deepEqual(fieldsOf(await decide(db, grace, reference, decision(first, 'x'))), [CHANGED_MEANWHILE])
  const seen = { version: 1, revision: 2 }
  assert.ok((await submitDraft(db, grace, reference, decision(seen))).ok)
  assert.deepEqual(fieldsOf(await approveDraft(db, grace, reference, decision(first))), [CHANGED_MEANWHILE])
  assert.ok((await approveDraft(db, grace, reference, decision(seen))).ok)
  assert.deepEqual(fieldsOf(await approveDraft(db, grace, reference, decision(seen))), [CHANGED_MEANWHILE])
})

test('what is submitted is not changed, by the database’s word too', async () => {
  const reference = await drafted()
  assert.ok((await submitDraft(db, grace, reference, decision())).ok)
  assert.deepEqual(fieldsOf(await saveDraft(db, grace, reference, first, draft({ title: 'Other' }))), ['status'])
  const { shownVersionId } = await activity(reference)
  const versionId = shownVersionId ?? 0
  await assert.rejects(db.deleteFrom('activityPurposes').where('versionId', '=', versionId).execute(), /never changes/)
  await assert.rejects(
    db.updateTable('activityVersions').set({ title: 'Other' }).where('id', '=', versionId).execute(),
    /never changes/,
  )
  assert.equal((await contentsOf(db, [versionId])).get(versionId)?.title, 'Library membership')
})

test('there are never two drafts of one activity', async () => {
  const reference = nextReference()
  await addApproved(db, grace, reference, draft())
  const seen = { version: 1, revision: 0 }
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, at) => saveDraft(db, grace, reference, seen, draft({ title: `Title ${at}` }))),
  )
  assert.equal(outcomes.filter(({ ok }) => ok).length, 1)
  const states = (await versionsOf(db, (await activity(reference)).id)).map(({ state }) => state)
  assert.deepEqual(states, ['draft', 'approved'])
})

test('comments and decisions stand beside the version, in their order', async () => {
  const reference = await drafted()
  const manager = acting(clock, 'manager', [(await activity(reference)).serviceId])
  assert.ok((await commentOnDraft(db, manager, reference, 'Children are members too')).ok)
  assert.ok((await submitDraft(db, grace, reference, decision(first, 'Ready'))).ok)
  assert.ok((await returnDraft(db, other, reference, decision(first, 'Say so'))).ok)
  const { shownVersionId } = await activity(reference)
  assert.deepEqual(
    (await commentsOn(db, shownVersionId ?? 0)).map(({ kind, text, writtenByName }) => [kind, text, writtenByName]),
    [
      ['comment', 'Children are members too', 'Mark Lowe'],
      ['submitted', 'Ready', 'Grace Ashby'],
      ['returned', 'Say so', 'George Hale'],
    ],
  )
  await assert.rejects(commentOnDraft(db, acting(clock, 'manager', []), reference, 'Not mine'), /may not/)
  await assert.rejects(submitDraft(db, acting(clock, 'auditor'), reference, decision()), /may not/)
})

test('a withdrawn activity that was never approved stays in the register, and can be begun again', async () => {
  const reference = await drafted()
  assert.ok((await withdrawDraft(db, grace, reference, decision(first, 'Entered twice'))).ok)
  assert.deepEqual(await stateOf(reference), ['withdrawn', null, null])
  assert.ok((await saveDraft(db, grace, reference, { version: 1, revision: 0 }, draft({ title: 'Again' }))).ok)
  assert.deepEqual(await stateOf(reference), ['draft', null, null])
})

test('retiring an activity withdraws what is on its way', async () => {
  const reference = nextReference()
  await addApproved(db, grace, reference, draft())
  await saveDraft(db, grace, reference, { version: 1, revision: 0 }, draft({ title: 'Next' }))
  assert.ok((await retireActivity(db, grace, reference, 'The service has ended')).ok)
  const { id, status } = await activity(reference)
  assert.equal(status, 'retired')
  assert.equal(await pendingVersion(db, id), undefined)
})
