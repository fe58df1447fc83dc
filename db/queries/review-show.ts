import { setImmediate as turnOfEvents } from 'node:timers/promises'
import { type RawBuilder, type Selectable, sql } from 'kysely'
import { type DuePlace, legsOf } from '../due-order.ts'
import { inPlaceOf } from '../in-place-of.ts'
import type { Db, Schema } from '../schema.ts'
import { endOfStretch } from './review-stretches.ts'

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

/**
 * What stands in a review: how many records, the earliest and latest due dates, whether an activity that uses its rule holds special category
 * or offence data, and a text that differs when any of the records changes.
 */
export type ReviewContents = {
  records: number
  oldestDueOn: string | null
  newestDueOn: string | null
  special: boolean
  seen: string
}

const LONG = 20_000

/**
 * What stands in a review that is not closed. Outside of a transaction a long list is counted stretch by stretch: others get their turn.
 *
 * `seen` goes into the forms of the review's page and comes back with a decision: when it differs by then, the records, their dates,
 * the rule or the state of the review are not what the person saw.
 */
export async function reviewContents(db: Db, review: Review): Promise<ReviewContents> {
  const sums: Sums = { records: 0, oldestDueOn: null, newestDueOn: null, ids: 0, days: 0 }
  let after: DuePlace | null = null
  let end = db.isTransaction ? undefined : await endOfStretch(db, review.id, null, LONG)
  const isLong = end !== undefined
  for (;;) {
    for (const leg of isLong ? legsOf(after, end) : [sql`true`]) add(sums, await sumsOf(db, review.id, leg))
    if (end === undefined) break
    await turnOfEvents()
    after = end
    end = await endOfStretch(db, review.id, after, LONG)
  }
  // What its source has disposed of and the inventory has forgotten has no date any more.
  if (isLong) add(sums, await sumsOf(db, review.id, sql`due_on is null`))
  return contentsOf(review, sums, await holdsSpecialData(db, review.ruleId))
}

/** The same from sums that were made otherwise. */
export function contentsOf(review: Review, { ids, days, ...contents }: Sums, special: boolean): ReviewContents {
  const seen = [review.lockVersion, review.rule.versionId, contents.records, ids, days].join('-')
  return { ...contents, special, seen }
}

/** Counts and sums of the records of a review: of their ids, and of their due dates as numbers. */
export type Sums = {
  records: number
  oldestDueOn: string | null
  newestDueOn: string | null
  ids: number
  days: number
}

async function sumsOf(db: Db, reviewId: number, condition: RawBuilder<unknown>): Promise<Sums | undefined> {
  const { rows } = await sql<Sums>`
    select count(*) as records, min(due_on) as oldest_due_on, max(due_on) as newest_due_on,
      coalesce(sum(id), 0) as ids, coalesce(sum(cast(replace(due_on, '-', '') as integer)), 0) as days
    from records where review_id = ${reviewId} and ${condition}`.execute(db)
  return rows[0]
}

function add(sums: Sums, more: Sums | undefined): void {
  if (!more) return
  sums.records += more.records
  sums.ids += more.ids
  sums.days += more.days
  sums.oldestDueOn ??= more.oldestDueOn
  sums.newestDueOn = more.newestDueOn ?? sums.newestDueOn
}

/** True when an activity in force that uses a rule holds special category or offence data. */
export async function holdsSpecialData(db: Db, ruleId: number): Promise<boolean> {
  const row = await db
    .selectFrom('activityRules as link')
    .innerJoin('processingActivities as activity', 'activity.currentVersionId', 'link.versionId')
    .innerJoin('activityTerms as of', 'of.versionId', 'link.versionId')
    .innerJoin('terms as named', 'named.id', 'of.termId')
    .innerJoin('terms as term', (join) => join.on('term.id', '=', inPlaceOf('named')))
    .select('activity.id')
    .where('link.ruleId', '=', ruleId)
    .where('activity.status', 'not in', ['retired', 'withdrawn'])
    .where('term.mark', 'in', ['special category', 'criminal offence'])
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
