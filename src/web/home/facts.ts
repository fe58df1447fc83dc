import { activityCount } from '../../../db/queries/activity-list.ts'
import { activitiesToReview, reviewsDueCounts } from '../../../db/queries/activity-reviews.ts'
import { apiTokensExpiring } from '../../../db/queries/api-tokens.ts'
import { lastVerdict } from '../../../db/queries/audit-chain.ts'
import { changeRequestCount, changeRequestList } from '../../../db/queries/change-requests.ts'
import { deputyList } from '../../../db/queries/deputies.ts'
import { holdsPastReview } from '../../../db/queries/disposal-holds.ts'
import { openIncidents } from '../../../db/queries/disposal-incidents.ts'
import { instructionCounts, instructionList } from '../../../db/queries/disposal-instructions.ts'
import { reviewCounts } from '../../../db/queries/disposal-reviews.ts'
import { waitingRequests } from '../../../db/queries/extension-requests.ts'
import { activityGaps, failedFeeds, missingAtSource, proposedRules, reviewsWaiting } from '../../../db/queries/home.ts'
import { lastRun, lastSuccessfulRun } from '../../../db/queries/job-runs.ts'
import { undeliveredSince } from '../../../db/queries/mail-queue.ts'
import { escalatedCount } from '../../../db/queries/review-reminders.ts'
import { ruleDraftCount } from '../../../db/queries/rule-draft-list.ts'
import type { Db } from '../../../db/schema.ts'
import { BACKUP, isBackedUpHere } from '../../actions/nightly-backup.ts'
import { lately, soon } from '../../domain/api-token.ts'
import { addSeconds, type Instant, type IsoDate } from '../../domain/calendar.ts'
import { deputyState } from '../../domain/deputy.ts'
import { may, reach, type User } from '../../domain/permission.ts'
import { soonFrom } from '../../domain/review-cycle.ts'

/** The most reviews listed on the home page; the rest are a link away. */
export const MOST_REVIEWS = 15
/** Beyond this many the home page says "more than". */
export const MOST_MISSING = 10_000

const WEEK_SECONDS = 7 * 86_400

export type HomeFacts = Awaited<ReturnType<typeof factsFor>>

/** Everything that the home page may show this person; nothing is read that they may not see. */
export async function factsFor(db: Db, user: User, { today, now }: { today: IsoDate; now: Instant }) {
  const within = reach(user)
  const seesReviews = may(user, 'read disposal reviews')
  const seesFeeds = may(user, 'read record feeds')
  return {
    trail: may(user, 'read the audit trail') ? await lastVerdict(db) : undefined,
    lastSweep: await lastSuccessfulRun(db, 'sweep'),
    latestSweep: await lastRun(db, 'sweep'),
    ...(user.role === 'administrator' && isBackedUpHere(db)
      ? await backups(db)
      : { latestBackup: undefined, lastBackup: undefined }),
    gaps: await activityGaps(db, within),
    ...(await reviewCycle(db, user, today)),
    reviews: seesReviews ? await reviewCounts(db, within, today) : null,
    open: seesReviews ? await reviewsWaiting(db, 'open', within, MOST_REVIEWS) : [],
    escalated: may(user, 'give a second approval') ? await escalatedCount(db) : null,
    standsIn: await standsInToday(db, user, today),
    awaitingSecond: may(user, 'give a second approval')
      ? await reviewsWaiting(db, 'awaiting second approval', null, MOST_REVIEWS)
      : [],
    extensions: may(user, 'give a second approval')
      ? (await waitingRequests(db)).filter(({ askedById }) => askedById !== user.id)
      : [],
    instructions: may(user, 'read disposal instructions') ? await instructionCounts(db, within, today) : null,
    toAnswer: may(user, 'confirm a disposal')
      ? await instructionList(db, { reach: null, state: 'open', today }, { limit: MOST_REVIEWS })
      : [],
    drafts: may(user, 'edit the register') ? await draftsToApprove(db) : null,
    holdsLate: seesAllHolds(user) ? (await holdsPastReview(db, today)).length : null,
    proposedRules: may(user, 'edit the schedule') ? await proposedRules(db) : null,
    incidents: may(user, 'settle disposal incidents') ? await openIncidents(db) : null,
    failedFeeds: seesFeeds ? await failedFeeds(db) : null,
    tokens: may(user, 'read API tokens') ? await apiTokensExpiring(db, lately(today), soon(today)) : null,
    undelivered: may(user, 'read the mail queue') ? await undeliveredSince(db, addSeconds(now, -WEEK_SECONDS)) : null,
    missing: may(user, 'edit the register') ? await missingAtSource(db, MOST_MISSING + 1) : null,
  }
}

/** For whom this person stands in today. */
const standsInToday = async (db: Db, { id }: User, today: IsoDate) =>
  (await deputyList(db, { person: id, notOverOn: today, reach: null })).filter(
    (deputy) => deputy.deputyId === id && deputyState(deputy, today) === 'now',
  )

/** A manager is shown the holds on their services, and reminded of none: governance looks at them again. */
const seesAllHolds = (user: User): boolean => may(user, 'read disposal holds') && reach(user) === null

/** How many versions of activities, and drafts of rules, wait for somebody to approve them. */
const draftsToApprove = async (db: Db) => ({
  activities: await activityCount(db, { onItsWay: 'submitted' }, null),
  rules: await ruleDraftCount(db, { state: 'submitted' }, null),
})

/** What has to be reviewed, for those who answer for it, and the changes asked for, for those who make them. */
async function reviewCycle(db: Db, user: User, today: IsoDate) {
  const within = reach(user)
  const until = soonFrom(today)
  const edits = may(user, 'edit the register')
  return {
    reviewsDue: await reviewsDueCounts(db, within, { today, until }),
    activities: may(user, 'confirm an activity') ? await activitiesToReview(db, within, until, MOST_REVIEWS) : [],
    changesAsked: edits ? await changeRequestCount(db, { state: 'open' }, within) : null,
    changes: edits ? await changeRequestList(db, { state: 'open' }, within, { limit: MOST_REVIEWS, offset: 0 }) : [],
  }
}

const backups = async (db: Db) => ({
  latestBackup: await lastRun(db, BACKUP),
  lastBackup: await lastSuccessfulRun(db, BACKUP),
})
