import { Router } from 'express'
import { reviewCounts } from '../../../db/queries/disposal-reviews.ts'
import { activityGaps, failedFeeds, missingAtSource, proposedRules, reviewsWaiting } from '../../../db/queries/home.ts'
import { lastRun, lastSuccessfulRun } from '../../../db/queries/job-runs.ts'
import type { Db } from '../../../db/schema.ts'
import { may, reach, type User } from '../../domain/permission.ts'
import { needs, userOf } from '../access.ts'
import type { App } from '../app-context.ts'
import { sendPage } from '../page.ts'
import { readQuery } from '../query.ts'
import { homePage, MOST_MISSING, MOST_REVIEWS } from './view.ts'

/** What needs you. */
export function routes(app: App): Router {
  const router = Router()
  router.get('/', needs('use the home page'), async (req, res) => {
    readQuery({}, req)
    const user = userOf(res)
    const facts = await factsFor(app.db, user, app.clock.today())
    sendPage(res, 'home/index', homePage(user, facts, app.clock.today(), app.clock.now()))
  })
  return router
}

export type HomeFacts = Awaited<ReturnType<typeof factsFor>>

/** Everything that the home page may show this person; nothing is read that they may not see. */
async function factsFor(db: Db, user: User, today: string) {
  const within = reach(user)
  const seesReviews = may(user, 'read disposal reviews')
  const seesFeeds = may(user, 'read record feeds')
  return {
    lastSweep: await lastSuccessfulRun(db, 'sweep'),
    latestSweep: await lastRun(db, 'sweep'),
    gaps: await activityGaps(db, within),
    reviews: seesReviews ? await reviewCounts(db, within, today) : null,
    open: seesReviews ? await reviewsWaiting(db, 'open', within, MOST_REVIEWS) : [],
    awaitingSecond: may(user, 'give a second approval')
      ? await reviewsWaiting(db, 'awaiting second approval', null, MOST_REVIEWS)
      : [],
    toConfirm: may(user, 'confirm a disposal') ? await reviewsWaiting(db, 'approved', null, MOST_REVIEWS) : [],
    proposedRules: may(user, 'edit the schedule') ? await proposedRules(db) : null,
    failedFeeds: seesFeeds ? await failedFeeds(db) : null,
    missing: may(user, 'edit the register') ? await missingAtSource(db, MOST_MISSING + 1) : null,
  }
}
