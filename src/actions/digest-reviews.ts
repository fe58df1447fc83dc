import type { Decided, Reader, UnfinishedReview } from '../../db/queries/digest.ts'
import { addDays, dateInWords, type IsoDate } from '../domain/calendar.ts'
import { countOf, listInWords } from '../domain/list.ts'
import { LAST_REMINDER, reminderInWords } from '../domain/review-reminder.ts'
import type { MailBlock } from '../formats/mail.ts'
import type { DigestFacts } from './digest-facts.ts'

/** A part of a digest: the words under which the message goes when nothing is more pressing, and what it says. */
export type Section = { subject: string; blocks: MailBlock[] }

/** Days before the day to answer by from which a review is pressing. */
const PRESSING_DAYS = 7
const MOST_LISTED = 10

const REVIEWS = '/disposal-reviews'

/** What needs a manager, or their deputy: the open reviews of their services. */
export function managerSections(reader: Reader, facts: DigestFacts, baseUrl: string): Section[] {
  const own = facts.reviews.filter(({ serviceId }) => serviceId !== null && reader.serviceIds.includes(serviceId))
  const open = own.filter(({ state }) => state === 'open')
  return [...reminded(open, facts, baseUrl), ...(open.length > 0 ? [waitingSection(open, facts.today, baseUrl)] : [])]
}

/** What others decided about the reviews of a manager's services, if they want to hear of it. */
export function decidedSections(reader: Reader, facts: DigestFacts, baseUrl: string): Section[] {
  const decided = reader.optionalMail
    ? facts.decided.filter(
        ({ serviceId, by }) =>
          serviceId !== null && reader.serviceIds.includes(serviceId) && by.some((one) => !isReader(one, reader)),
      )
    : []
  return decided.length > 0 ? [decidedSection(decided, baseUrl)] : []
}

const isReader = ({ id, name }: Decided['by'][number], reader: Reader): boolean =>
  id === null ? name === reader.name : id === reader.id

/**
 * What needs information governance: second approvals that this person may give, confirmations, what has no service, what was not answered
 * after the last reminder, and what is late with nobody to remind. The last two are told of once.
 */
export function governanceSections(reader: Reader, facts: DigestFacts, baseUrl: string): Section[] {
  const { reviews, today } = facts
  const second = reviews.filter(
    ({ state, firstDeciderId }) => state === 'awaiting second approval' && firstDeciderId !== reader.id,
  )
  const unassigned = reviews.filter(({ state, serviceId }) => state === 'open' && serviceId === null)
  const managed = new Set(facts.managedServiceIds)
  const daysOf = new Map(facts.reminders.map(({ reviewId, days }) => [reviewId, days]))
  const late = reviews.filter(({ id, reviewBy }) => daysOf.has(id) && reviewBy < today)
  const escalated = late.filter(({ id }) => daysOf.get(id) === LAST_REMINDER)
  const forNobody = late.filter(
    (review) => !escalated.includes(review) && !(review.state === 'open' && managed.has(review.serviceId ?? 0)),
  )
  const part = (of: UnfinishedReview[], heading: string, query: string) =>
    of.length === 0
      ? []
      : [{ subject: heading, blocks: [{ heading }, ...listed(of, today, baseUrl, `${REVIEWS}?${query}`)] }]
  return [
    ...part(
      second,
      `${countOf(second.length, 'review')} ${waits(second)} for a second approval`,
      'state=awaiting+second+approval',
    ),
    ...instructionParts(facts, baseUrl),
    ...part(
      unassigned,
      `${countOf(unassigned.length, 'review')} of records without a service ${waits(unassigned)} for your decision`,
      'state=open',
    ),
    ...part(
      escalated,
      `${countOf(escalated.length, 'review')} ${isOrAre(escalated)} still not answered after the last reminder`,
      'escalated=yes',
    ),
    ...part(
      forNobody,
      `${countOf(forNobody.length, 'review')} that no manager can be reminded of ${isOrAre(forNobody)} past the day to answer by`,
      'late=yes',
    ),
  ]
}

/** The reminders made since the last message, each told once. */
function reminded(open: UnfinishedReview[], { reminders, today }: DigestFacts, baseUrl: string): Section[] {
  const daysOf = new Map(reminders.map(({ reviewId, days }) => [reviewId, days]))
  const of = open.filter(({ id }) => daysOf.has(id))
  if (of.length === 0) return []
  const last = of.filter(({ id }) => daysOf.get(id) === LAST_REMINDER).length
  const heading = `Reminder: ${countOf(of.length, 'disposal review')} ${isOrAre(of)} past the day to answer by`
  const list = of.slice(0, MOST_LISTED).map((review) => ({
    text: `${review.recordSeries} (${review.rule}), ${review.service ?? 'no service'}: ${byWhen(review, today)}; reminder ${reminderInWords(daysOf.get(review.id) ?? 0)}`,
    href: `${baseUrl}${REVIEWS}/${review.id}`,
  }))
  const toGovernance = `${last === of.length ? 'This is the last reminder' : `For ${countOf(last, 'review')} this is the last reminder`}: information governance has been told as well.`
  const blocks = [{ heading }, { list }, ...(last > 0 ? [{ text: toGovernance }] : [])]
  return [{ subject: heading, blocks }]
}

/** Source systems that have not answered for a month, and what failed: only people can see to these. */
function instructionParts({ instructions }: DigestFacts, baseUrl: string): Section[] {
  const { late, failed } = instructions
  const part = (heading: string, query: string): Section => ({
    subject: heading,
    blocks: [{ heading }, { link: 'See the list', href: `${baseUrl}${query}` }],
  })
  return [
    ...(late === 0
      ? []
      : [
          part(
            `${countOf(late, 'disposal instruction')} not answered in full after 30 days`,
            '/disposal-instructions?late=yes',
          ),
        ]),
    ...(failed === 0 ? [] : [part(`The disposal of ${countOf(failed, 'record')} failed`, '/records?state=failed')]),
  ]
}

function waitingSection(open: UnfinishedReview[], today: IsoDate, baseUrl: string): Section {
  const soonest = addDays(today, PRESSING_DAYS)
  const late = open.filter(({ reviewBy }) => reviewBy < today)
  const soon = open.filter(({ reviewBy }) => reviewBy >= today && reviewBy <= soonest)
  const reviews = (of: UnfinishedReview[]) => countOf(of.length, 'disposal review')
  const records = open.reduce((sum, review) => sum + review.records, 0)
  const oldest = open.flatMap(({ oldestDueOn }) => oldestDueOn ?? []).sort()[0]
  const all = `${reviews(open)} of your services ${waits(open)} for your decision`
  const pressing = [
    ...(late.length > 0 ? [`${late.length.toLocaleString('en-GB')} ${isOrAre(late)} past the day to answer by`] : []),
    ...(soon.length > 0
      ? [`${soon.length.toLocaleString('en-GB')} ${isOrAre(soon)} to be answered by ${dateInWords(soonest)}`]
      : []),
  ]
  return {
    subject: subjectOf(),
    blocks: [
      { heading: 'Waiting for your decision' },
      {
        text: `${all}: ${countOf(records, 'record')}${oldest ? `, the oldest past its period since ${dateInWords(oldest)}` : ''}.${pressing.length > 0 ? ` ${listInWords(pressing)}.` : ''}`,
      },
      ...listed(open, today, baseUrl, `${REVIEWS}?state=open`),
    ],
  }

  function subjectOf(): string {
    if (late.length > 0) return `${reviews(late)} ${isOrAre(late)} past the day to answer by`
    if (soon.length > 0) return `${reviews(soon)} to answer by ${dateInWords(soon.at(-1)?.reviewBy ?? soonest)}`
    return `${reviews(open)} ${waits(open)} for your decision`
  }
}

/** The reviews to be answered first, and a link to the list of all. */
const listed = (reviews: UnfinishedReview[], today: IsoDate, baseUrl: string, all: string): MailBlock[] => [
  {
    list: reviews.slice(0, MOST_LISTED).map((review) => ({
      text: `${review.recordSeries} (${review.rule}), ${review.service ?? 'no service'}: ${countOf(review.records, 'record')}, ${byWhen(review, today)}`,
      href: `${baseUrl}${REVIEWS}/${review.id}`,
    })),
  },
  {
    link: reviews.length > MOST_LISTED ? `See all ${reviews.length.toLocaleString('en-GB')}` : 'See the list',
    href: baseUrl + all,
  },
]

function byWhen({ state, reviewBy }: UnfinishedReview, today: IsoDate): string {
  if (state === 'approved') return 'approved'
  return reviewBy < today ? `late: answer was due by ${dateInWords(reviewBy)}` : `answer by ${dateInWords(reviewBy)}`
}

const outcomes: Record<Decided['what'], string> = {
  'approve disposal': 'disposal approved',
  'keep all longer': 'all kept longer',
  'second approval': 'second approval given',
  'send back': 'sent back for another decision',
  confirmation: 'disposal confirmed',
}

function decidedSection(decided: Decided[], baseUrl: string): Section {
  const more = decided.length - MOST_LISTED
  return {
    subject: `${countOf(decided.length, 'decision')} of others about records of your services`,
    blocks: [
      { heading: 'Decided by others since the last message' },
      {
        list: decided.slice(0, MOST_LISTED).map((one) => ({
          text: `${one.recordSeries} (${one.rule}), ${countOf(one.records, 'record')}: ${outcomes[one.what]} by ${listInWords([...new Set(one.by.map(({ name }) => name))])}`,
          href: `${baseUrl}${REVIEWS}/${one.reviewId}`,
        })),
      },
      ...(more > 0 ? [{ text: `And ${countOf(more, 'more decision')}.` }] : []),
    ],
  }
}

const isOrAre = (reviews: unknown[]): string => (reviews.length === 1 ? 'is' : 'are')
const waits = (reviews: unknown[]): string => (reviews.length === 1 ? 'waits' : 'wait')
