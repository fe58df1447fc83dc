import { type RawBuilder, sql } from 'kysely'
import type { AsAt } from '../../src/domain/as-at.ts'
import { LAST_REMINDER } from '../../src/domain/review-reminder.ts'
import { idList } from '../dialect.ts'
import { inPlace } from '../in-place-of.ts'
import type { Db } from '../schema.ts'
import { reviewByThen } from './answer-days.ts'
import { nameAt } from './name-changes.ts'
import { versionInForce } from './retention-rules.ts'
import { isMade } from './review-decisions.ts'
import { excepted, type ListedReview, type ReviewFilters } from './review-list.ts'
import { reviewsHandedOver } from './values-then.ts'

/**
 * A review as it stood at the end of a day. Null is what is not kept: of a review that was open or awaited its second approval, for how many records
 * exceptions stood; of one that was not closed, what stood in it, in place of which `records` is what was decided on.
 */
export type ReviewThen = Omit<ListedReview, NotKept> & Record<NotKept, number | null>
type NotKept = 'records' | 'keptLonger' | 'wrongDate' | 'wrongRule' | 'alreadyGone'

/** As `reviewList`, as the reviews stood at the end of a day; `filters.today` counts for nothing. */
export async function reviewsThen(
  db: Db,
  filters: ReviewFilters,
  asAt: AsAt,
  order: 'oldest' | 'newest',
  { limit, offset }: { limit: number; offset: number },
): Promise<ReviewThen[]> {
  const by = order === 'oldest' ? sql`review_by, id` : sql`review_by desc, id desc`
  const closed = sql`listed.state = 'closed'`
  const decided = sql`listed.state in ('approved', 'closed')`
  const { rows } = await sql<ReviewThen>`
    with review as (${await standing(db, asAt)}), listed as (
      select review.* from review where ${matching(db, filters, asAt)}
      order by state = 'closed', ${by} limit ${limit} offset ${offset}
    )
    select listed.id, service.code as service_code, ${nameAt('service', 'service', asAt)} as service_name, rule.code as rule_code,
      coalesce(version.record_series, '') as record_series, listed.state, listed.outcome, listed.opened_on, listed.review_by,
      case when ${closed} then coalesce(confirmation.record_count, instructed.done, decision.record_count, 0)
        else decision.record_count end as records,
      case when ${closed} then coalesce(confirmation.oldest_due_on, instructed.oldest_due_on) end as oldest_due_on,
      decision.decision, decision.decided_at, decision.decided_by_name as decided_by,
      second.decided_at as second_at, second.decided_by_name as second_by,
      case when ${closed} then coalesce(confirmation.disposed_on, instructed.disposed_on) end as disposed_on,
      case when ${closed} then coalesce(confirmation.confirmed_by_name, (
        select answers.given_by_name from disposal_instructions as its join disposal_answers as answers on answers.instruction_id = its.id
        where its.review_id = listed.id and answers.applied_count > 0 order by answers.id desc limit 1), (
        select item.answered_by_name from disposal_instructions as its join instruction_items as item on item.instruction_id = its.id
        where its.review_id = listed.id and item.recall_answer = 'too late' and item.answered_at < ${asAt.before}
        order by item.answered_at desc limit 1)) end as confirmed_by,
      case when ${underWay(sql`listed.id`, asAt)} then 1 else 0 end as is_under_way,
      case when ${decided} then ${excepted('keep longer')} end as kept_longer,
      case when ${decided} then ${excepted('wrong date')} end as wrong_date,
      case when ${decided} then ${excepted('wrong rule')} end as wrong_rule,
      case when ${decided} then ${excepted('already gone')} end as already_gone
    from listed
    join retention_rules as rule on rule.id = listed.rule_id
    left join retention_rule_versions as version on version.id = ${versionInForce(asAt)}
    left join services as service on service.id = listed.service_id
    left join review_decisions as decision on decision.id = (
      select max(made.id) from review_decisions as made where made.review_id = listed.id and made.decided_at < ${asAt.before}
        and made.id > coalesce(listed.sent_back, 0) and ${isMade('made')}
        and (made.decision = 'approve disposal' or (made.decision = 'keep all longer' and ${closed})))
    left join review_decisions as second on second.id = (
      select max(id) from review_decisions where review_id = listed.id and decided_at < ${asAt.before} and id > coalesce(listed.sent_back, 0)
        and decision = 'second approval')
    left join disposal_confirmations as confirmation on confirmation.review_id = listed.id and ${closed}
    left join (
      select review_id, nullif(sum(done_count), 0) as done, min(oldest_due_on) as oldest_due_on, max(last_done_on) as disposed_on
      from disposal_instructions group by review_id
    ) as instructed on instructed.review_id = listed.id
    order by ${closed}, ${order === 'oldest' ? sql`listed.review_by, listed.id` : sql`listed.review_by desc, listed.id desc`}`.execute(
    db,
  )
  return rows
}

/** How many reviews matched at the end of a day. */
export async function countReviewsThen(db: Db, filters: ReviewFilters, asAt: AsAt): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with review as (${await standing(db, asAt)})
    select count(*) as count from review where ${matching(db, filters, asAt)}`.execute(db)
  return rows[0]?.count ?? 0
}

/**
 * The reviews that had been opened by the end of a day, each with the state that its decisions and its closing had brought it into.
 *
 * A review counts as opened when its sweep began. What is decided for many records is done later: an approval awaits that, and so does what is sent
 * back into another review.
 */
async function standing(db: Db, asAt: AsAt): Promise<RawBuilder<unknown>> {
  const { before, date } = asAt
  const approvals = sql`(
    select version.approvals from retention_rule_versions as version
    where version.rule_id = opened.rule_id and version.created_at <= latest.decided_at order by version.version desc limit 1)`
  return sql`
    select opened.id, opened.rule_id, coalesce(handed.service_id, opened.service_id) as service_id, opened.opened_on,
      ${reviewByThen('opened', asAt)} as review_by,
      case when opened.closed_at < ${before} then opened.outcome end as outcome,
      (select max(id) from review_decisions where review_id = opened.id and decision = 'send back' and decided_at < ${before}) as sent_back,
      case
        when opened.closed_at < ${before} then 'closed'
        when latest.decision = 'second approval' then 'approved'
        when latest.decision = 'send back' then
          case when ${underWay(sql`opened.id`, asAt, sql`kind = 'send back' and into_id is not null`)} then 'awaiting second approval' else 'open' end
        when latest.decision = 'approve disposal' then
          case when ${approvals} = 2 or ${underWay(sql`opened.id`, asAt, sql`kind = 'approve disposal'`)} then 'awaiting second approval'
            else 'approved' end
        else 'open'
      end as state
    from disposal_reviews as opened
    left join job_runs as run on run.id = opened.opened_by_run_id
    left join ${await reviewsHandedOver(db, asAt)} on handed.review_id = opened.id
    left join review_decisions as latest on latest.id = (
      select max(id) from review_decisions where review_id = opened.id and decision <> 'keep all longer' and decided_at < ${before})
    where coalesce(run.started_at < ${before}, opened.opened_on <= ${date})`
}

/** That what was decided for many records of a review was still being carried out at the end of a day. */
const underWay = (id: RawBuilder<unknown>, { before }: AsAt, which: RawBuilder<unknown> = sql`true`) => sql`exists (
  select 1 from review_work where review_id = ${id} and ${which} and asked_at < ${before}
    and (finished_at is null or finished_at >= ${before}))`

function matching(db: Db, filters: ReviewFilters, asAt: AsAt): RawBuilder<unknown> {
  const { reach, service, rule, state, late, escalated } = filters
  const undecided = sql`review.state in ('open', 'awaiting second approval')`
  const conditions = [
    reach === null ? [] : sql`review.service_id in ${idList(db, reach)}`,
    service === undefined
      ? []
      : sql`review.service_id in (
          select said.id from services as said join services as service on service.id = ${inPlace('said', 'service', asAt)}
          where service.code = ${service})`,
    rule === undefined ? [] : sql`review.rule_id = (select id from retention_rules where code = ${rule})`,
    state === undefined ? [] : sql`review.state = ${state}`,
    late !== true ? [] : sql`${undecided} and review.review_by < ${asAt.date}`,
    escalated !== true
      ? []
      : sql`${undecided} and exists (
          select 1 from review_reminders as reminder where reminder.review_id = review.id and reminder.review_by = review.review_by
            and reminder.days = ${sql.lit(LAST_REMINDER)} and reminder.made_at < ${asAt.before})`,
  ].flat()
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)
}
