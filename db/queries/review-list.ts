import { type RawBuilder, sql } from 'kysely'
import type { ExceptionKind } from '../../src/domain/review.ts'
import { idList } from '../dialect.ts'
import { inPlaceOf } from '../in-place-of.ts'
import type { Db } from '../schema.ts'
import { isLate } from './answer-days.ts'
import type { ReviewState } from './disposal-reviews.ts'
import { recordsIn } from './record-counts.ts'
import { isMade } from './review-decisions.ts'
import { isEscalated } from './review-reminders.ts'

/** `reach`: the services whose reviews are listed, null for all. `late`: those with records past their day to be answered for on `today`. */
export type ReviewFilters = {
  reach: number[] | null
  service?: string | undefined
  rule?: string | undefined
  state?: ReviewState | undefined
  late?: boolean | undefined
  /** Those that came to information governance after the last reminder. */
  escalated?: boolean | undefined
  today: string
}

/** A review with what stands in it, or stood in it when it was decided, and who decided. Moments are UTC. */
export type ListedReview = {
  id: number
  serviceCode: string | null
  serviceName: string | null
  ruleCode: string
  recordSeries: string
  state: ReviewState
  outcome: 'disposed' | 'kept longer' | 'nothing left' | 'merged' | null
  openedOn: string
  /** The earliest day by which any of what is left is to be answered for; of one that was decided, as it was then. */
  reviewBy: string
  records: number
  oldestDueOn: string | null
  decision: 'approve disposal' | 'keep all longer' | null
  decidedAt: string | null
  decidedBy: string | null
  secondAt: string | null
  secondBy: string | null
  disposedOn: string | null
  confirmedBy: string | null
  /** Its last decision is still being carried out. */
  isUnderWay: 0 | 1
  /** For how many records an exception of each kind stands. */
  keptLonger: number
  wrongDate: number
  wrongRule: number
  alreadyGone: number
}

/** Reviews that match, those still to be dealt with first, then by the day to answer by: earliest or latest first. */
export async function reviewList(
  db: Db,
  filters: ReviewFilters,
  order: 'oldest' | 'newest',
  { limit, offset }: { limit: number; offset: number },
): Promise<ListedReview[]> {
  const by = order === 'oldest' ? sql`review_by, id` : sql`review_by desc, id desc`
  const { rows } = await sql<ListedReview>`
    with listed as (
      select review.*, (select max(id) from review_decisions where review_id = review.id and decision = 'send back') as sent_back
      from disposal_reviews as review where ${matching(db, filters)}
      order by state = 'closed', ${by} limit ${limit} offset ${offset}
    )
    select listed.id, service.code as service_code, service.name as service_name, rule.code as rule_code,
      version.record_series, listed.state, listed.outcome, listed.opened_on, listed.review_by,
      case when listed.state <> 'closed' then ${recordsIn('listed')}
        else coalesce(confirmation.record_count, instructed.done, decision.record_count, 0) end as records,
      case when listed.state <> 'closed' then (select min(due_on) from records where review_id = listed.id)
        else coalesce(confirmation.oldest_due_on, instructed.oldest_due_on) end as oldest_due_on,
      decision.decision, decision.decided_at, decision.decided_by_name as decided_by,
      second.decided_at as second_at, second.decided_by_name as second_by,
      coalesce(confirmation.disposed_on, instructed.disposed_on) as disposed_on,
      coalesce(confirmation.confirmed_by_name, (
        select answers.given_by_name from disposal_instructions as its join disposal_answers as answers on answers.instruction_id = its.id
        where its.review_id = listed.id and answers.applied_count > 0 order by answers.id desc limit 1), (
        select item.answered_by_name from disposal_instructions as its join instruction_items as item on item.instruction_id = its.id
        where its.review_id = listed.id and item.recall_answer = 'too late' order by item.answered_at desc limit 1)) as confirmed_by,
      case when exists (select 1 from review_work where review_id = listed.id and finished_at is null) then 1 else 0 end as is_under_way,
      ${excepted('keep longer')} as kept_longer, ${excepted('wrong date')} as wrong_date,
      ${excepted('wrong rule')} as wrong_rule, ${excepted('already gone')} as already_gone
    from listed
    join retention_rules as rule on rule.id = listed.rule_id
    join retention_rule_versions as version on version.id = rule.current_version_id
    left join services as service on service.id = listed.service_id
    left join review_decisions as decision on decision.id = (
      select max(made.id) from review_decisions as made where made.review_id = listed.id
        and made.decision in ('approve disposal', 'keep all longer') and ${isMade('made')} and made.id > coalesce(listed.sent_back, 0))
    left join review_decisions as second on second.id = (
      select max(id) from review_decisions where review_id = listed.id
        and decision = 'second approval' and id > coalesce(listed.sent_back, 0))
    left join disposal_confirmations as confirmation on confirmation.review_id = listed.id
    left join (
      select review_id, nullif(sum(done_count), 0) as done, min(oldest_due_on) as oldest_due_on, max(last_done_on) as disposed_on
      from disposal_instructions group by review_id
    ) as instructed on instructed.review_id = listed.id
    order by listed.state = 'closed', ${order === 'oldest' ? sql`listed.review_by, listed.id` : sql`listed.review_by desc, listed.id desc`}`.execute(
    db,
  )
  return rows
}

/** For how many records exceptions of a kind stand in a row of `listed`. */
export const excepted = (kind: ExceptionKind) => sql`(
  select coalesce(sum(batch.standing), 0) from exception_batches as batch
  join review_exceptions as first on first.id = batch.first_id
  where batch.review_id = listed.id and first.kind = ${kind})`

/** How many reviews match. */
export async function countReviews(db: Db, filters: ReviewFilters): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from disposal_reviews as review where ${matching(db, filters)}`.execute(db)
  return rows[0]?.count ?? 0
}

function matching(db: Db, { reach, service, rule, state, late, escalated, today }: ReviewFilters): RawBuilder<unknown> {
  const conditions = [
    reach === null ? [] : sql`review.service_id in ${idList(db, reach)}`,
    service === undefined
      ? []
      : sql`review.service_id in (select said.id from services as said join services as service on service.id = ${inPlaceOf('said')}
      where service.code = ${service})`,
    rule === undefined ? [] : sql`review.rule_id = (select id from retention_rules where code = ${rule})`,
    state === undefined ? [] : sql`review.state = ${state}`,
    escalated !== true ? [] : isEscalated('review'),
    late !== true ? [] : isLate('review', today),
  ].flat()
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)
}
