import type { Selectable } from 'kysely'
import type { AsAt } from '../../src/domain/as-at.ts'
import { idList } from '../dialect.ts'
import type { Db, Schema } from '../schema.ts'

/** A day on which somebody said of a version in force that it is still true. */
export type Confirmation = Selectable<Schema['activityConfirmations']> & { version: number }

/** Keeps a confirmation. */
export async function addConfirmation(db: Db, confirmation: Omit<Confirmation, 'id' | 'version'>): Promise<void> {
  await db.insertInto('activityConfirmations').values(confirmation).execute()
}

/** The confirmations of an activity, the latest first. */
export async function confirmationsOf(db: Db, activityId: number): Promise<Confirmation[]> {
  return confirmations(db).where('of.activityId', '=', activityId).execute()
}

/** The confirmation of a version on a day, or undefined. */
export async function confirmationOn(
  db: Db,
  { activityId, versionId }: { activityId: number; versionId: number },
  day: string,
): Promise<Confirmation | undefined> {
  return confirmations(db)
    .where('of.activityId', '=', activityId)
    .where('of.versionId', '=', versionId)
    .where('of.confirmedOn', '=', day)
    .limit(1)
    .executeTakeFirst()
}

const confirmations = (db: Db) =>
  db
    .selectFrom('activityConfirmations as of')
    .innerJoin('activityVersions as version', 'version.id', 'of.versionId')
    .selectAll('of')
    .select('version.version')
    .orderBy('of.id', 'desc')

/** After how many months a version is reviewed again; undefined when there is no such version. */
export async function reviewCycleOf(db: Db, versionId: number): Promise<{ reviewCycleMonths: number } | undefined> {
  return db.selectFrom('activityVersions').select('reviewCycleMonths').where('id', '=', versionId).executeTakeFirst()
}

/** Sets the next review of an activity, unless it is retired or another version has come in force; true when it did. The row stays locked. */
export async function setNextReview(
  db: Db,
  { activityId, versionId }: { activityId: number; versionId: number },
  nextReviewOn: string,
): Promise<boolean> {
  const result = await db
    .updateTable('processingActivities')
    .set({ nextReviewOn })
    .where('id', '=', activityId)
    .where('currentVersionId', '=', versionId)
    .where('status', '=', 'approved')
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** The day on which each of some activities had last been confirmed by the end of a day; one that had not been is left out. */
export async function confirmationsThen(db: Db, activityIds: number[], asAt: AsAt): Promise<Map<number, string>> {
  const rows = await db
    .selectFrom('activityConfirmations')
    .select((eb) => ['activityId', eb.fn.max('confirmedOn').as('confirmedOn')])
    .where('activityId', 'in', idList(db, activityIds))
    .where('confirmedAt', '<', asAt.before)
    .groupBy('activityId')
    .execute()
  return new Map(rows.map(({ activityId, confirmedOn }) => [activityId, confirmedOn]))
}
