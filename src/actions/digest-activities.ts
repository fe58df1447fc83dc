import type { ActivityToReview } from '../../db/queries/activity-reviews.ts'
import type { ChangeRequest } from '../../db/queries/change-requests.ts'
import type { Reader } from '../../db/queries/digest.ts'
import { dateInWords, type IsoDate } from '../domain/calendar.ts'
import { countOf, listInWords } from '../domain/list.ts'
import type { MailBlock } from '../formats/mail.ts'
import type { DigestFacts } from './digest-facts.ts'
import type { Section } from './digest-reviews.ts'

const MOST_LISTED = 10
const LONGEST = 100
const LIST = '/processing-activities'

/** The activities of a manager's services that they have yet to answer for: those for which a change is asked wait for governance. */
export function activitiesOfManager(
  { serviceIds }: Reader,
  { activitiesToReview, today }: DigestFacts,
  baseUrl: string,
): Section[] {
  const own = activitiesToReview.filter(({ serviceId, changeAsked }) => serviceIds.includes(serviceId) && !changeAsked)
  if (own.length === 0) return []
  const overdue = own.filter(({ nextReviewOn }) => nextReviewOn < today)
  const soon = own.length - overdue.length
  const parts = [
    ...(overdue.length > 0 ? [`${countOf(overdue.length, 'review')} ${isOrAre(overdue.length)} overdue`] : []),
    ...(soon > 0 ? [`${countOf(soon, 'review')} ${isOrAre(soon)} due within 30 days`] : []),
  ]
  const heading = `${countOf(own.length, 'processing activity', 'processing activities')} of your services to review`
  return [
    {
      subject: heading,
      blocks: [
        { heading: 'Activities to review' },
        { text: `Say of each that it is still true, or what has changed: ${listInWords(parts)}.` },
        ...listed(own, today, baseUrl, LIST),
      ],
    },
  ]
}

/** What governance hears of the review cycle: what is overdue, and what owners said has changed. */
export function activitiesOfGovernance(
  { activitiesToReview, changesAsked, today }: DigestFacts,
  baseUrl: string,
): Section[] {
  const overdue = activitiesToReview.filter(({ nextReviewOn }) => nextReviewOn < today)
  const late = `${countOf(overdue.length, 'activity is', 'activities are')} past the day to review ${overdue.length === 1 ? 'it' : 'them'}`
  const changes = `${countOf(changesAsked.length, 'change')} asked for by those who answer for activities`
  return [
    ...(changesAsked.length === 0
      ? []
      : [{ subject: changes, blocks: [{ heading: changes }, ...changesListed(changesAsked, baseUrl)] }]),
    ...(overdue.length === 0
      ? []
      : [
          {
            subject: late,
            blocks: [{ heading: late }, ...listed(overdue, today, baseUrl, `${LIST}?review=overdue`)],
          },
        ]),
  ]
}

const listed = (activities: ActivityToReview[], today: IsoDate, baseUrl: string, all: string): MailBlock[] => [
  {
    list: activities.slice(0, MOST_LISTED).map(({ reference, title, serviceName, nextReviewOn }) => ({
      text: `${title} (${reference}), ${serviceName}: ${nextReviewOn < today ? 'was due' : 'due'} on ${dateInWords(nextReviewOn)}`,
      href: `${baseUrl}${LIST}/${reference}`,
    })),
  },
  {
    link: activities.length > MOST_LISTED ? `See all ${activities.length.toLocaleString('en-GB')}` : 'See the list',
    href: baseUrl + all,
  },
]

const changesListed = (requests: ChangeRequest[], baseUrl: string): MailBlock[] => [
  {
    list: requests.slice(0, MOST_LISTED).map(({ reference, title, askedByName, text }) => ({
      text: `${title} (${reference}): ${askedByName} says ${short(text)}`,
      href: `${baseUrl}${LIST}/${reference}`,
    })),
  },
  { link: 'See the list', href: `${baseUrl}/change-requests?state=open` },
]

const short = (text: string): string => (text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).trimEnd()}…`)

const isOrAre = (count: number): string => (count === 1 ? 'is' : 'are')
