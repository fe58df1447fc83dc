import { contentsOf } from '../../db/queries/activity-contents.ts'
import { pendingVersion } from '../../db/queries/activity-drafts.ts'
import { activityByReference } from '../../db/queries/processing-activities.ts'
import type { Db } from '../../db/schema.ts'
import { ActivityDraft } from '../domain/activity-draft.ts'
import { type Checked, refused } from '../domain/problem.ts'
import { withAccepted } from '../domain/proposals.ts'
import type { Acting } from './acting.ts'
import { CHANGED_MEANWHILE, type Seen, saveDraft, seenNow } from './activity-drafts.ts'

/**
 * Confirms proposals of an activity as they stand, some by their traces or all (null), in the draft of its next version.
 *
 * Refused under `CHANGED_MEANWHILE` when the activity is not as it was seen, so that nobody confirms what they have not read.
 */
export async function acceptProposals(
  db: Db,
  acting: Acting,
  reference: string,
  seen: Seen,
  traces: ReadonlySet<string> | null,
): Promise<Checked<Seen>> {
  const activity = await activityByReference(db, reference, null)
  if (!activity) return refused('reference', `There is no activity ${reference}`)
  const pending = await pendingVersion(db, activity.id)
  const now = seenNow(activity, pending)
  if (now.version !== seen.version || now.revision !== seen.revision)
    return refused(CHANGED_MEANWHILE, `${reference} has changed since you opened this page: read it again first`)
  const versionId = pending?.id ?? activity.shownVersionId ?? 0
  const content = (await contentsOf(db, [versionId])).get(versionId)
  if (!content) return refused('reference', `${reference} says nothing yet`)
  return saveDraft(db, acting, reference, seen, ActivityDraft.parse(withAccepted(content, traces)))
}
