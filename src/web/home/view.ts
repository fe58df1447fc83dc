import type { JobRun } from '../../../db/queries/job-runs.ts'
import { CERTIFICATE_CHANGED, TRAIL_BROKEN } from '../../actions/trail-verification.ts'
import { detailsOf } from '../../domain/audit-sentence.ts'
import { dateInWords, hoursBetween, type Instant, type IsoDate, instantInWords } from '../../domain/calendar.ts'
import { countOf, listInWords } from '../../domain/list.ts'
import type { User } from '../../domain/permission.ts'
import { SWEEP_LATE_HOURS } from '../../domain/sweep-guard.ts'
import { expiryTable } from '../api-tokens/view.ts'
import type { Link, StatCard, TableView } from '../components.ts'
import { instructionsTable } from '../disposal-reviews/instructions-table.ts'
import { activitiesTable, changesTable } from './activities-view.ts'
import { backupAlarm } from './backups.ts'
import { cards } from './cards.ts'
import { extensionsTable } from './extensions-view.ts'
import { type HomeFacts, MOST_REVIEWS } from './facts.ts'
import { reviewTable } from './reviews-view.ts'

/** What needs this person, most pressing first. */
export function homePage(user: User, facts: HomeFacts, today: IsoDate, now: Instant) {
  const all = cards(facts)
  const pressing = all.filter((one) => one.colour)
  return {
    title: 'What needs you',
    lead: leads[user.role],
    standsIn: standsInWords(facts.standsIn),
    late: sweepIsLate(facts.lastSweep, now),
    trailBroken: trailIsBroken(facts.trail),
    sweep: sweepInWords(facts.lastSweep),
    warnings: [
      facts.latestSweep?.state === 'failed' ? (facts.latestSweep.error ?? 'The last sweep failed.') : null,
      backupAlarm(facts.latestBackup, facts.lastBackup, now),
    ].filter((text) => text !== null),
    sweepHref: facts.latestSweep && user.role !== 'manager' ? `/job-runs/${facts.latestSweep.id}` : null,
    cards: pressing,
    inOrder: inOrder(all.filter((one) => !pressing.includes(one))),
    more: [...moreReviews(facts), ...moreActivities(facts)],
    tables: tables(user, facts, today),
  }
}

/** For whom the reader stands in today: a sentence for each manager and last day. */
function standsInWords(deputies: HomeFacts['standsIn']): string[] {
  const together = Map.groupBy(deputies, ({ managerName, toOn }) => `${managerName} until ${dateInWords(toOn)}`)
  return [...together].map(
    ([who, of]) =>
      `You stand in for ${who}, that day included: ${listInWords(of.map(({ serviceName }) => serviceName))}.`,
  )
}

const leads: Record<User['role'], string> = {
  governance: 'The register, the schedule and every disposal review.',
  manager: 'The records of your services that are past their period, and the activities you answer for.',
  auditor: 'You can read and export everything, and change nothing.',
  administrator: 'Feeds, jobs and the health of the service.',
}

/** The sentence of the red banner, or null when a sweep has succeeded lately. */
function sweepIsLate(last: JobRun | undefined, now: Instant): string | null {
  if (!last?.finishedAt)
    return 'The nightly sweep has never run, so that an empty list here means nothing. Ask an administrator to run it.'
  const hours = Math.floor(hoursBetween(last.finishedAt, now))
  if (hours <= SWEEP_LATE_HOURS) return null
  return `The nightly sweep last succeeded ${hours} hours ago. What fell due since then is not listed here.`
}

/** The sentence of the red banner, until a verification finds the audit trail and the certificates whole again. */
function trailIsBroken(trail: HomeFacts['trail']): string | null {
  if (!trail?.broken) return null
  const { finding, certificate } = detailsOf({ details: trail.details, personDetails: null }).facts
  const what = certificate === undefined ? TRAIL_BROKEN : CERTIFICATE_CHANGED
  return `${what} ${finding ?? ''} This was found on ${instantInWords(trail.at)}.`
}

function sweepInWords(last: JobRun | undefined): string {
  if (!last?.finishedAt || !last.asOf) return 'No sweep has succeeded yet.'
  const missed = last.daysMissed > 0 ? `, catching up ${countOf(last.daysMissed, 'missed day')}` : ''
  return `Last sweep ${instantInWords(last.finishedAt)}, as at ${dateInWords(last.asOf)}${missed}: ${countOf(last.newlyDue, 'record')} newly due, ${last.stillDue.toLocaleString('en-GB')} still waiting from before.`
}

/** What needs nobody is said in one line, so that what does stands out. */
function inOrder(quiet: StatCard[]): string | null {
  if (quiet.length === 0) return null
  return `In order: ${listInWords(quiet.map(({ label }) => `no ${label}`))}.`
}

/** The link to the rest, where the list holds more than the home page shows. */
const moreReviews = ({ reviews }: HomeFacts): Link[] =>
  reviews && reviews.open > MOST_REVIEWS
    ? [
        {
          text: `See all ${reviews.open.toLocaleString('en-GB')} disposal reviews`,
          href: '/disposal-reviews?state=open',
        },
      ]
    : []

/** Of the activities to review, those within 30 days: those that are overdue come first, and have a number of their own above. */
const moreActivities = ({ activities, reviewsDue }: HomeFacts): Link[] =>
  reviewsDue.soon > 0 && activities.length > 0 && reviewsDue.overdue + reviewsDue.soon > activities.length
    ? [
        {
          text: `See all ${countOf(reviewsDue.soon, 'activity', 'activities')} to review within 30 days`,
          href: '/processing-activities?review=soon',
        },
      ]
    : []

function tables(user: User, facts: HomeFacts, today: IsoDate): TableView[] {
  const open =
    facts.reviews === null
      ? []
      : [reviewTable('Disposal reviews waiting for a decision', facts.open, today, emptyOpen[user.role])]
  return [
    ...(facts.extensions.length > 0 ? [extensionsTable(facts.extensions)] : []),
    ...(facts.awaitingSecond.length > 0
      ? [reviewTable('Waiting for your second approval', facts.awaitingSecond, today, '')]
      : []),
    ...(facts.toAnswer.length > 0
      ? [instructionsTable('Disposal instructions without all answers', facts.toAnswer, today)]
      : []),
    ...open,
    ...(facts.changes.length > 0 ? [changesTable(facts.changes)] : []),
    ...(facts.activities.length > 0 ? [activitiesTable(facts.activities, today)] : []),
    ...(facts.failedFeeds && facts.failedFeeds.length > 0 ? [feedTable(facts.failedFeeds)] : []),
    ...(facts.tokens && facts.tokens.length > 0 ? [expiryTable(facts.tokens, today)] : []),
  ]
}

const emptyOpen: Record<User['role'], string> = {
  governance: 'No disposal review is waiting for a decision.',
  manager: 'None of your services’ records is waiting for your decision.',
  auditor: 'No disposal review is waiting for a decision.',
  administrator: '',
}

const feedTable = (feeds: NonNullable<HomeFacts['failedFeeds']>): TableView => ({
  caption: 'Feeds to send again',
  head: [{ text: 'File' }, { text: 'Source system' }, { text: 'What went wrong' }],
  rows: feeds.map((feed) => [
    { text: feed.fileName, href: `/record-feeds/${feed.id}`, header: true },
    { text: feed.source },
    { text: feed.error ?? feed.state },
  ]),
  empty: '',
})
