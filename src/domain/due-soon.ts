import { addDays, type IsoDate } from './calendar.ts'
import type { Constraint } from './retention-rule.ts'

/** How many days ahead a list of what falls due soon may look. */
export const horizons = ['30', '90', '180'] as const
export type Horizon = (typeof horizons)[number]

/** How far ahead it looks unless asked. */
export const USUAL_HORIZON: Horizon = '30'

/**
 * The last day on which a record of a rule falls due soon, inclusive.
 *
 * What must be gone by its day is shown from as many days before as its rule allows for a review, however near one looks.
 */
export function lastDayDueSoon(
  { constraint, reviewDays }: { constraint: Constraint; reviewDays: number },
  horizon: Horizon,
  today: IsoDate,
): IsoDate {
  const days = constraint === 'maximum' ? Math.max(Number(horizon), reviewDays) : Number(horizon)
  return addDays(today, days)
}
