import type { ActivityContent } from '../../src/domain/processing-activity.ts'
import type { Db } from '../schema.ts'
import { addActivityChildren, removeActivityChildren } from './activity-children.ts'
import { versionRow } from './activity-versions.ts'
import { idsByCode } from './codes.ts'

/** The version of an activity that is on its way: being drafted, or waiting for its approval. */
export type PendingVersion = {
  id: number
  version: number
  revision: number
  state: 'draft' | 'submitted'
  createdAt: string
  createdByName: string
  submittedAt: string | null
  submittedByName: string | null
  submittedById: string | null
}

/** What is on its way for an activity; undefined when nothing is. */
export async function pendingVersion(db: Db, activityId: number): Promise<PendingVersion | undefined> {
  const row = await db
    .selectFrom('activityVersions')
    .select(['id', 'version', 'revision', 'state', 'createdAt', 'createdByName'])
    .select(['submittedAt', 'submittedByName', 'submittedById'])
    .where('activityId', '=', activityId)
    .where((eb) => eb.or([eb('state', '=', 'draft'), eb('state', '=', 'submitted')]))
    .executeTakeFirst()
  return row && { ...row, state: row.state === 'draft' ? 'draft' : 'submitted' }
}

/** What a draft is to say, and who wrote it when. */
export type DraftWords = { content: ActivityContent; searchText: string; createdAt: string; createdByName: string }

/** Writes a draft afresh; false, with nothing written, unless it is still a draft at the revision given. */
export async function rewriteDraft(db: Db, versionId: number, revision: number, words: DraftWords): Promise<boolean> {
  const services = await idsByCode(db, 'services', [words.content.service])
  const { activityId: _, version: __, ...row } = versionRow({ activityId: 0, version: 0, ...words }, services)
  const { numUpdatedRows } = await db
    .updateTable('activityVersions')
    .set({ ...row, revision: revision + 1 })
    .where('id', '=', versionId)
    .where('state', '=', 'draft')
    .where('revision', '=', revision)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await removeActivityChildren(db, versionId)
  await addActivityChildren(db, [{ versionId, content: words.content }])
  return true
}

/** A step of a version on its way, with what is kept of it. */
export type VersionStep =
  | { to: 'submitted'; submittedAt: string; submittedByName: string; submittedById: string }
  | { to: 'draft'; submittedAt: null; submittedByName: null; submittedById: null }
  | { to: 'approved'; approvedAt: string; approvedByName: string }
  | { to: 'withdrawn' }

/** Moves a version from one state to the next; false unless it is in the state and at the revision given. */
export async function moveVersion(
  db: Db,
  { id, state, revision }: Pick<PendingVersion, 'id' | 'state' | 'revision'>,
  { to, ...kept }: VersionStep,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('activityVersions')
    .set({ state: to, ...kept })
    .where('id', '=', id)
    .where('state', '=', state)
    .where('revision', '=', revision)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Approves drafts as they stand, without anybody having submitted them: for a register that is loaded whole. */
export async function approveDrafts(db: Db, approvedAt: string, approvedByName: string): Promise<void> {
  await db
    .updateTable('activityVersions')
    .set({ state: 'approved', approvedAt, approvedByName })
    .where('state', '=', 'draft')
    .execute()
}
