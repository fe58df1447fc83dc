import type { ExpressionBuilder } from 'kysely'
import type { RequestAnswer } from '../../src/domain/review-cycle.ts'
import { inPlaceOf } from '../in-place-of.ts'
import type { Db, Schema } from '../schema.ts'

/** An activity of which a review was asked for, as it is now, and what became of it. */
export type RequestItem = {
  activityId: number
  reference: string
  title: string
  service: string
  serviceName: string
  nextReviewOn: string | null
  answer: RequestAnswer | null
  answeredAt: string | null
  answeredByName: string | null
}

/** The activities of a request within a reach (null: all), those nobody has answered for first. */
export async function requestItems(db: Db, requestId: number, reach: number[] | null): Promise<RequestItem[]> {
  return db
    .selectFrom('reviewRequestItems as item')
    .innerJoin('processingActivities as activity', 'activity.id', 'item.activityId')
    .innerJoin('activityVersions as version', 'version.id', 'activity.shownVersionId')
    .innerJoin('services as asked', 'asked.id', 'item.serviceId')
    .innerJoin('services as service', (join) => join.on('service.id', '=', inPlaceOf('asked')))
    .select(['item.activityId', 'activity.reference', 'version.title', 'activity.nextReviewOn'])
    .select(['service.code as service', 'service.name as serviceName'])
    .select(['item.answer', 'item.answeredAt', 'item.answeredByName'])
    .where('item.requestId', '=', requestId)
    .$if(reach !== null, (query) => query.where('version.serviceId', 'in', reach ?? []))
    .orderBy((eb) => eb.case().when('item.answer', 'is', null).then(0).else(1).end())
    .orderBy('service.name')
    .orderBy('activity.reference')
    .execute()
}

/** Asks for a review of every activity that services have in force, and returns how many these are. */
export async function addItems(tx: Db, requestId: number, serviceIds: number[]): Promise<number> {
  const added = await tx
    .insertInto('reviewRequestItems')
    .columns(['requestId', 'serviceId', 'activityId', 'reviewWas'])
    .expression((eb) =>
      eb
        .selectFrom('processingActivities as activity')
        .innerJoin('activityVersions as version', 'version.id', 'activity.shownVersionId')
        .innerJoin('services as said', 'said.id', 'version.serviceId')
        .select([eb.val(requestId).as('requestId'), inPlaceOf('said').as('serviceId')])
        .select(['activity.id', 'activity.nextReviewOn'])
        .where('activity.status', '=', 'approved')
        .where(inPlaceOf('said'), 'in', serviceIds)
        .orderBy('activity.id'),
    )
    .returning('id')
    .execute()
  return added.length
}

const ofRequest = (eb: ExpressionBuilder<Schema, 'processingActivities'>, requestId: number) =>
  eb
    .selectFrom('reviewRequestItems as item')
    .whereRef('item.activityId', '=', 'processingActivities.id')
    .where('item.requestId', '=', requestId)

/** Brings the next review of a request's activities forward to a day, where it would be later. */
export async function bringForward(tx: Db, requestId: number, dueOn: string): Promise<void> {
  await tx
    .updateTable('processingActivities')
    .set({ nextReviewOn: dueOn })
    .where((eb) => eb.or([eb('nextReviewOn', 'is', null), eb('nextReviewOn', '>', dueOn)]))
    .where((eb) => eb.exists(ofRequest(eb, requestId).select('item.id')))
    .execute()
}

/** Puts the next review back where a request had brought it forward, for what nobody has answered; returns the ids of these activities. */
export async function putReviewsBack(tx: Db, requestId: number, dueOn: string): Promise<number[]> {
  const changed = await tx
    .updateTable('processingActivities')
    .set((eb) => ({ nextReviewOn: ofRequest(eb, requestId).select('item.reviewWas') }))
    .where('nextReviewOn', '=', dueOn)
    .where('status', '=', 'approved')
    .where((eb) => eb.exists(ofRequest(eb, requestId).where('item.answer', 'is', null).select('item.id')))
    .returning('id')
    .execute()
  return changed.map(({ id }) => id)
}

/** The services of what nobody has answered of a request. */
export async function servicesOpenIn(db: Db, requestId: number): Promise<number[]> {
  const rows = await db
    .selectFrom('reviewRequestItems')
    .select('serviceId')
    .distinct()
    .where('requestId', '=', requestId)
    .where('answer', 'is', null)
    .execute()
  return rows.map(({ serviceId }) => serviceId)
}
