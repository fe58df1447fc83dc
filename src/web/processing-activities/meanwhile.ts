import { pendingVersion } from '../../../db/queries/activity-drafts.ts'
import type { Activity } from '../../../db/queries/processing-activities.ts'
import { presentContentsOf } from '../../../db/queries/survivors.ts'
import type { Db } from '../../../db/schema.ts'
import { type Seen, seenNow } from '../../actions/activity-drafts.ts'
import type { ActivityContent } from '../../domain/processing-activity.ts'

/** What somebody else did to an activity while a person was changing it. */
export type ChangedMeanwhile = { text: string; link: { text: string; href: string } }

/** What is opened to be changed: the words as they stand now, and how a form says later that it began with them. */
export type OpenedWords = {
  seen: Seen
  versionId: number
  content: ActivityContent
  state: 'draft' | 'submitted' | null
}

/** What a change of an activity begins with: its draft or, before there is one, what lists show of it. */
export async function opened(db: Db, activity: Activity): Promise<OpenedWords> {
  const pending = await pendingVersion(db, activity.id)
  const versionId = pending?.id ?? activity.shownVersionId ?? 0
  const content = (await presentContentsOf(db, [versionId])).get(versionId)
  if (!content) throw new Error(`${activity.reference} has no version`)
  return { seen: seenNow(activity, pending), versionId, content, state: pending?.state ?? null }
}

/** Who saved what a form met instead of what it began with. */
export async function changedMeanwhile(db: Db, activity: Activity): Promise<ChangedMeanwhile> {
  const pending = await pendingVersion(db, activity.id)
  const address = `/processing-activities/${activity.reference}`
  return pending
    ? {
        text: `${pending.createdByName} saved the draft of version ${pending.version} while you were changing it.`,
        link: { text: 'Read the draft as it is now', href: `${address}/versions/${pending.version}` },
      }
    : {
        text: `Version ${activity.version} is in force now, and there is no draft any more.`,
        link: { text: `Read version ${activity.version}`, href: address },
      }
}
