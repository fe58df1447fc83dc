import { dateInWords, type IsoDate, monthsBefore } from '../../domain/calendar.ts'
import { PageError } from '../errors.ts'

const A_YEAR = 12

export const dayLabels = { from: 'Decided from', to: 'Decided to' }

/** The days asked for, both inclusive; the last twelve months when none are. Throws a 400 when the last is before the first. */
export function daysAskedFor(
  { from, to }: { from?: IsoDate | undefined; to?: IsoDate | undefined },
  today: IsoDate,
): { from: IsoDate; to: IsoDate } {
  const last = to ?? today
  const first = from ?? monthsBefore(last, A_YEAR)
  if (first > last)
    throw new PageError(
      400,
      `Nothing can be decided from ${dateInWords(first)} to ${dateInWords(last)}: the first day is after the last. Choose them the other way round.`,
      ['from', 'to'],
    )
  return { from: first, to: last }
}
