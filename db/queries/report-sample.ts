import { type RawBuilder, sql } from 'kysely'
import { idList } from '../dialect.ts'
import type { Db } from '../schema.ts'
import { isMade } from './review-decisions.ts'

/** A decision on a review, or exceptions that were made together. */
export type DecisionKind = 'decision' | 'exceptions'
export type DecisionKey = { kind: DecisionKind; id: number }

/**
 * All that was decided in reviews between two instants, the first included: each decision by its id, exceptions by their batch.
 *
 * A batch may be of a million records: only its first is looked at, and the next batch is sought from there.
 */
export async function decisionsMade(db: Db, from: string, before: string): Promise<DecisionKey[]> {
  const { rows } = await sql<DecisionKey>`
    with recursive ${batches}
    select 'decision' as kind, id from review_decisions as decision
      where decided_at >= ${from} and decided_at < ${before} and ${isMade('decision')}
    union all
    select 'exceptions', batch.id from batch where batch.id is not null and (
      select decided_at from review_exceptions where batch_id = batch.id limit 1) >= ${from} and (
      select decided_at from review_exceptions where batch_id = batch.id limit 1) < ${before}
    order by kind, id`.execute(db)
  return rows
}

const batches: RawBuilder<unknown> = sql`batch (id) as (
  select min(batch_id) from review_exceptions
  union all
  select (select min(batch_id) from review_exceptions where batch_id > batch.id) from batch where batch.id is not null)`

/** A decision as an auditor looks at it. */
export type SampledDecision = DecisionKey & {
  what: string
  reviewId: number
  serviceCode: string | null
  serviceName: string | null
  ruleCode: string
  recordSeries: string
  records: number
  decidedBy: string
  decidedAt: string
  reason: string
}

/** Decisions by their keys, in no order. */
export async function decisionsByKey(db: Db, keys: readonly DecisionKey[]): Promise<SampledDecision[]> {
  const ids = (wanted: DecisionKind) => keys.flatMap(({ kind, id }) => (kind === wanted ? [id] : []))
  const { rows } = await sql<SampledDecision>`
    with made as (
      select 'decision' as kind, id, decision as what, review_id, record_count as records, decided_by_name as decided_by,
        decided_at, reason
      from review_decisions where id in ${idList(db, ids('decision'))}
      union all
      select 'exceptions', first.batch_id, first.kind, first.review_id,
        (select count(*) from review_exceptions where batch_id = first.batch_id), first.decided_by_name, first.decided_at,
        first.reason
      from review_exceptions as first where first.id in (
        select min(id) from review_exceptions where batch_id in ${idList(db, ids('exceptions'))} group by batch_id)
    )
    select made.*, service.code as service_code, service.name as service_name, rule.code as rule_code, version.record_series
    from made
    join disposal_reviews as review on review.id = made.review_id
    join retention_rules as rule on rule.id = review.rule_id
    join retention_rule_versions as version on version.id = rule.current_version_id
    left join services as service on service.id = review.service_id`.execute(db)
  return rows
}
