import { headOfTrail } from '../../db/queries/audit-events.ts'
import { decidedBetween, digestReaders, jobsFailedBetween, unfinishedReviews } from '../../db/queries/digest.ts'
import { failedFeeds } from '../../db/queries/home.ts'
import { lastSuccessfulRun } from '../../db/queries/job-runs.ts'
import { givenUpBetween } from '../../db/queries/mail-outbox.ts'
import type { Db } from '../../db/schema.ts'
import type { Instant, IsoDate } from '../domain/calendar.ts'
import { SWEEP } from './sweep.ts'

/** Between which instants something is news: since the last digest. */
export type Since = { after: Instant; until: Instant; today: IsoDate }

export type DigestFacts = Awaited<ReturnType<typeof digestFacts>>

/** Everything that any digest of a day may tell, asked once for all readers. */
export async function digestFacts(db: Db, { after, until, today }: Since) {
  return {
    today,
    until,
    readers: await digestReaders(db),
    reviews: await unfinishedReviews(db),
    decided: await decidedBetween(db, after, until),
    lastSweepAt: (await lastSuccessfulRun(db, SWEEP))?.finishedAt ?? null,
    failedJobs: await jobsFailedBetween(db, after, until),
    failedFeeds: await failedFeeds(db),
    mailGivenUp: await givenUpBetween(db, after, until),
    trail: await headOfTrail(db),
  }
}
