import { type ExpressionBuilder, sql } from 'kysely'
import type { FindingState } from '../../src/domain/finding-state.ts'
import type { Severity } from '../../src/domain/findings/check.ts'
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

/** Findings on a day within a reach (null: all), the gravest first, then by activity. */
export async function findingList(
  db: Db,
  filters: FindingFilters,
  reach: number[] | null,
  { today, limit, offset }: { today: string; limit: number; offset: number },
): Promise<FindingRow[]> {
  return rows(db, filters, reach, today)
    .orderBy(sql`case finding.severity when 'error' then 0 when 'warning' then 1 else 2 end`)
    .orderBy('finding.code')
    .orderBy('activity.reference')
    .orderBy('finding.id')
    .limit(limit)
    .offset(offset)
    .execute()
}

/** How many findings of each state match, whatever state is asked for. */
export async function findingCount(
  db: Db,
  filters: FindingFilters,
  reach: number[] | null,
  today: string,
): Promise<number> {
  const row = await joined(db, filters, reach, today)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** The codes of what was found within a reach, each with how many are open. */
export async function findingCodes(db: Db, reach: number[] | null): Promise<string[]> {
  const found = await joined(db, {}, reach, '').select('finding.code').distinct().orderBy('finding.code').execute()
  return found.map(({ code }) => code)
}

/** One finding within a reach; undefined when there is none. */
export async function findingById(db: Db, id: number, reach: number[] | null): Promise<FindingRow | undefined> {
  return rows(db, {}, reach, '').where('finding.id', '=', id).executeTakeFirst()
}

const rows = (db: Db, filters: FindingFilters, reach: number[] | null, today: string) =>
  joined(db, filters, reach, today)
    .leftJoin('users as owner', 'owner.id', 'finding.ownerId')
    .select(['finding.id', 'finding.code', 'finding.severity', 'finding.section', 'finding.text', 'finding.citation'])
    .select(['finding.whatToDo', 'finding.firstSeenOn', 'finding.fixedOn', 'finding.acceptedOn', 'finding.ownerId'])
    .select(['finding.acceptedUntil', 'finding.acceptedByName', 'finding.acceptedReason', 'owner.name as ownerName'])
    .select(['activity.reference', 'version.title', 'service.code as service', 'service.name as serviceName'])

const joined = (db: Db, filters: FindingFilters, reach: number[] | null, today: string) =>
  db
    .selectFrom('findings as finding')
    .innerJoin('processingActivities as activity', 'activity.id', 'finding.activityId')
    .innerJoin('activityVersions as version', 'version.id', 'activity.shownVersionId')
    .innerJoin('services as service', 'service.id', 'version.serviceId')
    .where((eb) => eb.and(conditions(eb, filters, reach, today)))

type Joined = Schema & {
  finding: Schema['findings']
  activity: Schema['processingActivities']
  version: Schema['activityVersions']
  service: Schema['services']
}

function conditions(
  eb: ExpressionBuilder<Joined, 'finding' | 'activity' | 'version' | 'service'>,
  { activity, code, severity, service, state, owner }: FindingFilters,
  reach: number[] | null,
  today: string,
) {
  return [
    ...(reach === null ? [] : [eb('version.serviceId', 'in', reach)]),
    ...(activity === undefined ? [] : [eb('activity.reference', '=', activity)]),
    ...(code === undefined ? [] : [eb('finding.code', '=', code)]),
    ...(severity === undefined ? [] : [eb('finding.severity', '=', severity)]),
    ...(service === undefined ? [] : [eb('service.code', '=', service)]),
    ...(owner === undefined
      ? []
      : [eb('finding.ownerId', owner === 'none' ? 'is' : '=', owner === 'none' ? null : owner)]),
    ...(state === undefined ? [] : [inState(eb, state, today)]),
  ]
}

function inState(eb: ExpressionBuilder<Joined, 'finding'>, state: FindingState, today: string) {
  if (state === 'fixed') return eb('finding.fixedOn', 'is not', null)
  const accepted = eb('finding.acceptedUntil', '>=', today)
  const notAccepted = eb.or([eb('finding.acceptedUntil', 'is', null), eb('finding.acceptedUntil', '<', today)])
  return eb.and([eb('finding.fixedOn', 'is', null), state === 'accepted' ? accepted : notAccepted])
}
