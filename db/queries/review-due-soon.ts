import { sql } from 'kysely'
import { daysAfter, idList } from '../dialect.ts'
import type { Db } from '../schema.ts'

/** Records of one service and rule that must soon be gone. `from`, `to`: the first and last day on which one falls due. */
export type DueSoon = {
  serviceCode: string | null
  serviceName: string | null
  ruleCode: string
  recordSeries: string
  reviewDays: number
  records: number
  from: string
  to: string
}

/**
 * Records of rules that are a maximum which fall due within the days that their rule allows for a review, within a reach (null: all).
 *
 * They are in no review yet: a list for those who want them gone in time.
 */
export async function dueSoon(db: Db, reach: number[] | null, today: string): Promise<DueSoon[]> {
  const within = reach === null ? sql`` : sql`and records.service_id in ${idList(db, reach)}`
  const { rows } = await sql<DueSoon>`
    with maximum as (
      select rule.id, rule.code, version.record_series, version.review_days,
        ${daysAfter(db, today, sql`version.review_days`)} as last_day
      from retention_rules as rule join retention_rule_versions as version on version.id = rule.current_version_id
      where version."constraint" = 'maximum'
    )
    select service.code as service_code, service.name as service_name, maximum.code as rule_code, maximum.record_series,
      maximum.review_days, count(*) as records, min(records.due_on) as "from", max(records.due_on) as "to"
    from records
    join maximum on maximum.id = records.rule_id
    left join services as service on service.id = records.service_id
    where records.state = 'retained' and records.due_on > ${today} and records.due_on <= (select max(last_day) from maximum)
      and records.due_on <= maximum.last_day and records.missing_since is null ${within}
    group by records.service_id, service.code, service.name, records.rule_id, maximum.code, maximum.record_series,
      maximum.review_days
    order by min(records.due_on), maximum.code, service.code nulls first`.execute(db)
  return rows
}
