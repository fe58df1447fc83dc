import { dateInWords, instantInWords } from '../../domain/calendar.ts'
import { countOf } from '../../domain/list.ts'
import type { StatCard } from '../components.ts'
import { card } from './card.ts'
import type { HomeFacts } from './facts.ts'

/** How many disposal reviews want somebody. */
export const reviewCards = (reviews: NonNullable<HomeFacts['reviews']>): StatCard[] => [
  {
    ...card(
      reviews.open,
      'disposal review waiting',
      'disposal reviews waiting',
      '/disposal-reviews?state=open',
      'orange',
    ),
    detail: reviews.oldestDueOn
      ? `${countOf(reviews.records, 'record')}; the oldest past its period since ${dateInWords(reviews.oldestDueOn)}`
      : null,
  },
  card(reviews.late, 'review past its date', 'reviews past their date', '/disposal-reviews?late=yes', 'red'),
  card(
    reviews.awaitingSecond,
    'review awaiting a second approval',
    'reviews awaiting a second approval',
    '/disposal-reviews?state=awaiting+second+approval',
    'orange',
  ),
]

/** Records that holds keep past their period need nobody: how many they are is as of the last sweep, and said to be; the list is of now. */
export function holdCards({ holdsLate, lastSweep }: HomeFacts): StatCard[] {
  if (holdsLate === null) return []
  const kept = lastSweep?.heldPastPeriod ?? 0
  const until = lastSweep?.asOf ? `&due_to=${lastSweep.asOf}` : ''
  return [
    card(holdsLate, 'hold past its review', 'holds past their review', '/disposal-holds?state=past+its+review', 'red'),
    ...(kept === 0
      ? []
      : [
          {
            ...card(
              kept,
              'record held past its period',
              'records held past their period',
              `/records?held=yes&state=retained${until}`,
              'purple',
            ),
            detail: lastSweep?.finishedAt
              ? `As the sweep counted them on ${instantInWords(lastSweep.finishedAt)}`
              : null,
          },
        ]),
  ]
}

/** What source systems owe an answer for, and what they could not do. */
export const instructionCards = ({
  open,
  records,
  late,
  failed,
}: NonNullable<HomeFacts['instructions']>): StatCard[] => [
  {
    ...card(
      open,
      'disposal instruction without all answers',
      'disposal instructions without all answers',
      '/disposal-instructions?state=open',
      'orange',
    ),
    detail: open > 0 ? `${countOf(records, 'record')} without an answer` : null,
  },
  card(
    late,
    'disposal instruction not answered after 30 days',
    'disposal instructions not answered after 30 days',
    '/disposal-instructions?late=yes',
    'red',
  ),
  card(failed, 'record whose disposal failed', 'records whose disposal failed', '/records?state=failed', 'red'),
]

/** What is wrong is said at once: a count alone would not say how bad it is. */
export function incidentCard(incidents: NonNullable<HomeFacts['incidents']>): StatCard {
  const open = incidents.reduce((sum, { incidents: count }) => sum + count, 0)
  const detail = incidents.map(({ kind, records }) => `${countOf(records, 'record')}: ${kind}`).join('; ')
  return {
    ...card(open, 'disposal incident', 'disposal incidents', '/disposal-incidents?state=open', 'red'),
    detail: detail || null,
  }
}
