import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { ActivityRole, ActivityStatus, LawfulBasis } from '../../src/domain/processing-activity.ts'
import { contains, isPostgres } from '../dialect.ts'
import type { Db, Schema } from '../schema.ts'

/** Which activities of the register are asked for. Codes and words as they stand in the query string of the list. */
export type ActivityFilters = {
  /** Words in lower case; every one must be found. */
  words?: string[] | undefined
  organisation?: string | undefined
  service?: string | undefined
  role?: ActivityRole | undefined
  lawfulBasis?: LawfulBasis | undefined
  specialCategory?: 'yes' | 'no' | undefined
  status?: ActivityStatus | undefined
  /** The code of a rule, or `none`: activities in force that no rule is linked to. */
  rule?: string | undefined
  /** `none`: activities in force that nobody answers for. */
  owner?: 'none' | undefined
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
  return filtered(db, filters, reach)
    .select(['activity.id', 'activity.reference', 'activity.status', 'activity.approvedOn', 'activity.nextReviewOn'])
    .select([
      'version.id as versionId',
      'version.version',
      'version.title',
      'version.role',
      'version.createdAt as updatedAt',
    ])
    .select(['service.code as service', 'service.name as serviceName'])
    .select(['organisation.code as organisation', 'organisation.name as organisationName'])
    .$call((query) => {
      const by = window.order.replace('-', '')
      if (by === 'title') return query.orderBy(sql`lower(version.title)`, direction)
      if (by === 'service') return query.orderBy('service.name', direction).orderBy('organisation.name', direction)
      if (by === 'updated') return query.orderBy('version.createdAt', direction)
      return query
    })
    .orderBy(familyOf(db), direction)
    .orderBy(numberInFamily(db), direction)
    .orderBy('activity.reference', direction)
    .limit(window.limit)
    .offset(window.offset)
    .execute()
}

/** How many activities of a filter there are within a reach (null: all). */
export async function activityCount(db: Db, filters: ActivityFilters, reach: number[] | null): Promise<number> {
  const row = await filtered(db, filters, reach)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

/** References in the order in which people count: LIB-A2 before LIB-A10, and LIB-A10-B right after LIB-A10. */
const familyOf = (db: Db) =>
  isPostgres(db)
    ? sql`left(activity.reference, strpos(activity.reference, '-'))`
    : sql`substr(activity.reference, 1, instr(activity.reference, '-'))`

/** The first number after the hyphen and any capitals; 0 where there is none. */
const numberInFamily = (db: Db) =>
  isPostgres(db)
    ? sql`coalesce(substring(substr(activity.reference, strpos(activity.reference, '-') + 1) from '^[A-Z]*([0-9]+)')::numeric, 0)`
    : sql`cast(ltrim(substr(activity.reference, instr(activity.reference, '-') + 1), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') as integer)`

const joined = (db: Db) =>
  db
    .selectFrom('processingActivities as activity')
    .innerJoin('activityVersions as version', 'version.id', 'activity.shownVersionId')
    .innerJoin('services as service', 'service.id', 'version.serviceId')
    .innerJoin('organisations as organisation', 'organisation.id', 'service.organisationId')

const filtered = (db: Db, filters: ActivityFilters, reach: number[] | null) =>
  joined(db).where((eb) => {
    const { organisation, service, role, status } = filters
    return eb.and([
      ...(reach === null ? [] : [eb('version.serviceId', 'in', reach)]),
      ...(organisation === undefined ? [] : [eb('organisation.code', '=', organisation)]),
      ...(service === undefined ? [] : [eb('service.code', '=', service)]),
      ...(role === undefined ? [] : [eb('version.role', '=', role)]),
      ...(status === undefined ? [] : [eb('activity.status', '=', status)]),
      ...(filters.owner === 'none' ? [eb('version.ownerName', '=', ''), eb('activity.status', '<>', 'retired')] : []),
      ...(filters.words ?? []).map((word) => contains(db, sql`version.search_text`, word)),
      ...saidInLists(eb, filters),
    ])
  })

type Joined = Schema & { activity: Schema['processingActivities']; version: Schema['activityVersions'] }

function saidInLists(
  eb: ExpressionBuilder<Joined, 'activity' | 'version'>,
  { lawfulBasis, specialCategory, rule }: ActivityFilters,
): Expression<SqlBool>[] {
  const special = eb.exists(
    eb
      .selectFrom('activityTerms as of')
      .innerJoin('terms as term', 'term.id', 'of.termId')
      .select('of.id')
      .whereRef('of.versionId', '=', 'version.id')
      .where('term.mark', '=', 'special category'),
  )
  const basis = eb.selectFrom('activityLawfulBases as of').select('of.id').whereRef('of.versionId', '=', 'version.id')
  const rules = eb.selectFrom('activityRules as of').select('of.versionId')
  const ofCode = (code: string) =>
    rules.where('of.ruleId', '=', (q) => q.selectFrom('retentionRules').select('id').where('code', '=', code))
  return [
    ...(lawfulBasis === undefined ? [] : [eb.exists(basis.where('of.basis', '=', lawfulBasis))]),
    ...(specialCategory === undefined ? [] : [specialCategory === 'yes' ? special : eb.not(special)]),
    ...(rule === undefined || rule === 'none' ? [] : [eb('version.id', 'in', ofCode(rule))]),
    ...(rule === 'none' ? [eb('version.id', 'not in', rules), eb('activity.status', '<>', 'retired')] : []),
  ]
}
