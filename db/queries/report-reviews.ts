import { sql } from 'kysely'
import { idList } from '../dialect.ts'
import { inPlaceOf } from '../in-place-of.ts'
import type { Db } from '../schema.ts'
import { recordsIn } from './record-counts.ts'
import { isMade } from './review-decisions.ts'

/** A review that waits for an answer. */
export type WaitingForAnswer = {
  id: number
  serviceCode: string | null
  serviceName: string | null
  reviewBy: string
  records: number
}

/** The reviews that wait for a decision or a second approval, within a reach (null: all), by the day to answer by. */
export async function reviewsToAnswer(db: Db, reach: number[] | null): Promise<WaitingForAnswer[]> {
  const { rows } = await sql<WaitingForAnswer>`
    select review.id, service.code as service_code, service.name as service_name, review.review_by,
      ${recordsIn('review')} as records
    from disposal_reviews as review
    left join services as said on said.id = review.service_id
    left join services as service on service.id = ${inPlaceOf('said')}
    where review.state in ('open', 'awaiting second approval') and ${within(db, reach)}
    order by review.review_by, review.id`.execute(db)
  return rows
}

/** When a review was opened, to be answered and answered. `secondAt` null: it needed no second approval, or has none yet. */
export type AnsweredReview = {
  id: number
  serviceCode: string | null
  serviceName: string | null
  openedOn: string
  reviewBy: string
  decidedAt: string
  secondAt: string | null
  closedAt: string | null
}

/** The reviews whose last decision was made between two instants, the first included, within a reach (null: all). */
export async function reviewsAnswered(
  db: Db,
  reach: number[] | null,
  { from, before }: { from: string; before: string },
): Promise<AnsweredReview[]> {
  const { rows } = await sql<AnsweredReview>`
    select review.id, service.code as service_code, service.name as service_name, review.opened_on, review.review_by,
      decision.decided_at, review.closed_at,
      (select max(decided_at) from review_decisions where review_id = review.id and decision = 'second approval'
        and id > decision.id) as second_at
    from review_decisions as decision
    join disposal_reviews as review on review.id = decision.review_id
    left join services as said on said.id = review.service_id
    left join services as service on service.id = ${inPlaceOf('said')}
    where decision.decision in ('approve disposal', 'keep all longer') and decision.decided_at >= ${from}
      and decision.decided_at < ${before} and ${isMade('decision')} and ${within(db, reach)}
      and not exists (select 1 from review_decisions as later where later.review_id = review.id and later.id > decision.id
        and later.decision in ('approve disposal', 'keep all longer') and ${isMade('later')})
    order by decision.decided_at, review.id`.execute(db)
  return rows
}

/** Records of one service and rule that were kept longer so many times. */
export type RepeatedlyKept = {
  serviceCode: string | null
  serviceName: string | null
  ruleCode: string
  recordSeries: string
  times: number
  records: number
}

/** How many records were kept longer more than once, by how often, within a reach (null: all): those kept longest first. */
export async function repeatedlyKept(db: Db, reach: number[] | null): Promise<RepeatedlyKept[]> {
  const { rows } = await sql<RepeatedlyKept>`
    with repeated as (
      select record_id, count(*) as times, max(review_id) as review_id from review_exceptions
      where kind = 'keep longer' and undone_at is null group by record_id having count(*) > 1
    ), counted as (
      select review.service_id, review.rule_id, repeated.times, count(*) as records
      from repeated join disposal_reviews as review on review.id = repeated.review_id
      group by review.service_id, review.rule_id, repeated.times
    )
    select service.code as service_code, service.name as service_name, rule.code as rule_code, version.record_series,
      counted.times, sum(counted.records) as records
    from counted
    join retention_rules as rule on rule.id = counted.rule_id
    join retention_rule_versions as version on version.id = rule.current_version_id
    left join services as said on said.id = counted.service_id
    left join services as service on service.id = ${inPlaceOf('said')}
    where ${within(db, reach)}
    group by service.code, service.name, rule.code, version.record_series, counted.times
    order by counted.times desc, records desc, rule.code, service.code`.execute(db)
  return rows.map((row) => ({ ...row, records: Number(row.records) }))
}

const within = (db: Db, reach: number[] | null) =>
  reach === null ? sql`true` : sql`service.id in ${idList(db, reach)}`
