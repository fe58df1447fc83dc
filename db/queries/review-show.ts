import { type Selectable, sql } from 'kysely'
import type { Db, Schema } from '../schema.ts'

/** A review with its service and the version of its rule that is in force. */
export type Review = Selectable<Schema['disposalReviews']> & {
  serviceCode: string | null
  serviceName: string | null
  rule: ReviewRule
}

/** The rule of a review as its version in force has it. */
export type ReviewRule = { code: string } & Pick<
  Selectable<Schema['retentionRuleVersions']>,
  | 'version'
  | 'recordSeries'
  | 'triggerKind'
  | 'triggerEvent'
  | 'countedFrom'
  | 'period'
  | 'constraint'
  | 'disposalAction'
  | 'authority'
  | 'approvals'
  | 'reviewDays'
  | 'coolingOffDays'
> & { versionId: number }

/** One review, or undefined when there is none within a reach (null: all). */
export async function reviewById(db: Db, id: number, reach: number[] | null): Promise<Review | undefined> {
  const row = await db
    .selectFrom('disposalReviews as review')
    .innerJoin('retentionRules as rule', 'rule.id', 'review.ruleId')
    .innerJoin('retentionRuleVersions as version', 'version.id', 'rule.currentVersionId')
    .leftJoin('services as service', 'service.id', 'review.serviceId')
    .selectAll('review')
    .select(['service.code as serviceCode', 'service.name as serviceName'])
    .select(['rule.code', 'version.id as versionId', 'version.version', 'version.recordSeries', 'version.triggerKind'])
    .select(['version.triggerEvent', 'version.countedFrom', 'version.period', 'version.constraint'])
    .select(['version.disposalAction', 'version.authority', 'version.approvals', 'version.reviewDays'])
    .select('version.coolingOffDays')
    .where('review.id', '=', id)
    .$if(reach !== null, (query) => query.where('review.serviceId', 'in', reach ?? []))
    .executeTakeFirst()
  if (!row) return undefined
  const { code, versionId, version, recordSeries, triggerKind, triggerEvent, countedFrom, period, ...rest } = row
  const { constraint, disposalAction, authority, approvals, reviewDays, coolingOffDays, ...review } = rest
  const dates = { triggerKind, triggerEvent, countedFrom, period }
  const terms = { constraint, disposalAction, authority, approvals, reviewDays, coolingOffDays }
  return { ...review, rule: { code, versionId, version, recordSeries, ...dates, ...terms } }
}

/** What stands in a review: how many records, the earliest and latest due dates, and a text that differs when any of it changes. */
export type ReviewContents = { records: number; oldestDueOn: string | null; newestDueOn: string | null; seen: string }

/**
 * What stands in a review that is not closed.
 *
 * `seen` goes into the forms of the review's page and comes back with a decision: when it differs by then, the records, their dates,
 * the rule or the state of the review are not what the person saw.
 */
export async function reviewContents(db: Db, review: Review): Promise<ReviewContents> {
  type Row = Omit<ReviewContents, 'seen'> & { ids: number; days: number }
  const { rows } = await sql<Row>`
    select count(*) as records, min(due_on) as oldest_due_on, max(due_on) as newest_due_on,
      coalesce(sum(id), 0) as ids, coalesce(sum(cast(replace(due_on, '-', '') as integer)), 0) as days
    from records where review_id = ${review.id}`.execute(db)
  const { ids, days, ...contents } = rows[0] ?? { records: 0, oldestDueOn: null, newestDueOn: null, ids: 0, days: 0 }
  const seen = [review.lockVersion, review.rule.versionId, contents.records, ids, days].join('-')
  return { ...contents, seen }
}
