import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { AsAt } from '../../src/domain/as-at.ts'
import { londonDate } from '../../src/domain/calendar.ts'
import type { ActivityStatus } from '../../src/domain/processing-activity.ts'
import { reviewOn } from '../../src/domain/review-cycle.ts'
import type { Db } from '../schema.ts'
import { confirmationsThen } from './activity-confirmations.ts'

/** Which version of `activity` is shown: the one in force or, before there is one, the newest; as at a day, the one in force at its end. */
export const shownVersion = (asAt: AsAt | null): RawBuilder<number | null> =>
  asAt === null
    ? sql`activity.shown_version_id`
    : sql`(select then_.id from activity_versions as then_
        where then_.activity_id = activity.id and then_.approved_at < ${asAt.before}
        order by then_.approved_at desc, then_.version desc limit 1)`

/** Which version of `activity` is in force, null for none; as at a day, at its end. */
export const versionInForce = (asAt: AsAt | null): RawBuilder<number | null> =>
  asAt === null ? sql`activity.current_version_id` : shownVersion(asAt)

/** True when `activity` was retired by the end of a day. */
const retiredBy = (asAt: AsAt): RawBuilder<SqlBool> =>
  sql`exists (select 1 from activity_retirements as retirement
    where retirement.activity_id = activity.id and retirement.retired_at < ${asAt.before})`

/** The status of `activity`; as at a day it is approved or retired, since lists then show nothing else. */
export const statusOf = (asAt: AsAt | null): RawBuilder<ActivityStatus> =>
  asAt === null ? sql`activity.status` : sql`case when ${retiredBy(asAt)} then 'retired' else 'approved' end`

/** How an activity stood at the end of a day: with the version that was in force then; undefined when none was. */
export async function activityStanding(db: Db, id: number, asAt: AsAt) {
  const row = await db
    .selectFrom('processingActivities as activity')
    .innerJoin('activityVersions as version', (join) => join.on('version.id', '=', shownVersion(asAt)))
    .select(['version.id as shownVersionId', 'version.version', 'version.serviceId'])
    .select(['version.approvedAt', 'version.reviewCycleMonths', statusOf(asAt).as('status')])
    .where('activity.id', '=', id)
    .executeTakeFirst()
  if (!row) return undefined
  const { approvedAt, reviewCycleMonths, ...standing } = row
  const confirmedOn = (await confirmationsThen(db, [id], asAt)).get(id) ?? null
  const dates = datesThen({ approvedAt, reviewCycleMonths, confirmedOn })
  return { ...standing, currentVersionId: row.shownVersionId, ...dates }
}

/** The days of approval and of the next review of a version that was in force, as they stood then. */
export function datesThen(version: {
  approvedAt: string | null
  reviewCycleMonths: number
  confirmedOn: string | null
}): { approvedOn: string | null; nextReviewOn: string | null } {
  if (version.approvedAt === null) return { approvedOn: null, nextReviewOn: null }
  const approvedOn = londonDate(version.approvedAt)
  const from = version.confirmedOn !== null && version.confirmedOn > approvedOn ? version.confirmedOn : approvedOn
  return { approvedOn, nextReviewOn: reviewOn(from, version) }
}
