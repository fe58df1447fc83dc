import { type Expression, type ExpressionBuilder, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { AsAt } from '../../src/domain/as-at.ts'
import type { ActivityRole, ActivityStatus, LawfulBasis } from '../../src/domain/processing-activity.ts'
import { searchTerms } from '../../src/domain/search-words.ts'
import { contains, idList } from '../dialect.ts'
import { inPlace } from '../in-place-of.ts'
import type { Db, Schema } from '../schema.ts'
import { confirmationsThen } from './activity-confirmations.ts'
import { datesThen, shownVersion, statusOf } from './activity-standing.ts'
import { marksThen } from './marks-then.ts'
import { nameAt } from './name-changes.ts'
import { activitiesFound } from './search.ts'
import { type OrganisationsThen, organisationsOfServicesThen, servicesOf } from './values-then.ts'

/** Which activities of the register are asked for. Codes and words as they stand in the query string of the list. */
export type ActivityFilters = {
  /** Words in lower case; every one must be found, at the beginning of a word. */
  words?: string[] | undefined
  organisation?: string | undefined
  service?: string | undefined
  role?: ActivityRole | undefined
  lawfulBasis?: LawfulBasis | undefined
  specialCategory?: 'yes' | 'no' | undefined
  /** `current`: neither retired nor withdrawn. */
  status?: ActivityStatus | 'current' | undefined
  /** The code of a rule, or `none`: activities in force that no rule is linked to. */
  rule?: string | undefined
  /** `none`: activities in force that nobody answers for. */
  owner?: 'none' | undefined
  /** Activities in force whose next review is due from a day on, and until a day, both included. */
  reviewFrom?: string | undefined
  reviewUntil?: string | undefined
  /** Those whose next version is being drafted, or waits for its approval. */
  onItsWay?: 'draft' | 'submitted' | undefined
  /** The day as at whose end the register is asked for; left out: as it is now. */
  asAt?: AsAt | null | undefined
}

export const activityOrders = [
  'reference',
  '-reference',
  'title',
  '-title',
  'service',
  '-service',
  'updated',
  '-updated',
] as const
/** What a list is sorted by; with a hyphen, the other way round. */
export type ActivityOrder = (typeof activityOrders)[number]

/** An activity as lists show it. `updatedAt`: when the version that is shown was written. */
export type ActivityRow = {
  id: number
  reference: string
  status: ActivityStatus
  approvedOn: string | null
  nextReviewOn: string | null
  versionId: number
  version: number
  title: string
  ownerName: string
  role: ActivityRole
  updatedAt: string
  service: string
  serviceName: string
  organisation: string
  organisationName: string
}

/** The activities of a filter within a reach (null: all), in order, from a position on. */
export async function activityList(
  db: Db,
  filters: ActivityFilters,
  reach: number[] | null,
  window: { order: ActivityOrder; offset: number; limit: number },
): Promise<ActivityRow[]> {
  const direction = window.order.startsWith('-') ? 'desc' : 'asc'
  const { asAt = null } = filters
  const then = asAt && (await filteredThen(db, filters, asAt))
  const serviceName = nameAt('service', 'service', asAt)
  const rows = await filtered(db, filters, reach, then)
    .select(['activity.id', 'activity.reference', 'activity.approvedOn', 'activity.nextReviewOn'])
    .select([statusOf(asAt).as('status'), 'version.approvedAt', 'version.reviewCycleMonths'])
    .select([
      'version.id as versionId',
      'version.version',
      'version.title',
      'version.ownerName',
      'version.role',
      'version.createdAt as updatedAt',
    ])
    .select(['service.id as serviceId', 'service.code as service', serviceName.as('serviceName')])
    .select(['organisation.code as organisation', 'organisation.name as organisationName'])
    .$call((query) => {
      const by = window.order.replace('-', '')
      if (by === 'title') return query.orderBy(sql`lower(version.title)`, direction)
      if (by === 'service')
        return query.orderBy(serviceName, direction).orderBy(asAt ? 'service.code' : 'organisation.name', direction)
      if (by === 'updated') return query.orderBy('version.createdAt', direction)
      return query
    })
    .orderBy('activity.sortKey', direction)
    .limit(window.limit)
    .offset(window.offset)
    .execute()
  if (!asAt) return rows.map(({ approvedAt: _, reviewCycleMonths: __, serviceId: ___, ...row }) => row)
  const confirmed = await confirmationsThen(
    db,
    rows.map(({ id }) => id),
    asAt,
  )
  return rows.map(({ approvedAt, reviewCycleMonths, serviceId, ...row }) => ({
    ...row,
    ...datesThen({ approvedAt, reviewCycleMonths, confirmedOn: confirmed.get(row.id) ?? null }),
    ...then?.organisations.get(serviceId),
  }))
}

/** How many activities of a filter there are within a reach (null: all). */
export async function activityCount(db: Db, filters: ActivityFilters, reach: number[] | null): Promise<number> {
  const then = filters.asAt ? await filteredThen(db, filters, filters.asAt) : null
  const row = await (isAll(filters, reach) ? allShown(db) : filtered(db, filters, reach, then))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

/** True when nothing narrows the register, so that nothing but the activities themselves has to be counted. */
const isAll = (filters: ActivityFilters, reach: number[] | null): boolean =>
  reach === null &&
  Object.values(filters).every(
    (value) => value === undefined || value === null || (Array.isArray(value) && value.length === 0),
  )

const allShown = (db: Db) =>
  db.selectFrom('processingActivities as activity').where('activity.shownVersionId', 'is not', null)

const joined = (db: Db, asAt: AsAt | null) =>
  db
    .selectFrom('processingActivities as activity')
    .innerJoin('activityVersions as version', (join) => join.on('version.id', '=', shownVersion(asAt)))
    .innerJoin('services as said', 'said.id', 'version.serviceId')
    .innerJoin('services as service', (join) => join.on('service.id', '=', inPlace('said', 'service', asAt)))
    .innerJoin('organisations as organisation', 'organisation.id', 'service.organisationId')

/** What filters as at a day go by: the organisations of services, and the terms that were marked as special category data. */
type Then = { organisations: OrganisationsThen; special: number[] }

async function filteredThen(db: Db, { specialCategory }: ActivityFilters, asAt: AsAt): Promise<Then> {
  const organisations = await organisationsOfServicesThen(db, asAt)
  if (specialCategory === undefined) return { organisations, special: [] }
  const marks = await marksThen(db, asAt)
  return { organisations, special: [...marks].flatMap(([id, mark]) => (mark === 'special category' ? [id] : [])) }
}

/** `then`: what filters go by at the end of the day that is asked for; null for now. */
const filtered = (db: Db, filters: ActivityFilters, reach: number[] | null, then: Then | null) =>
  joined(db, filters.asAt ?? null).where((eb) => {
    const { organisation, service, role, status, asAt = null } = filters
    return eb.and([
      ...(reach === null ? [] : [eb('version.serviceId', 'in', reach)]),
      ...(organisation === undefined
        ? []
        : [
            then === null
              ? eb('organisation.code', '=', organisation)
              : eb('service.id', 'in', servicesOf(db, then.organisations, organisation)),
          ]),
      ...(service === undefined ? [] : [eb('service.code', '=', service)]),
      ...(role === undefined ? [] : [eb('version.role', '=', role)]),
      ...(status === undefined ? [] : [ofStatus(eb, status, asAt)]),
      ...(filters.owner === 'none' ? [eb('version.ownerName', '=', ''), eb(statusOf(asAt), '<>', 'retired')] : []),
      ...saying(db, filters.words ?? [], asAt),
      ...(filters.reviewFrom === undefined ? [] : [eb('activity.nextReviewOn', '>=', filters.reviewFrom)]),
      ...(filters.reviewUntil === undefined
        ? []
        : [eb('activity.nextReviewOn', '<=', filters.reviewUntil), eb('activity.status', '=', 'approved')]),
      ...(filters.onItsWay === undefined ? [] : [onItsWay(eb, filters.onItsWay)]),
      ...saidInLists(db, eb, filters, then),
    ])
  })

const ofStatus = (
  eb: ExpressionBuilder<Joined, 'activity' | 'version'>,
  status: ActivityStatus | 'current',
  asAt: AsAt | null,
) => (status === 'current' ? eb(statusOf(asAt), 'not in', ['retired', 'withdrawn']) : eb(statusOf(asAt), '=', status))

const onItsWay = (eb: ExpressionBuilder<Joined, 'activity' | 'version'>, state: 'draft' | 'submitted') =>
  eb.exists(
    eb
      .selectFrom('activityVersions as pending')
      .select('pending.id')
      .whereRef('pending.activityId', '=', 'activity.id')
      .where('pending.state', '=', state),
  )

/** What searches find is what lists show now; what an activity said on another day stands with the version of then. */
function saying(db: Db, words: string[], asAt: AsAt | null): RawBuilder<SqlBool>[] {
  if (words.length === 0) return []
  if (asAt !== null) return words.map((word) => contains(db, sql`version.search_text`, word))
  const sought = searchTerms(words.join(' ')).map((term) => [term])
  return [sql<SqlBool>`activity.reference in ${activitiesFound(db, sought)}`]
}

type Joined = Schema & { activity: Schema['processingActivities']; version: Schema['activityVersions'] }

function saidInLists(
  db: Db,
  eb: ExpressionBuilder<Joined, 'activity' | 'version'>,
  { lawfulBasis, specialCategory, rule, asAt = null }: ActivityFilters,
  then: Then | null,
): Expression<SqlBool>[] {
  const special = () =>
    eb.exists(
      eb
        .selectFrom('activityTerms as of')
        .innerJoin('terms as term', 'term.id', 'of.termId')
        .select('of.id')
        .whereRef('of.versionId', '=', 'version.id')
        .where((q) =>
          then === null ? q('term.mark', '=', 'special category') : q('term.id', 'in', idList(db, then.special)),
        ),
    )
  const basis = () =>
    eb.selectFrom('activityLawfulBases as of').select('of.id').whereRef('of.versionId', '=', 'version.id')
  const rules = () => eb.selectFrom('activityRules as of').select('of.versionId')
  const ofCode = (code: string) =>
    rules().where('of.ruleId', '=', (q) => q.selectFrom('retentionRules').select('id').where('code', '=', code))
  return [
    ...(lawfulBasis === undefined ? [] : [eb.exists(basis().where('of.basis', '=', lawfulBasis))]),
    ...(specialCategory === undefined ? [] : [specialCategory === 'yes' ? special() : eb.not(special())]),
    ...(rule === undefined || rule === 'none' ? [] : [eb('version.id', 'in', ofCode(rule))]),
    ...(rule === 'none' ? [eb('version.id', 'not in', rules()), eb(statusOf(asAt), '<>', 'retired')] : []),
  ]
}
