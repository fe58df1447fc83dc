import { z } from 'zod'
import { optionalText, requiredText } from './activity-text.ts'
import { addDays, addPeriod, type IsoDate, readDate } from './calendar.ts'

/** A processing activity is reviewed a cycle, in months, after its approval, and after each day on which its owner confirms it. */
export const reviewOn = (from: IsoDate, { reviewCycleMonths }: { reviewCycleMonths: number }): IsoDate =>
  addPeriod(from, { years: 0, months: reviewCycleMonths, days: 0 })

const SOON_DAYS = 30

/** The last day on which a review falls due soon: 30 days from today, that day included. */
export const soonFrom = (today: IsoDate): IsoDate => addDays(today, SOON_DAYS)

export type ReviewStanding = 'overdue' | 'soon' | 'later'

/** How the next review of an activity stands: it may be done until its day, that day included. */
export function reviewStanding(nextReviewOn: IsoDate | null, today: IsoDate): ReviewStanding {
  if (nextReviewOn === null || nextReviewOn > soonFrom(today)) return 'later'
  return nextReviewOn < today ? 'overdue' : 'soon'
}

export const requestAnswers = ['confirmed', 'change asked', 'approved anew', 'retired'] as const
/** What became of an activity since a review of it was asked for. */
export type RequestAnswer = (typeof requestAnswers)[number]

export const requestStates = ['open', 'closed', 'withdrawn'] as const
/** `closed`: every activity has been answered for; `withdrawn`: governance has taken the request back. */
export type RequestState = (typeof requestStates)[number]

/** How a request for reviews stands. */
export function requestState({
  closedAt,
  withdrawnAt,
}: {
  closedAt: string | null
  withdrawnAt: string | null
}): RequestState {
  if (withdrawnAt !== null) return 'withdrawn'
  return closedAt === null ? 'open' : 'closed'
}

/** What an owner may add to a confirmation. */
export const ConfirmationDraft = z.object({ text: optionalText('the note', 2000) })

/** What an owner says has changed. */
export const ChangeRequestDraft = z.object({ text: requiredText('what has changed', 4000) })

/** The word with which a request is closed or withdrawn. `what` completes “Enter …”. */
export const ClosingWord = (what: string) => z.object({ text: requiredText(what, 2000) })

const MOST_MONTHS = 24
/** What stands for every service in the list to choose from. */
export const ALL_SERVICES = 'all'

/**
 * What the owners of services are asked: until when, a day from today on and within two years, and in which words.
 *
 * `unmanaged`: whoever asks knows that nobody is told for services without a manager.
 */
export const ReviewRequestDraft = (today: IsoDate) =>
  z.object({
    services: z
      .preprocess(
        (value) => [value ?? []].flat(),
        z.array(z.string({ error: 'Choose services from the list' }).max(100, 'Choose services from the list')),
      )
      .pipe(
        z.array(z.string()).min(1, 'Choose the services whose owners are asked').max(2000, 'Choose fewer services'),
      ),
    due: requiredText('the day by which to review', 30).transform((text, context) => {
      const date = readDate(text)
      const problem = dueProblem(date, today)
      if (problem !== null) context.addIssue({ code: 'custom', message: problem })
      return date ?? today
    }),
    message: requiredText('the message', 4000),
    unmanaged: z.preprocess((value) => value === 'yes', z.boolean()),
  })
export type ReviewRequestDraft = z.output<ReturnType<typeof ReviewRequestDraft>>

function dueProblem(date: IsoDate | null, today: IsoDate): string | null {
  if (date === null) return 'Enter the day by which to review as a date, for example 31/03/2027'
  if (date < today) return 'Enter a day that is not in the past'
  return date > addPeriod(today, { years: 0, months: MOST_MONTHS, days: 0 }) ? 'Enter a day within two years' : null
}
