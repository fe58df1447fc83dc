import type { ActivityContent } from '../../src/domain/processing-activity.ts'
import type { Db } from '../schema.ts'
import { addActivityChildren } from './activity-children.ts'
import { idsByCode } from './codes.ts'

/** A version about to be written. `searchText`: what a search of the register looks through. */
export type NewVersion = {
  activityId: number
  version: number
  content: ActivityContent
  searchText: string
  createdAt: string
  createdByName: string
}

export type VersionState = 'draft' | 'submitted' | 'approved' | 'withdrawn'

/** A version as the history of an activity lists it. */
export type VersionSummary = {
  id: number
  version: number
  state: VersionState
  createdAt: string
  createdByName: string
  approvedAt: string | null
  approvedByName: string | null
}

const AT_ONCE = 1000

/**
 * Writes versions as drafts with all that they say, and returns their ids by activity.
 *
 * A version number that the activity already has is left alone and is not in the answer, and so is a second draft: whoever wrote
 * first wins.
 */
export async function addVersions(db: Db, versions: NewVersion[]): Promise<Map<number, number>> {
  const services = await idsByCode(
    db,
    'services',
    versions.map(({ content }) => content.service),
  )
  const ids = new Map<number, number>()
  for (let from = 0; from < versions.length; from += AT_ONCE) {
    const some = versions.slice(from, from + AT_ONCE)
    const added = await db
      .insertInto('activityVersions')
      .values(some.map((version) => ({ ...versionRow(version, services), state: 'draft' as const })))
      .onConflict((conflict) => conflict.doNothing())
      .returning(['id', 'activityId'])
      .execute()
    for (const { id, activityId } of added) ids.set(activityId, id)
  }
  await addActivityChildren(
    db,
    versions.flatMap(({ activityId, content }) => {
      const versionId = ids.get(activityId)
      return versionId === undefined ? [] : [{ versionId, content }]
    }),
  )
  return ids
}

/** The versions of an activity, the newest first. */
export async function versionsOf(db: Db, activityId: number): Promise<VersionSummary[]> {
  return db
    .selectFrom('activityVersions')
    .select(['id', 'version', 'state', 'createdAt', 'createdByName', 'approvedAt', 'approvedByName'])
    .where('activityId', '=', activityId)
    .orderBy('version', 'desc')
    .execute()
}

/** A version as a row, with the id of its service. Throws for a service that does not exist. */
export function versionRow(
  { activityId, version, content, searchText, createdAt, createdByName }: NewVersion,
  services: Map<string, number>,
) {
  const serviceId = services.get(content.service)
  if (serviceId === undefined) throw new Error(`The register has no service “${content.service}”`)
  const { title, role, roleStanding, ownerName, businessFunction, automatedDecisions } = content
  const { dpiaRequired, dpiaStatus, remarks, reviewCycleMonths } = content
  return {
    ...{ activityId, version, serviceId, searchText, createdAt, createdByName },
    ...{ title, role, roleStanding, ownerName, businessFunction, automatedDecisions },
    ...{ dpiaRequired, dpiaStatus, remarks, reviewCycleMonths },
  }
}
