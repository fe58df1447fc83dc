import type { Clock, IsoDate } from '../../src/domain/calendar.ts'

/** A clock that stands at six in the morning of a day. */
export const morningOf = (day: IsoDate): Clock => ({ today: () => day, now: () => `${day}T06:00:00.000Z` })
