import { addDays, type Instant, type IsoDate, startOfDay } from './calendar.ts'

/** A day as at whose end the register is looked at: what was so before `before`, that moment excluded. */
export type AsAt = { date: IsoDate; before: Instant }

/** The end of a day in the United Kingdom. */
export const asAtEndOf = (date: IsoDate): AsAt => ({ date, before: startOfDay(addDays(date, 1)) })
