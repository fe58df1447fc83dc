import { type RawBuilder, sql } from 'kysely'
import type { AsAt } from '../../src/domain/as-at.ts'
import { idList } from '../dialect.ts'
import { inPlace } from '../in-place-of.ts'
import type { Db } from '../schema.ts'
import { nameAt } from './name-changes.ts'
import { reviewsHandedOver } from './values-then.ts'

/**
 * Which disposals are asked for. `from`, `to`: days of disposal, both inclusive. `proof`: those with a certificate, or those that were confirmed
 * by a person before there were any. `asAt`: those that were proved before the end of a day.
 */
export type DisposalFilters = {
  service?: string | undefined
  rule?: string | undefined
  source?: string | undefined
  action?: DisposalToDo | undefined
  from?: string | undefined
  to?: string | undefined
  proof?: 'certificate' | 'confirmation' | undefined
  number?: string | undefined
  asAt?: AsAt | null
}

type DisposalToDo = 'destroy' | 'anonymise' | 'transfer to archive'

/** What was disposed of at one time, with its proof. `number`, `source`, `sha256`, `merkleRoot` null: confirmed by a person before there were certificates. */
export type Disposal = {
  number: string | null
  instructionId: number | null
  reviewId: number
  provedAt: string
  serviceCode: string | null
  serviceName: string | null
  ruleCode: string
  ruleVersions: string
  recordSeries: string
  authority: string
  action: DisposalToDo
  disposedFrom: string
  disposedTo: string
  records: number
  quantity: number
  dueFrom: string | null
  dueTo: string | null
  decidedBy: string
  method: string
  source: string | null
  sha256: string | null
  merkleRoot: string | null
}

/** Disposals that match within a reach (null: all), the latest proved first. */
export async function disposalList(
  db: Db,
  filters: DisposalFilters,
  reach: number[] | null,
  { limit, offset }: { limit: number; offset: number },
): Promise<Disposal[]> {
  const { asAt = null } = filters
  const { rows } = await sql<Disposal>`
    select disposal.number, disposal.instruction_id, disposal.review_id, disposal.proved_at, service.code as service_code,
      ${nameAt('service', 'service', asAt)} as service_name, rule.code as rule_code, disposal.rule_versions, disposal.record_series, disposal.authority,
      disposal.action, disposal.disposed_from, disposal.disposed_to, disposal.records, disposal.quantity, disposal.due_from,
      disposal.due_to, disposal.decided_by, disposal.method, source.code as source, disposal.sha256, disposal.merkle_root
    from (${disposals}) as disposal
    ${await named(db, asAt)}
    where ${matching(db, filters, reach)}
    order by disposal.proved_at desc, disposal.number desc, disposal.review_id desc limit ${limit} offset ${offset}`.execute(
    db,
  )
  return rows
}

/** How many disposals match, and how many records they are of. */
export async function disposalTotals(
  db: Db,
  filters: DisposalFilters,
  reach: number[] | null,
): Promise<{ disposals: number; records: number }> {
  const { rows } = await sql<{ disposals: number; records: number | null }>`
    select count(*) as disposals, sum(disposal.records) as records from (${disposals}) as disposal
    ${await named(db, filters.asAt ?? null)} where ${matching(db, filters, reach)}`.execute(db)
  return { disposals: rows[0]?.disposals ?? 0, records: Number(rows[0]?.records ?? 0) }
}

const lastDecision = (of: 'approve disposal' | 'second approval', review: RawBuilder<unknown>) => sql`
  (select decided_by_name from review_decisions where review_id = ${review} and decision = ${sql.lit(of)} order by id desc limit 1)`

/** The version of a rule that was the latest when a person confirmed its disposal. */
const versionThen = sql`(select max(id) from retention_rule_versions
  where rule_id = review.rule_id and created_at <= confirmation.confirmed_at)`

const disposals = sql`
  select certificate.number, certificate.instruction_id, instruction.review_id, certificate.issued_at as proved_at,
    instruction.source_system_id, instruction.action, certificate.rule_versions, certificate.record_series,
    certificate.authority, certificate.disposed_from, certificate.disposed_to, certificate.record_count as records,
    certificate.quantity, instruction.oldest_due_on as due_from, instruction.newest_due_on as due_to, certificate.decided_by,
    certificate.method, certificate.facts_hash as sha256, certificate.merkle_root
  from destruction_certificates as certificate
  join disposal_instructions as instruction on instruction.id = certificate.instruction_id
  union all
  select null, null, confirmation.review_id, confirmation.confirmed_at, null,
    case version.disposal_action when 'anonymise' then 'anonymise' when 'transfer to archive' then 'transfer to archive'
      else 'destroy' end,
    cast(version.version as text), version.record_series, version.authority, confirmation.disposed_on, confirmation.disposed_on,
    confirmation.record_count, confirmation.quantity, confirmation.oldest_due_on, confirmation.newest_due_on,
    coalesce(${lastDecision('approve disposal', sql`confirmation.review_id`)}, '')
      || coalesce('; ' || ${lastDecision('second approval', sql`confirmation.review_id`)}, ''),
    confirmation.method, null, null
  from disposal_confirmations as confirmation
  join disposal_reviews as review on review.id = confirmation.review_id
  join retention_rule_versions as version on version.id = coalesce(${versionThen},
    (select min(id) from retention_rule_versions where rule_id = review.rule_id))`

const named = async (db: Db, asAt: AsAt | null) => sql`
  join disposal_reviews as review on review.id = disposal.review_id
  join retention_rules as rule on rule.id = review.rule_id
  left join ${await reviewsHandedOver(db, asAt)} on handed.review_id = review.id
  left join services as said on said.id = coalesce(handed.service_id, review.service_id)
  left join services as service on service.id = ${inPlace('said', 'service', asAt)}
  left join source_systems as source on source.id = disposal.source_system_id`

function matching(db: Db, filters: DisposalFilters, reach: number[] | null): RawBuilder<unknown> {
  const { service, rule, source, action, from, to, proof, number, asAt } = filters
  const conditions = [
    reach === null ? [] : sql`service.id in ${idList(db, reach)}`,
    service === undefined ? [] : sql`service.code = ${service}`,
    rule === undefined ? [] : sql`rule.code = ${rule}`,
    source === undefined ? [] : sql`source.code = ${source}`,
    action === undefined ? [] : sql`disposal.action = ${action}`,
    from === undefined ? [] : sql`disposal.disposed_to >= ${from}`,
    to === undefined ? [] : sql`disposal.disposed_from <= ${to}`,
    proof === undefined
      ? []
      : proof === 'certificate'
        ? sql`disposal.number is not null`
        : sql`disposal.number is null`,
    number === undefined ? [] : sql`disposal.number = ${number}`,
    asAt ? sql`disposal.proved_at < ${asAt.before}` : [],
  ].flat()
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)
}
