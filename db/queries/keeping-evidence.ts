import { sql } from 'kysely'
import type { KeepingCounts } from '../../src/domain/keeping-evidence.ts'
import { textList } from '../dialect.ts'
import { inPlaceOf } from '../in-place-of.ts'
import type { Db } from '../schema.ts'
import { isHeldNow } from './held.ts'

/** What is known of how the records of a rule and a service (null: of none) are kept. */
export type KeptOfRule = KeepingCounts & { ruleCode: string; serviceCode: string | null }

/**
 * How the records of some rules are kept, by service. `unconfirmedSince`: the day up to which an instruction should have been answered.
 *
 * Counts are kept for states, and for the days by which reviews are to be answered; records past their period under a hold are counted through an index.
 */
export async function keptOfRules(
  db: Db,
  rules: readonly string[],
  { today, unconfirmedSince }: { today: string; unconfirmedSince: string },
): Promise<KeptOfRule[]> {
  if (rules.length === 0) return []
  const held = await isHeldNow(db)
  const { rows } = await sql<KeptOfRule>`
    with wanted as (select id, code from retention_rules where code in ${textList(db, rules)}), counted as (
      select rule_id, nullif(service_id, 0) as service_id,
        case when state in ('destroyed', 'anonymised', 'transferred', 'already gone') then 0 else records end as records,
        case when state in ('destroyed', 'anonymised', 'transferred') then records else 0 end as disposed_of,
        case when state in ('due', 'approved') then records else 0 end as waiting, 0 as late, 0 as unconfirmed,
        case when state = 'failed' then records else 0 end as failed, 0 as held
      from record_counts where rule_id in (select id from wanted)
      union all
      select review.rule_id, review.service_id, 0, 0, 0, day.records, 0, 0, 0
      from disposal_reviews as review join answer_days as day on day.review_id = review.id
      where review.state in ('open', 'awaiting second approval') and day.review_by < ${today}
        and review.rule_id in (select id from wanted)
      union all
      select review.rule_id, review.service_id, 0, 0, 0, 0, instruction.record_count - instruction.answered_count, 0, 0
      from disposal_instructions as instruction join disposal_reviews as review on review.id = instruction.review_id
      where instruction.state <> 'closed' and instruction.instructed_on <= ${unconfirmedSince}
        and review.rule_id in (select id from wanted)
      union all
      select rule_id, service_id, 0, 0, 0, 0, 0, 0, count(*) from records
      where state = 'retained' and due_on <= ${today} and rule_id in (select id from wanted) and ${held}
      group by rule_id, service_id
    )
    select wanted.code as rule_code, service.code as service_code, sum(counted.records) as records,
      sum(counted.disposed_of) as disposed_of, sum(counted.waiting) - sum(counted.late) as waiting, sum(counted.late) as late,
      sum(counted.unconfirmed) as unconfirmed, sum(counted.failed) as failed, sum(counted.held) as held
    from counted join wanted on wanted.id = counted.rule_id
    left join services as said on said.id = counted.service_id
    left join services as service on service.id = ${inPlaceOf('said')}
    group by wanted.code, service.code`.execute(db)
  return rows.map(({ ruleCode, serviceCode, ...counts }) => ({ ruleCode, serviceCode, ...numbers(counts) }))
}

/** PostgreSQL gives sums as texts, as they may be larger than its whole numbers. */
const numbers = ({ records, disposedOf, waiting, late, unconfirmed, failed, held }: KeepingCounts): KeepingCounts => ({
  ...{ records: Number(records), disposedOf: Number(disposedOf), waiting: Math.max(0, Number(waiting)) },
  ...{ late: Number(late), unconfirmed: Number(unconfirmed), failed: Number(failed), held: Number(held) },
})
