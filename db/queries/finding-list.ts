import type { ExpressionBuilder, SelectQueryBuilder } from 'kysely'
import type { FindingState } from '../../src/domain/finding-state.ts'
import { type Severity, severities } from '../../src/domain/findings/check.ts'
import { idList } from '../dialect.ts'
import { inPlaceOf } from '../in-place-of.ts'
import type { Db, Schema } from '../schema.ts'

/** Which findings are asked for. Codes as they stand in the query string; `owner` is the id of a user, or nobody. */
export type FindingFilters = {
  activity?: string | undefined
  code?: string | undefined
  severity?: Severity | undefined
  service?: string | undefined
  state?: FindingState | undefined
  owner?: number | 'none' | undefined
}

/** A finding with the activity that it is of. */
export type FindingRow = {
  id: number
  code: string
  severity: Severity
  section: string
  text: string
  citation: string
  whatToDo: string
  firstSeenOn: string
  fixedOn: string | null
  acceptedOn: string | null
  acceptedUntil: string | null
  acceptedByName: string | null
  acceptedReason: string | null
  ownerId: number | null
  ownerName: string | null
  reference: string
  title: string
  service: string
  serviceName: string
}

/** Findings on a day within a reach (null: all): the gravest first, then by check, then by activity in the order in which these were added. */
export async function findingList(
  db: Db,
  filters: FindingFilters,
  reach: number[] | null,
  { today, limit, offset }: { today: string; limit: number; offset: number },
): Promise<FindingRow[]> {
  const page = await inOrder(narrowed(db, filters, reach, today))
    .select('finding.id')
    .limit(limit)
    .offset(offset)
    .execute()
  if (page.length === 0) return []
  const ids = page.map(({ id }) => id)
  return inOrder(rows(db))
    .where((eb) => eb('finding.id', 'in', idList(db, ids)))
    .execute()
}

/** How many findings match on a day within a reach (null: all). */
export async function findingCount(
  db: Db,
  filters: FindingFilters,
  reach: number[] | null,
  today: string,
): Promise<number> {
  const row = await narrowed(db, filters, reach, today)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** One finding within a reach; undefined when there is none. */
export async function findingById(db: Db, id: number, reach: number[] | null): Promise<FindingRow | undefined> {
  return rows(db)
    .where('finding.id', '=', id)
    .$if(reach !== null, (query) => query.where('version.serviceId', 'in', reach ?? []))
    .executeTakeFirst()
}

/** Findings alone, without the activities that they are of: a page of them, and their number, is read from one index. */
const narrowed = (db: Db, filters: FindingFilters, reach: number[] | null, today: string) =>
  db.selectFrom('findings as finding').where((eb) => eb.and(conditions(eb, filters, reach, today)))

const inOrder = <O>(query: SelectQueryBuilder<Ordered, 'finding', O>): SelectQueryBuilder<Ordered, 'finding', O> =>
  query.orderBy('finding.rank').orderBy('finding.code').orderBy('finding.activityId').orderBy('finding.id')

const rows = (db: Db) =>
  db
    .selectFrom('findings as finding')
    .innerJoin('processingActivities as activity', 'activity.id', 'finding.activityId')
    .innerJoin('activityVersions as version', 'version.id', 'activity.shownVersionId')
    .innerJoin('services as said', 'said.id', 'version.serviceId')
    .innerJoin('services as service', (join) => join.on('service.id', '=', inPlaceOf('said')))
    .leftJoin('users as owner', 'owner.id', 'finding.ownerId')
    .select(['finding.id', 'finding.code', 'finding.severity', 'finding.section', 'finding.text', 'finding.citation'])
    .select(['finding.whatToDo', 'finding.firstSeenOn', 'finding.fixedOn', 'finding.acceptedOn', 'finding.ownerId'])
    .select(['finding.acceptedUntil', 'finding.acceptedByName', 'finding.acceptedReason', 'owner.name as ownerName'])
    .select(['activity.reference', 'version.title', 'service.code as service', 'service.name as serviceName'])

type Ordered = Schema & { finding: Schema['findings'] }

function conditions(
  eb: ExpressionBuilder<Ordered, 'finding'>,
  { activity, code, severity, service, state, owner }: FindingFilters,
  reach: number[] | null,
  today: string,
) {
  const ofActivities = activity !== undefined || service !== undefined || reach !== null
  return [
    ...(ofActivities ? [eb('finding.activityId', 'in', activitiesOf(eb, { activity, service }, reach))] : []),
    ...(code === undefined ? [] : [eb('finding.code', '=', code)]),
    ...(severity === undefined ? [] : [eb('finding.rank', '=', severities.indexOf(severity))]),
    ...(owner === undefined
      ? []
      : [eb('finding.ownerId', owner === 'none' ? 'is' : '=', owner === 'none' ? null : owner)]),
    ...(state === undefined ? [] : [inState(eb, state, today)]),
  ]
}

const activitiesOf = (
  eb: ExpressionBuilder<Ordered, 'finding'>,
  { activity, service }: Pick<FindingFilters, 'activity' | 'service'>,
  reach: number[] | null,
) =>
  eb
    .selectFrom('processingActivities as activity')
    .innerJoin('activityVersions as version', 'version.id', 'activity.shownVersionId')
    .innerJoin('services as said', 'said.id', 'version.serviceId')
    .innerJoin('services as service', (join) => join.on('service.id', '=', inPlaceOf('said')))
    .select('activity.id')
    .$if(reach !== null, (query) => query.where('version.serviceId', 'in', reach ?? []))
    .$if(activity !== undefined, (query) => query.where('activity.reference', '=', activity ?? ''))
    .$if(service !== undefined, (query) => query.where('service.code', '=', service ?? ''))

function inState(eb: ExpressionBuilder<Ordered, 'finding'>, state: FindingState, today: string) {
  if (state === 'fixed') return eb('finding.fixedOn', 'is not', null)
  const accepted = eb('finding.acceptedUntil', '>=', today)
  const notAccepted = eb.or([eb('finding.acceptedUntil', 'is', null), eb('finding.acceptedUntil', '<', today)])
  return eb.and([eb('finding.fixedOn', 'is', null), state === 'accepted' ? accepted : notAccepted])
}
