import type { ExpressionBuilder, Selectable } from 'kysely'
import { sortKeyOf } from '../../src/domain/activity-reference.ts'
import type { Db, Schema } from '../schema.ts'

/** `serviceId`, `version`: of the version that is shown: the one in force or, before there is one, the newest. */
export type Activity = Selectable<Schema['processingActivities']> & { serviceId: number; version: number }

/** An activity by its reference, within a reach (null: all); undefined when there is none. */
export async function activityByReference(
  db: Db,
  reference: string,
  reach: number[] | null,
): Promise<Activity | undefined> {
  return db
    .selectFrom('processingActivities as activity')
    .innerJoin('activityVersions as version', 'version.id', 'activity.shownVersionId')
    .selectAll('activity')
    .select(['version.serviceId', 'version.version'])
    .where('activity.reference', '=', reference)
    .$if(reach !== null, (query) => query.where('version.serviceId', 'in', reach ?? []))
    .executeTakeFirst()
}

/** Adds activities that have no version yet, as drafts, and returns their ids by reference; a reference that is taken is left out. */
export async function addActivities(db: Db, references: string[]): Promise<Map<string, number>> {
  const rows = await db
    .insertInto('processingActivities')
    .values(
      references.map((reference) => ({
        reference,
        sortKey: sortKeyOf(reference),
        status: 'draft' as const,
        currentVersionId: null,
        shownVersionId: null,
        approvedOn: null,
        nextReviewOn: null,
      })),
    )
    .onConflict((conflict) => conflict.column('reference').doNothing())
    .returning(['id', 'reference'])
    .execute()
  return new Map(rows.map(({ id, reference }) => [reference, id]))
}

/** Has lists show a version of an activity that has none in force, in the status that this gives it. */
export async function showDraft(
  db: Db,
  activityId: number,
  shown: { shownVersionId: number; status: 'draft' | 'submitted' | 'withdrawn' },
): Promise<void> {
  await db
    .updateTable('processingActivities')
    .set(shown)
    .where('id', '=', activityId)
    .where('currentVersionId', 'is', null)
    .execute()
}

/** Puts an approved version in force, unless another has replaced `from` meanwhile; true when it did. */
export async function putInForce(
  db: Db,
  activityId: number,
  from: number | null,
  { versionId, approvedOn, nextReviewOn }: { versionId: number; approvedOn: string; nextReviewOn: string },
): Promise<boolean> {
  const result = await db
    .updateTable('processingActivities')
    .set({ currentVersionId: versionId, shownVersionId: versionId, status: 'approved', approvedOn, nextReviewOn })
    .where('id', '=', activityId)
    .where('currentVersionId', from === null ? 'is' : '=', from)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Puts the one version that each of these activities has in force, for a register that is loaded whole. */
export async function putFirstVersionsInForce(
  db: Db,
  { approvedOn, nextReviewOn }: { approvedOn: string; nextReviewOn: Map<string, string> },
): Promise<void> {
  const ofActivity = (eb: ExpressionBuilder<Schema, 'processingActivities'>) =>
    eb
      .selectFrom('activityVersions')
      .select('activityVersions.id')
      .whereRef('activityVersions.activityId', '=', 'processingActivities.id')
  await db
    .updateTable('processingActivities')
    .set((eb) => ({
      currentVersionId: ofActivity(eb),
      shownVersionId: ofActivity(eb),
      status: 'approved',
      approvedOn,
    }))
    .where('currentVersionId', 'is', null)
    .execute()
  for (const [day, references] of Map.groupBy(nextReviewOn.keys(), (reference) => nextReviewOn.get(reference) ?? ''))
    for (let from = 0; from < references.length; from += AT_ONCE)
      await db
        .updateTable('processingActivities')
        .set({ nextReviewOn: day })
        .where('reference', 'in', references.slice(from, from + AT_ONCE))
        .execute()
}

const AT_ONCE = 5000

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

/** An activity as the checks look at it. */
export type CheckedRow = Pick<
  Activity,
  'id' | 'reference' | 'status' | 'approvedOn' | 'nextReviewOn' | 'shownVersionId'
>

/** Some activities as the checks look at them. */
export async function activitiesByIds(db: Db, ids: number[]): Promise<CheckedRow[]> {
  return ids.length === 0 ? [] : checkedRows(db).where('id', 'in', ids).execute()
}

/** As many activities as asked for, from the first whose id comes after another on. */
export async function activitiesAfter(db: Db, id: number, limit: number): Promise<CheckedRow[]> {
  return checkedRows(db).where('id', '>', id).orderBy('id').limit(limit).execute()
}

const checkedRows = (db: Db) =>
  db
    .selectFrom('processingActivities')
    .select(['id', 'reference', 'status', 'approvedOn', 'nextReviewOn', 'shownVersionId'])

/** How many activities the register has, whatever their status. */
export async function countActivities(db: Db): Promise<number> {
  const row = await db
    .selectFrom('processingActivities')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(row.count)
}
