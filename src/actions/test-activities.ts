import assert from 'node:assert/strict'
import { pendingVersion } from '../../db/queries/activity-drafts.ts'
import { activityByReference } from '../../db/queries/processing-activities.ts'
import type { Db } from '../../db/schema.ts'
import type { ActivityDraft } from '../domain/activity-draft.ts'
import type { Checked } from '../domain/problem.ts'
import type { Acting } from './acting.ts'
import { approveDraft, submitDraft } from './activity-approval.ts'
import { addActivity, saveDraft, seenNow } from './activity-drafts.ts'

/** Adds an activity to a test's register and approves it, by one person; what is refused is the answer. */
export async function addApproved(
  db: Db,
  acting: Acting,
  reference: string,
  draft: ActivityDraft,
): Promise<Checked<string>> {
  const added = await addActivity(db, acting, reference, draft)
  if (!added.ok) return added
  await approved(db, acting, reference)
  return { ok: true, value: reference }
}

/** Changes an activity of a test's register and approves the change, by one person. */
export async function changeApproved(db: Db, acting: Acting, reference: string, draft: ActivityDraft): Promise<void> {
  const activity = await activityByReference(db, reference, null)
  assert.ok(activity)
  const saved = await saveDraft(db, acting, reference, seenNow(activity, await pendingVersion(db, activity.id)), draft)
  assert.deepEqual(saved.ok ? [] : saved.problems, [])
  await approved(db, acting, reference)
}

async function approved(db: Db, acting: Acting, reference: string): Promise<void> {
  const { id } = (await activityByReference(db, reference, null)) ?? { id: 0 }
  const seen = await pendingVersion(db, id)
  assert.ok(seen)
  for (const decide of [submitDraft, approveDraft]) {
    const done = await decide(db, acting, reference, { seen, text: '' })
    assert.deepEqual(done, { ok: true, value: null })
  }
}
