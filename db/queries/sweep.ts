import { type RawBuilder, sql } from 'kysely'
import { daysAfter, idList, jsonList, zeroOrOne } from '../dialect.ts'
import type { Db } from '../schema.ts'

/** What a sweep writes on the records that it flags: the day it sweeps for, and the run that opens their reviews. */
export type Flagging = { asOf: string; runId: number }

/**
 * The ids, in order, of the records that are past their period on a day and in no review yet, those missing at their source too.
 *
 * An index alone answers, and in one text: a row object for each would cost more than the sweep itself. The state stands in the
 * statement, not beside it: an index of only some rows is used for no parameter.
 */
export async function idsPastPeriod(db: Db, asOf: string): Promise<number[]> {
  const { rows } = await sql<{ ids: string }>`
    select ${jsonList(db, sql`id`, sql`id`)} as ids from records
    where state = 'retained' and due_on <= ${asOf}`.execute(db)
  return JSON.parse(rows[0]?.ids ?? '[]') as number[]
}

/** Opens a review for each service and rule among the records that has none open. */
export async function openReviewsFor(db: Db, ids: readonly number[], { asOf, runId }: Flagging): Promise<void> {
  await sql`
    insert into disposal_reviews (service_id, rule_id, state, opened_on, opened_by_run_id, review_by)
    select batch.service_id, batch.rule_id, 'open', ${asOf}, ${runId}, ${reviewBy(db, asOf)}
    from (
      select distinct records.service_id, records.rule_id
      from records where id in ${idList(db, ids)} and ${stillPastPeriod(asOf)}
    ) as batch
    join retention_rules as rule on rule.id = batch.rule_id
    join retention_rule_versions as version on version.id = rule.current_version_id
    where true
    on conflict do nothing`.execute(db)
}

/**
 * Makes records due in the open review of their service and rule, and returns their ids in order; those missing at their source stay.
 *
 * Each has its whole review period from this sweep on. `backlog`: it was past its period when it was first seen.
 */
export async function flagDue(db: Db, ids: readonly number[], { asOf }: Flagging): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    update records set
      state = 'due',
      review_id = (
        select review.id from disposal_reviews as review
        where review.state = 'open' and coalesce(review.service_id, 0) = coalesce(records.service_id, 0)
          and review.rule_id = records.rule_id
      ),
      flagged_on = ${asOf},
      review_by = (
        select ${reviewBy(db, asOf)}
        from retention_rules as rule join retention_rule_versions as version on version.id = rule.current_version_id
        where rule.id = records.rule_id
      ),
      backlog = ${zeroOrOne(sql`due_on <= first_seen_on`)}
    where id in ${idList(db, ids)} and ${stillPastPeriod(asOf)}
    returning id`.execute(db)
  return rows.map(({ id }) => id).sort((a, b) => a - b)
}

const reviewBy = (db: Db, asOf: string): RawBuilder<string> => daysAfter(db, asOf, sql`version.review_days`)

/** Asked again in each chunk: a feed or a person may have changed a record since its id was read. */
const stillPastPeriod = (asOf: string) =>
  sql`records.state = 'retained' and records.due_on <= ${asOf} and records.missing_since is null`

/** How many records are in reviews that are not closed, by what they wait for. */
export async function countInReviews(db: Db): Promise<{ due: number; approved: number }> {
  const { rows } = await sql<{ due: number; approved: number }>`
    select coalesce(sum(records) filter (where state = 'open'), 0) as due,
      coalesce(sum(records) filter (where state <> 'open'), 0) as approved
    from (
      select review.state, (select count(*) from records where records.review_id = review.id) as records
      from disposal_reviews as review where review.state in ('open', 'awaiting second approval', 'approved')
    ) as counted`.execute(db)
  return rows[0] ?? { due: 0, approved: 0 }
}

/** How many records have had no trigger date since a day or longer, and how many since an earlier day. */
export async function countOpenSince(db: Db, day: string, earlier: string): Promise<{ long: number; longer: number }> {
  const { rows } = await sql<{ long: number; longer: number }>`
    select count(*) as long, count(*) filter (where first_seen_on <= ${earlier}) as longer
    from records where state = 'open' and first_seen_on <= ${day}`.execute(db)
  return rows[0] ?? { long: 0, longer: 0 }
}
