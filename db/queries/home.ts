import type { ReminderDays } from '../../src/domain/review-reminder.ts'
import type { Db } from '../schema.ts'
import { isToSendAgain } from './record-feeds.ts'
import { latestReminder } from './review-reminders.ts'
import { isRetired } from './rule-standing.ts'

/** How many activities in force lack what makes them answerable: an owner, or a retention rule. Within a reach (null: all). */
export async function activityGaps(
  db: Db,
  reach: number[] | null,
): Promise<{ withoutOwner: number; withoutRule: number }> {
  const row = await db
    .selectFrom('processingActivities as activity')
    .innerJoin('activityVersions as version', 'version.id', 'activity.shownVersionId')
    .where('activity.status', 'not in', ['retired', 'withdrawn'])
    .$if(reach !== null, (query) => query.where('version.serviceId', 'in', reach ?? []))
    .select((eb) => [
      eb.fn.countAll<number>().filterWhere('version.ownerName', '=', '').as('withoutOwner'),
      eb.fn
        .countAll<number>()
        .filterWhere(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('activityRules')
                .select('activityRules.id')
                .whereRef('activityRules.versionId', '=', 'version.id'),
            ),
          ),
        )
        .as('withoutRule'),
    ])
    .executeTakeFirstOrThrow()
  return row
}

/** How many retention rules in force are only proposed, and await a person. */
export async function proposedRules(db: Db): Promise<number> {
  const row = await db
    .selectFrom('retentionRules as rule')
    .innerJoin('retentionRuleVersions as version', 'version.id', 'rule.currentVersionId')
    .where('version.standing', '=', 'proposed')
    .where(({ not }) => not(isRetired(null)))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

/** The latest feed of each source system when it did not end well (newest first): what somebody has to send again. */
export async function failedFeeds(
  db: Db,
): Promise<{ id: number; source: string; fileName: string; state: string; error: string | null }[]> {
  return db
    .selectFrom('recordFeeds as feed')
    .innerJoin('sourceSystems as system', 'system.id', 'feed.sourceSystemId')
    .where(isToSendAgain)
    .orderBy('feed.id', 'desc')
    .select(['feed.id', 'system.code as source', 'feed.fileName', 'feed.state', 'feed.error'])
    .execute()
}

/** The number of records that are missing at their source, up to a limit; they are listed for a person. */
export async function missingAtSource(db: Db, limit: number): Promise<number> {
  const rows = await db.selectFrom('records').select('id').where('missingSince', 'is not', null).limit(limit).execute()
  return rows.length
}

export type WaitingReview = {
  id: number
  service: string | null
  rule: string
  recordSeries: string
  state: 'open' | 'awaiting second approval' | 'approved'
  reviewBy: string
  records: number
  oldestDueOn: string | null
  reminded: ReminderDays | null
}

/**
 * The reviews in a state, those answered for longest ago first, within a reach (null: all); no more than the limit.
 *
 * All records of a review that is not closed are in it to be decided or disposed of. What is due is in the one open review of its
 * service and rule, so that the kept counts say how many that are.
 */
export async function reviewsWaiting(
  db: Db,
  state: WaitingReview['state'],
  reach: number[] | null,
  limit: number,
): Promise<WaitingReview[]> {
  const rows = await db
    .selectFrom('disposalReviews as review')
    .innerJoin('retentionRules as rule', 'rule.id', 'review.ruleId')
    .innerJoin('retentionRuleVersions as version', 'version.id', 'rule.currentVersionId')
    .leftJoin('services as service', 'service.id', 'review.serviceId')
    .where('review.state', '=', state)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('reviewWork as work')
            .select('work.id')
            .whereRef('work.reviewId', '=', 'review.id')
            .where('work.finishedAt', 'is', null),
        ),
      ),
    )
    .$if(reach !== null, (query) => query.where('review.serviceId', 'in', reach ?? []))
    .orderBy('review.reviewBy')
    .orderBy('review.id')
    .limit(limit)
    .select(['review.id', 'service.name as service', 'rule.code as rule', 'version.recordSeries', 'review.reviewBy'])
    .select(latestReminder('review').as('reminded'))
    .select((eb) => [
      (state === 'open'
        ? eb
            .selectFrom('recordCounts as kept')
            .whereRef('kept.ruleId', '=', 'review.ruleId')
            .where('kept.serviceId', '=', eb.fn.coalesce('review.serviceId', eb.lit(0)))
            .where('kept.state', '=', 'due')
            .select('kept.records as n')
        : eb
            .selectFrom('records')
            .whereRef('records.reviewId', '=', 'review.id')
            .select((r) => r.fn.countAll<number>().as('n'))
      ).as('records'),
      eb
        .selectFrom('records')
        .whereRef('records.reviewId', '=', 'review.id')
        .select((r) => r.fn.min('dueOn').as('oldest'))
        .as('oldestDueOn'),
    ])
    .execute()
  return rows.map((row) => ({ ...row, state, records: row.records ?? 0 }))
}
