import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { MovableState } from '../../src/domain/rule-change.ts'
import { idList } from '../dialect.ts'
import type { Db } from '../schema.ts'
import type { AlikeRecords } from './rule-records.ts'

/** The first ids of records of a rule and state that stand alike, of those between the first and the last of them. */
export async function idsAlike(
  db: Db,
  at: { ruleId: number; state: MovableState; alike: AlikeRecords; limit: number },
): Promise<number[]> {
  const { alike } = at
  const same = (column: string, value: string | number | null): RawBuilder<SqlBool> =>
    sql`${sql.ref(column)} is not distinct from ${value}`
  const { rows } = await sql<{ id: number }>`
    select id from records
    where rule_id = ${at.ruleId} and state = ${at.state} and id >= ${alike.firstId} and id <= ${alike.lastId}
      and ${same('trigger_on', alike.triggerOn)} and ${same('kept_until', alike.keptUntil)} and ${same('due_on', alike.dueOn)}
      and ${same('service_id', alike.serviceId)} and ${same('review_id', alike.reviewId)}
      and rule_version_id = ${alike.ruleVersionId}
    order by id limit ${at.limit}`.execute(db)
  return rows.map(({ id }) => id)
}

/** What is said of a review that a change of its rule touches. */
export type ReviewStanding = {
  id: number
  serviceName: string | null
  state: 'open' | 'awaiting second approval' | 'approved' | 'closed'
  reviewBy: string
}

/** The reviews with these ids, those to be answered first at the head. */
export async function reviewStandings(db: Db, ids: readonly number[]): Promise<ReviewStanding[]> {
  const { rows } = await sql<ReviewStanding>`
    select review.id, service.name as service_name, review.state, review.review_by
    from disposal_reviews as review left join services as service on service.id = review.service_id
    where review.id in ${idList(db, ids)}
    order by review.review_by, review.id`.execute(db)
  return rows
}
