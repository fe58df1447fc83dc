import { contentsOf } from '../../../db/queries/activity-contents.ts'
import { versionsOf } from '../../../db/queries/activity-versions.ts'
import type { Activity } from '../../../db/queries/processing-activities.ts'
import type { Db } from '../../../db/schema.ts'
import { differingParts } from '../../domain/activity-differences.ts'
import { listInWords } from '../../domain/list.ts'

/** What somebody else did to an activity while a person was changing it from an earlier version. */
export type ChangedMeanwhile = { text: string; link: { text: string; href: string } }

/** Who put the version in force that a form met, and in which parts it differs from the one that the form began with. */
export async function changedMeanwhile(db: Db, activity: Activity, from: number): Promise<ChangedMeanwhile> {
  const versions = await versionsOf(db, activity.id)
  const [theirs, begun] = [activity.version, from].map((number) => versions.find(({ version }) => version === number))
  const contents = await contentsOf(db, [theirs?.id ?? 0, begun?.id ?? 0])
  const [now, then] = [contents.get(theirs?.id ?? 0), contents.get(begun?.id ?? 0)]
  const parts = now && then ? differingParts(then, now) : []
  const where = parts.length === 0 ? '' : `: it differs in ${listInWords(parts)}`
  return {
    text: `${theirs?.createdByName ?? 'Somebody'} put version ${activity.version} in force while you were changing version ${from}${where}.`,
    link: { text: `Read version ${activity.version}`, href: `/processing-activities/${activity.reference}` },
  }
}
