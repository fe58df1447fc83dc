import { type AsAt, asAtEndOf } from '../domain/as-at.ts'
import type { Clock, IsoDate } from '../domain/calendar.ts'
import { dateInWords } from '../domain/calendar.ts'
import type { HiddenField } from './components.ts'
import { PageError } from './errors.ts'
import { queryDate, queryString } from './query.ts'

/** The parameter of an address that shows a list as it stood on a day. */
export const asAtQuery = { 'as-at': queryDate }

/** The day that an address asks for; null when it asks for none. Throws a 400 for a day that has not been. */
export function asAtOf({ clock }: { clock: Clock }, date: IsoDate | undefined): AsAt | null {
  if (date === undefined) return null
  if (date > clock.today())
    throw new PageError(400, `as-at: nothing can be shown as at ${dateInWords(date)}, which is still to come.`)
  return asAtEndOf(date)
}

/** What a page says of the day that it is shown as at, and how another is chosen. */
export type AsAtView = {
  said: string | null
  now: string
  action: string
  value: string
  hidden: HiddenField[]
}

/** The choice of a day for the list or page at an address. `query`: what else the address carries; a page that was turned to is left. */
export function asAtView(path: string, query: Record<string, unknown>, asAt: AsAt | null): AsAtView {
  const { page: _, 'as-at': __, ...rest } = query
  const kept = Object.entries(rest).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [{ name, value: String(value) }],
  )
  return {
    said: asAt === null ? null : `As it stood at the end of ${dateInWords(asAt.date)}, by the law of that day.`,
    now: `${path}${queryString(Object.fromEntries(kept.map(({ name, value }) => [name, value])))}`,
    action: path,
    value: asAt?.date ?? '',
    hidden: kept,
  }
}
