import type { Selectable } from 'kysely'
import type { Db, Schema } from '../schema.ts'

export type Activity = Selectable<Schema['processingActivities']> & { serviceId: number; version: number }

/** An activity by its reference, with its version in force, within a reach (null: all); undefined when there is none. */
export async function activityByReference(
  db: Db,
  reference: string,
  reach: number[] | null,
): Promise<Activity | undefined> {
  return db
    .selectFrom('processingActivities as activity')
    .innerJoin('activityVersions as version', 'version.id', 'activity.currentVersionId')
    .selectAll('activity')
    .select(['version.serviceId', 'version.version'])
    .where('activity.reference', '=', reference)
    .$if(reach !== null, (query) => query.where('version.serviceId', 'in', reach ?? []))
    .executeTakeFirst()
}

/** Adds activities that have no version yet, and returns their ids by reference; a reference that is taken is left out. */
export async function addActivities(
  db: Db,
  activities: { reference: string; approvedOn: string | null; nextReviewOn: string | null }[],
): Promise<Map<string, number>> {
  const rows = await db
    .insertInto('processingActivities')
    .values(
      activities.map((activity) => ({
        ...activity,
        status: activity.approvedOn === null ? ('draft' as const) : ('approved' as const),
        currentVersionId: null,
      })),
    )
    .onConflict((conflict) => conflict.column('reference').doNothing())
    .returning(['id', 'reference'])
    .execute()
  return new Map(rows.map(({ id, reference }) => [reference, id]))
}

/** Puts a version in force and sets the next review, unless another has replaced `from` meanwhile; true when it did. */
export async function putInForce(
  db: Db,
  activityId: number,
  from: number | null,
  { versionId, nextReviewOn }: { versionId: number; nextReviewOn: string | null },
): Promise<boolean> {
  const result = await db
    .updateTable('processingActivities')
    .set({ currentVersionId: versionId, nextReviewOn })
    .where('id', '=', activityId)
    .where('currentVersionId', from === null ? 'is' : '=', from)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Puts the one version that each of these activities has in force. */
export async function putFirstVersionsInForce(db: Db): Promise<void> {
  await db
    .updateTable('processingActivities')
    .set((eb) => ({
      currentVersionId: eb
        .selectFrom('activityVersions')
        .select('activityVersions.id')
        .whereRef('activityVersions.activityId', '=', 'processingActivities.id'),
    }))
    .where('currentVersionId', 'is', null)
    .execute()
}

/** Retires an activity that is not retired yet and keeps why; true when it did. */
export async function retire(
  db: Db,
  retirement: { activityId: number; reason: string; retiredAt: string; retiredByName: string },
): Promise<boolean> {
  const result = await db
    .updateTable('processingActivities')
    .set({ status: 'retired' })
    .where('id', '=', retirement.activityId)
    .where('status', '<>', 'retired')
    .executeTakeFirst()
  if (result.numUpdatedRows === 0n) return false
  await db.insertInto('activityRetirements').values(retirement).execute()
  return true
}

/** Why, when and by whom an activity was retired; undefined while it is in force. */
export async function retirementOf(
  db: Db,
  activityId: number,
): Promise<{ reason: string; retiredAt: string; retiredByName: string } | undefined> {
  return db
    .selectFrom('activityRetirements')
    .select(['reason', 'retiredAt', 'retiredByName'])
    .where('activityId', '=', activityId)
    .orderBy('id', 'desc')
    .executeTakeFirst()
}
