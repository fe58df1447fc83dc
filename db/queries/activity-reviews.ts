import { inPlaceOf } from '../in-place-of.ts'
import type { Db } from '../schema.ts'

/** An activity in force whose review is due by a day. `changeAsked`: somebody has said what has changed, and governance has yet to act on it. */
export type ActivityToReview = {
  reference: string
  title: string
  ownerName: string
  nextReviewOn: string
  serviceId: number
  serviceName: string
  changeAsked: boolean
}

/** The activities whose review is due until a day, that day included, within a reach (null: all), the longest due first; no more than the limit. */
export async function activitiesToReview(
  db: Db,
  reach: number[] | null,
  until: string,
  limit?: number,
): Promise<ActivityToReview[]> {
  const rows = await due(db, reach, until)
    .innerJoin('services as said', 'said.id', 'version.serviceId')
    .innerJoin('services as service', (join) => join.on('service.id', '=', inPlaceOf('said')))
    .select(['activity.reference', 'version.title', 'version.ownerName', 'activity.nextReviewOn'])
    .select(['service.id as serviceId', 'service.name as serviceName'])
    .select((eb) =>
      eb
        .selectFrom('changeRequests')
        .whereRef('changeRequests.activityId', '=', 'activity.id')
        .where('changeRequests.closedAt', 'is', null)
        .select((of) => of.fn.countAll<number>().as('n'))
        .as('changesAsked'),
    )
    .orderBy('activity.nextReviewOn')
    .orderBy('activity.reference')
    .$if(limit !== undefined, (query) => query.limit(limit ?? 0))
    .execute()
  return rows.map(({ changesAsked, nextReviewOn, ...row }) => ({
    ...row,
    nextReviewOn: nextReviewOn ?? until,
    changeAsked: (changesAsked ?? 0) > 0,
  }))
}

/** How many reviews of activities within a reach (null: all) are overdue on a day, and how many are due from it until another, both included. */
export async function reviewsDueCounts(
  db: Db,
  reach: number[] | null,
  { today, until }: { today: string; until: string },
): Promise<{ overdue: number; soon: number }> {
  return due(db, reach, until)
    .select((eb) => [
      eb.fn.countAll<number>().filterWhere('activity.nextReviewOn', '<', today).as('overdue'),
      eb.fn.countAll<number>().filterWhere('activity.nextReviewOn', '>=', today).as('soon'),
    ])
    .executeTakeFirstOrThrow()
}

const due = (db: Db, reach: number[] | null, until: string) =>
  db
    .selectFrom('processingActivities as activity')
    .innerJoin('activityVersions as version', 'version.id', 'activity.shownVersionId')
    .where('activity.status', '=', 'approved')
    .where('activity.nextReviewOn', '<=', until)
    .$if(reach !== null, (query) => query.where('version.serviceId', 'in', reach ?? []))
