import { activitiesToReview } from '../../db/queries/activity-reviews.ts'
import { headOfTrail } from '../../db/queries/audit-events.ts'
import { changeRequestList } from '../../db/queries/change-requests.ts'
import { decidedBetween, jobsFailedBetween, unfinishedReviews } from '../../db/queries/digest.ts'
import { holdsPastReview } from '../../db/queries/disposal-holds.ts'
import { openIncidents } from '../../db/queries/disposal-incidents.ts'
import { instructionCounts } from '../../db/queries/disposal-instructions.ts'
import { waitingRequests } from '../../db/queries/extension-requests.ts'
import { failedFeeds } from '../../db/queries/home.ts'
import { lastSuccessfulRun } from '../../db/queries/job-runs.ts'
import { givenUpBetween } from '../../db/queries/mail-outbox.ts'
import { remindersBetween } from '../../db/queries/review-reminders.ts'
import type { Db } from '../../db/schema.ts'
import type { Instant, IsoDate } from '../domain/calendar.ts'
import { soonFrom } from '../domain/review-cycle.ts'
import { SWEEP } from './sweep-flagging.ts'

/** More are not counted in a message. */
const MOST_CHANGES = 1000

/** How things stand when the digest of a day is written. */
export type DigestState = Awaited<ReturnType<typeof digestState>>

/** What happened since somebody was told last. */
export type DigestNews = Awaited<ReturnType<typeof digestNews>>

/** Everything that the digest of one person may tell. `managedServiceIds`: of the services that have somebody who is written to. */
export type DigestFacts = DigestState & DigestNews & { managedServiceIds: number[] }

/** How things stand, asked once for all readers. `until`: when the digest is written, up to which it tells what happened. */
export async function digestState(db: Db, { until, today }: { until: Instant; today: IsoDate }) {
  return {
    today,
    until,
    reviews: await unfinishedReviews(db),
    extensionsAsked: await waitingRequests(db),
    activitiesToReview: await activitiesToReview(db, null, soonFrom(today)),
    changesAsked: await changeRequestList(db, { state: 'open' }, null, { limit: MOST_CHANGES, offset: 0 }),
    holdsPastReview: await holdsPastReview(db, today),
    heldPastPeriod: (await lastSuccessfulRun(db, SWEEP))?.heldPastPeriod ?? 0,
    lastSweepAt: (await lastSuccessfulRun(db, SWEEP))?.finishedAt ?? null,
    failedFeeds: await failedFeeds(db),
    incidents: await openIncidents(db),
    instructions: await instructionCounts(db, null, today),
    trail: await headOfTrail(db),
  }
}

/** What happened after one instant and until another, inclusive. */
export async function digestNews(db: Db, after: Instant, until: Instant) {
  return {
    decided: await decidedBetween(db, after, until),
    reminders: await remindersBetween(db, after, until),
    failedJobs: await jobsFailedBetween(db, after, until),
    mailGivenUp: await givenUpBetween(db, after, until),
  }
}
