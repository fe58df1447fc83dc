import { type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { AsAt } from '../../src/domain/as-at.ts'
import type { DatingRule } from '../../src/domain/placement.ts'
import type { AuthorityKind, DisposalAction, TriggerKind } from '../../src/domain/retention-rule.ts'
import { contains, idList } from '../dialect.ts'
import { inPlace, inPlaceOf } from '../in-place-of.ts'
import type { Db, Schema } from '../schema.ts'
import { nameAt } from './name-changes.ts'
import { isRetired, type RuleStatus, ruleStatus } from './rule-standing.ts'
import { type OrganisationsThen, organisationsOfServicesThen, servicesOf } from './values-then.ts'

/** A rule as feeds meet it: the ids of the rule and its version in force, its service, whether it is retired, and what dates are counted by. */
export type RuleInForce = DatingRule & {
  ruleId: number
  versionId: number
  serviceId: number | null
  status: RuleStatus
}

/**
 * The rules in force by their codes.
 *
 * A rule may change while a feed runs: whoever writes dates reads the rules in the same transaction, or records that come
 * after the change would keep the dates of the version before it.
 */
export async function rulesByCode(db: Db): Promise<Map<string, RuleInForce>> {
  const rows = await db
    .selectFrom('retentionRules as rule')
    .innerJoin('retentionRuleVersions as version', 'version.id', 'rule.currentVersionId')
    .leftJoin('services as said', 'said.id', 'version.serviceId')
    .select(['rule.code', 'rule.id as ruleId', 'version.id as versionId'])
    .select([inPlaceOf('said').$castTo<number | null>().as('serviceId'), ruleStatus(null).as('status')])
    .select(['version.triggerKind', 'version.countedFrom', 'version.period', 'version.disposalAction'])
    .execute()
  return new Map(rows.map(({ code, ...rule }) => [code, rule]))
}

/** What a list of rules is narrowed by. `organisation` and `service` are codes (`none`: rules of no service); `words` must all occur. */
export type RuleFilters = {
  words?: string[] | undefined
  organisation?: string | undefined
  service?: string | undefined
  triggerKind?: TriggerKind | undefined
  disposalAction?: DisposalAction | undefined
  authorityKind?: AuthorityKind | undefined
  standing?: 'proposed' | 'confirmed' | undefined
  status?: RuleStatus | undefined
}

/** A version of a rule with its code and status, and its service and organisation by code and name (null: none). */
export type RuleRow = Awaited<ReturnType<typeof ruleVersions>>[number]

/** The versions in force of the rules within a manager's reach (null: all) that fit the filters, by code; now, or as at the end of a day. */
export async function ruleList(
  db: Db,
  filters: RuleFilters,
  reach: number[] | null,
  asAt: AsAt | null = null,
): Promise<RuleRow[]> {
  const organisations = asAt && (await organisationsOfServicesThen(db, asAt))
  const then = { asAt, organisations }
  const rows = await versionRows(db, asAt)
    .where('version.id', '=', versionInForce(asAt))
    .where((eb) => eb.and([...(reach === null ? [] : [withinReach(db, reach)]), ...fitting(db, eb, filters, then)]))
    .$if(filters.status === 'retired', (query) => query.where(isRetired(asAt)))
    .$if(filters.status === 'in force', (query) => query.where(({ not }) => not(isRetired(asAt))))
    .orderBy('rule.code')
    .execute()
  return rows.map((row) => ofOrganisation(row, organisations))
}

/** The version in force of the rule with a code, within a reach (null: all); undefined when there is none, or was none at the end of a day. */
export async function ruleByCode(
  db: Db,
  code: string,
  reach: number[] | null,
  asAt: AsAt | null = null,
): Promise<RuleRow | undefined> {
  const row = await versionRows(db, asAt)
    .where('version.id', '=', versionInForce(asAt))
    .where('rule.code', '=', code)
    .$if(reach !== null, (query) => query.where(withinReach(db, reach ?? [])))
    .executeTakeFirst()
  return row && ofOrganisation(row, asAt && (await organisationsOfServicesThen(db, asAt)))
}

/** A rule with the organisation that its service was of at the end of a day; null for now. */
const ofOrganisation = (rule: RuleRow, organisations: OrganisationsThen | null): RuleRow => ({
  ...rule,
  ...organisations?.get(rule.serviceId ?? 0),
})

/** The codes of the rules within a manager's reach, to be asked within another statement. */
export const ruleCodesWithin = (db: Db, reach: number[]) =>
  versionRows(db)
    .whereRef('version.id', '=', 'rule.currentVersionId')
    .where(withinReach(db, reach))
    .clearSelect()
    .select('rule.code')

/** All versions of a rule, the latest first. */
export async function ruleVersions(db: Db, ruleId: number) {
  return versionRows(db).where('rule.id', '=', ruleId).orderBy('version.version', 'desc').execute()
}

/** Which version of `rule` is in force; as at the end of a day, the newest that had been written by then and was valid. */
export const versionInForce = (asAt: AsAt | null) =>
  asAt === null
    ? sql<number | null>`rule.current_version_id`
    : sql<number | null>`(select then_.id from retention_rule_versions as then_
        where then_.rule_id = rule.id and then_.created_at < ${asAt.before} and then_.valid_from <= ${asAt.date}
        order by then_.version desc limit 1)`

const versionRows = (db: Db, asAt: AsAt | null = null) =>
  db
    .selectFrom('retentionRules as rule')
    .innerJoin('retentionRuleVersions as version', 'version.ruleId', 'rule.id')
    .leftJoin('services as said', 'said.id', 'version.serviceId')
    .leftJoin('services as service', (join) => join.on('service.id', '=', inPlace('said', 'service', asAt)))
    .leftJoin('organisations as organisation', 'organisation.id', 'service.organisationId')
    .selectAll('version')
    // In the place of the version's own, which may have been merged away.
    .select(['service.id as serviceId', ruleStatus(asAt).as('status')])
    .select(['rule.code', 'rule.currentVersionId', 'service.code as service'])
    .select(nameAt('service', 'service', asAt).$castTo<string | null>().as('serviceName'))
    .select(['organisation.code as organisation', 'organisation.name as organisationName'])

/**
 * The schedule that concerns a manager: the rules of their services and of no service, those their activities are linked
 * to, and those of reviews of their services.
 */
const withinReach = (db: Db, reach: number[]) => {
  const services = idList(db, reach)
  return sql<SqlBool>`(
    version.service_id is null or version.service_id in ${services}
    or exists (
      select 1 from activity_rules as link
      join processing_activities as activity on activity.current_version_id = link.version_id
      join activity_versions as activity_version on activity_version.id = link.version_id
      where link.rule_id = rule.id and activity_version.service_id in ${services})
    or exists (select 1 from disposal_reviews as review where review.rule_id = rule.id and review.service_id in ${services}))`
}

type Joined = Schema & { version: Schema['retentionRuleVersions'] } & {
  service: Schema['services']
  organisation: Schema['organisations']
}

function fitting(
  db: Db,
  eb: ExpressionBuilder<Joined, 'version' | 'service' | 'organisation'>,
  filters: RuleFilters,
  { asAt, organisations }: { asAt: AsAt | null; organisations: OrganisationsThen | null },
) {
  const { organisation, service, triggerKind, disposalAction, authorityKind, standing } = filters
  return [
    ...(organisation === undefined
      ? []
      : [
          organisations === null
            ? eb('organisation.code', '=', organisation)
            : eb('service.id', 'in', servicesOf(db, organisations, organisation)),
        ]),
    ...(service === undefined
      ? []
      : [service === 'none' ? eb('version.serviceId', 'is', null) : eb('service.code', '=', service)]),
    ...(triggerKind === undefined ? [] : [eb('version.triggerKind', '=', triggerKind)]),
    ...(disposalAction === undefined ? [] : [eb('version.disposalAction', '=', disposalAction)]),
    ...(authorityKind === undefined ? [] : [eb('version.authorityKind', '=', authorityKind)]),
    ...(standing === undefined ? [] : [eb('version.standing', '=', standing)]),
    ...(filters.words ?? []).map((word) => contains(db, textOf(asAt), word)),
  ]
}

const textOf = (asAt: AsAt | null) =>
  sql`(rule.code || ' ' || version.record_series || ' ' || version.trigger_event || ' ' || version.authority || ' '
  || version.owner_name || ' ' || version.scope_note || ' ' || coalesce(${nameAt('service', 'service', asAt)}, ''))`
