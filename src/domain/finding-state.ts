import { z } from 'zod'
import { requiredText } from './activity-text.ts'
import { addPeriod, type IsoDate, readDate } from './calendar.ts'

export const findingStates = ['open', 'accepted', 'fixed'] as const
/** `open`: somebody has to see to it; `accepted`: somebody has said why it may stay so for now; `fixed`: it is found no more. */
export type FindingState = (typeof findingStates)[number]

/** How a finding stands on a day; an acceptance holds until its last day, that day included. */
export function stateOfFinding(
  { fixedOn, acceptedUntil }: { fixedOn: IsoDate | null; acceptedUntil: IsoDate | null },
  today: IsoDate,
): FindingState {
  if (fixedOn !== null) return 'fixed'
  return acceptedUntil !== null && acceptedUntil >= today ? 'accepted' : 'open'
}

const MOST_MONTHS = 24

/** Why a finding may stay as it is, and until when: a day from today on, within two years. */
export const Acceptance = (today: IsoDate) =>
  z.object({
    reason: requiredText('why this may stay as it is', 2000),
    until: requiredText('the last day on which this may stay as it is', 30).transform((text, context) => {
      const date = readDate(text)
      const problem = dateProblem(date, today)
      if (problem !== null) context.addIssue({ code: 'custom', message: problem })
      return date ?? today
    }),
  })

function dateProblem(date: IsoDate | null, today: IsoDate): string | null {
  if (date === null) return 'Enter the last day as a date, for example 31/03/2027'
  if (date < today) return 'Enter a day that is not in the past'
  return date > addPeriod(today, { years: 0, months: MOST_MONTHS, days: 0 })
    ? 'Enter a day within two years: what may stay so for longer is looked at again then'
    : null
}
