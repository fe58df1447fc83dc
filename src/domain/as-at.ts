import { addDays, type Instant, type IsoDate, startOfDay } from './calendar.ts'

/** A day as at whose end the register is looked at: what was so before `before`, that moment excluded. */
export type AsAt = { date: IsoDate; before: Instant }

/** True for a day that is over: nothing that is said of its end can change any more. */
export const isOver = (date: IsoDate, today: IsoDate): boolean => date < today

/** The end of a day in the United Kingdom. */
export const asAtEndOf = (date: IsoDate): AsAt => ({ date, before: startOfDay(addDays(date, 1)) })
