import type { ExpressionBuilder, Insertable, Selectable } from 'kysely'
import { inPlaceOf } from '../in-place-of.ts'
import type { Db, Schema } from '../schema.ts'

/** What somebody said has changed about an activity, with the activity as it is now. `serviceId`: of the service it belongs to now. */
export type ChangeRequest = Selectable<Schema['changeRequests']> & {
  reference: string
  title: string
  serviceId: number
  service: string
  serviceName: string
  version: number
}

/** Which requests are asked for; codes as they stand in the query string of the list. */
export type ChangeRequestFilters = {
  state?: 'open' | 'closed' | undefined
  service?: string | undefined
  activityId?: number | undefined
}

/** Keeps a request, and returns its id. */
export async function addChangeRequest(
  db: Db,
  request: Omit<Insertable<Schema['changeRequests']>, 'id' | 'closedAt' | 'closedByName' | 'closingWord'>,
): Promise<number> {
  const nothing = { closedAt: null, closedByName: null, closingWord: null }
  const { id } = await db
    .insertInto('changeRequests')
    .values({ ...request, ...nothing })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** The requests of a filter within a reach (null: all), those that are open first, then the latest first. */
export async function changeRequestList(
  db: Db,
  filters: ChangeRequestFilters,
  reach: number[] | null,
  { limit, offset }: { limit: number; offset: number },
): Promise<ChangeRequest[]> {
  return rows(db, filters, reach)
    .orderBy((eb) => eb.case().when('of.closedAt', 'is', null).then(0).else(1).end())
    .orderBy('of.id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
}

/** What has been said to have changed about an activity and nobody has seen to, the latest first. */
export const openChangeRequests = (db: Db, activityId: number): Promise<ChangeRequest[]> =>
  rows(db, { activityId, state: 'open' }, null).orderBy('of.id', 'desc').execute()

/** How many requests of a filter there are within a reach (null: all). */
export async function changeRequestCount(
  db: Db,
  filters: ChangeRequestFilters,
  reach: number[] | null,
): Promise<number> {
  const row = await joined(db, filters, reach)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

/** One request, or undefined. */
export async function changeRequestById(db: Db, id: number): Promise<ChangeRequest | undefined> {
  return rows(db, {}, null).where('of.id', '=', id).executeTakeFirst()
}

/** Closes a request that is open with a word; true when it was open still. */
export async function closeChangeRequest(
  db: Db,
  id: number,
  closing: { closedAt: string; closedByName: string; closingWord: string },
): Promise<boolean> {
  const result = await db
    .updateTable('changeRequests')
    .set(closing)
    .where('id', '=', id)
    .where('closedAt', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

const rows = (db: Db, filters: ChangeRequestFilters, reach: number[] | null) =>
  joined(db, filters, reach)
    .innerJoin('activityVersions as said', 'said.id', 'of.versionId')
    .selectAll('of')
    .select(['activity.reference', 'version.title', 'service.id as serviceId', 'said.version'])
    .select(['service.code as service', 'service.name as serviceName'])

const joined = (db: Db, filters: ChangeRequestFilters, reach: number[] | null) =>
  db
    .selectFrom('changeRequests as of')
    .innerJoin('processingActivities as activity', 'activity.id', 'of.activityId')
    .innerJoin('activityVersions as version', 'version.id', 'activity.shownVersionId')
    .innerJoin('services as named', 'named.id', 'version.serviceId')
    .innerJoin('services as service', (join) => join.on('service.id', '=', inPlaceOf('named')))
    .where((eb) => eb.and(conditions(eb, filters, reach)))

type Joined = Schema & {
  of: Schema['changeRequests']
  version: Schema['activityVersions']
  service: Schema['services']
}

const conditions = (
  eb: ExpressionBuilder<Joined, 'of' | 'version' | 'service'>,
  { state, service, activityId }: ChangeRequestFilters,
  reach: number[] | null,
) => [
  ...(reach === null ? [] : [eb('version.serviceId', 'in', reach)]),
  ...(service === undefined ? [] : [eb('service.code', '=', service)]),
  ...(activityId === undefined ? [] : [eb('of.activityId', '=', activityId)]),
  ...(state === undefined ? [] : [eb('of.closedAt', state === 'open' ? 'is' : 'is not', null)]),
]
