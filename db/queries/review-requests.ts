import { type ExpressionBuilder, type RawBuilder, type Selectable, sql } from 'kysely'
import type { RequestState } from '../../src/domain/review-cycle.ts'
import { jsonList } from '../dialect.ts'
import { inPlaceOf } from '../in-place-of.ts'
import type { Db, Schema } from '../schema.ts'

/** What was asked of the owners of services. Counts are of the activities within the reader's reach. */
export type ReviewRequest = Selectable<Schema['reviewRequests']> & {
  services: string[]
  activities: number
  confirmed: number
  changeAsked: number
  open: number
}

/** Which requests are asked for; the code of a service as it stands in the query string of the list. */
export type ReviewRequestFilters = { state?: RequestState | undefined; service?: string | undefined }

/** The requests that are about activities within a reach (null: all), the latest first. */
export async function reviewRequestList(
  db: Db,
  filters: ReviewRequestFilters,
  reach: number[] | null,
  { limit, offset }: { limit: number; offset: number },
): Promise<ReviewRequest[]> {
  const rows = await rowsOf(db, filters, reach).orderBy('request.id', 'desc').limit(limit).offset(offset).execute()
  return rows.map(withServices)
}

/** How many requests of a filter there are within a reach (null: all). */
export async function reviewRequestCount(
  db: Db,
  filters: ReviewRequestFilters,
  reach: number[] | null,
): Promise<number> {
  const row = await filtered(db, filters, reach)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

/** A request that is about activities within a reach (null: all), or undefined. */
export async function reviewRequestById(
  db: Db,
  id: number,
  reach: number[] | null,
): Promise<ReviewRequest | undefined> {
  const row = await rowsOf(db, {}, reach).where('request.id', '=', id).executeTakeFirst()
  return row && withServices(row)
}

type Row = Omit<ReviewRequest, 'services'> & { services: string }

const withServices = ({ services, ...row }: Row): ReviewRequest => ({
  ...row,
  services: [...new Set(JSON.parse(services) as string[])].sort(),
})

/** An item of `request` that the reader may see: its activity belongs to a service within reach. */
const items = (reach: number[] | null, select: RawBuilder<unknown>, condition = sql`true`) => sql<number>`
  (select ${select} from review_request_items as item
    join processing_activities as activity on activity.id = item.activity_id
    join activity_versions as version on version.id = activity.shown_version_id
    join services as asked on asked.id = item.service_id
    join services as service on service.id = ${inPlaceOf('asked')}
    where item.request_id = request.id and ${condition}
      ${reach === null ? sql`` : sql`and version.service_id in (${reach.length === 0 ? sql`null` : sql.join(reach)})`})`

const count = (reach: number[] | null, condition?: RawBuilder<boolean>) => items(reach, sql`count(*)`, condition)

function rowsOf(db: Db, filters: ReviewRequestFilters, reach: number[] | null) {
  return filtered(db, filters, reach)
    .selectAll('request')
    .select([
      items(reach, jsonList(db, sql`service.name`)).$castTo<string>().as('services'),
      count(reach).as('activities'),
      count(reach, sql`item.answer = 'confirmed'`).as('confirmed'),
      count(reach, sql`item.answer = 'change asked'`).as('changeAsked'),
      count(reach, sql`item.answer is null`).as('open'),
    ])
}

const filtered = (db: Db, filters: ReviewRequestFilters, reach: number[] | null) =>
  db.selectFrom('reviewRequests as request').where((eb) => eb.and(conditions(eb, filters, reach)))

type Joined = Schema & { request: Schema['reviewRequests'] }

function conditions(
  eb: ExpressionBuilder<Joined, 'request'>,
  { state, service }: ReviewRequestFilters,
  reach: number[] | null,
) {
  return [
    ...(reach === null ? [] : [eb(count(reach), '>', 0)]),
    ...(service === undefined ? [] : [eb(count(reach, sql`service.code = ${service}`), '>', 0)]),
    ...(state === 'withdrawn' ? [eb('request.withdrawnAt', 'is not', null)] : []),
    ...(state === 'closed' ? [eb('request.closedAt', 'is not', null)] : []),
    ...(state === 'open' ? [eb('request.closedAt', 'is', null), eb('request.withdrawnAt', 'is', null)] : []),
  ]
}
