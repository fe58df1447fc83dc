import { type AsAt, asAtEndOf, isOver } from '../domain/as-at.ts'
import type { Clock, IsoDate } from '../domain/calendar.ts'
import { dateInWords } from '../domain/calendar.ts'
import type { HiddenField } from './components.ts'
import { PageError } from './errors.ts'
import { queryDate, queryString } from './query.ts'

const LABEL = 'As at the end of'

/** What is said where activities are counted, or shown, as at a day. */
export const DRAFTS_NOT_KNOWN =
  'Activities are those that were in force: what was being drafted is not known of a past day.'

/** The parameter of an address that shows a list as it stood on a day. */
export const asAtQuery = { 'as-at': queryDate(LABEL) }

/** The day that an address asks for; null when it asks for none. Throws a 400 for a day that is not over: what is shown of it could still change. */
export function asAtOf({ clock }: { clock: Clock }, date: IsoDate | undefined): AsAt | null {
  if (date === undefined) return null
  if (!isOver(date, clock.today()))
    throw new PageError(
      400,
      `Nothing can be shown as at the end of ${dateInWords(date)}, which is not over yet. Choose a day before today: today’s list is the page without a date.`,
      ['as-at'],
    )
  return asAtEndOf(date)
}

/** The address of a list or page without a query of its own as at the same day; as it is now for null. */
export const sameDay = (path: string, asAt: AsAt | null): string => `${path}${queryString({ 'as-at': asAt?.date })}`

/**
 * Throws a 400 when an address asks for a day and narrows its list by what is known of now alone: `ofNow` says of each such parameter what that
 * is, as the beginning of a sentence.
 */
export function refuseOfNow(
  query: Record<string, unknown> & { 'as-at'?: unknown },
  ofNow: Record<string, string>,
): void {
  if (query['as-at'] === undefined) return
  for (const [name, what] of Object.entries(ofNow))
    if (query[name] !== undefined)
      throw new PageError(
        400,
        `${what} is known as it is now alone, and not as at a day: that filter has to be left out.`,
        [name],
      )
}

/** What a page says of the day that it is shown as at, with what is not known of that day, and how another is chosen. */
export type AsAtView = {
  label: string
  said: string | null
  notKnown: string | null
  now: string
  action: string
  value: string
  hidden: HiddenField[]
}

/**
 * What was in a list before it was kept when such a thing is added is shown as at any day, which is said; null when there is none. `notKnown`: of how
 * many of `all` it is not known.
 */
export function sinceNotKnown(things: { one: string; many: string }, notKnown: number, all: number): string | null {
  if (notKnown === 0) return null
  const which = all === 1 ? `this ${things.one}` : `${notKnown.toLocaleString('en-GB')} of these ${things.many}`
  const [have, they] = notKnown === 1 ? ['has', 'it is'] : ['have', 'they are']
  return `It is not known since when ${which} ${have} been in the register: ${they} shown as at any day.`
}

/**
 * The choice of a day for the list or page at an address. `query`: what else the address carries; a page that was turned to is left, and so are
 * the filters by what is known of now alone, `ofNow`.
 */
export function asAtView(
  path: string,
  query: Record<string, unknown>,
  asAt: AsAt | null,
  { ofNow = {}, notKnown = null }: { ofNow?: Record<string, string>; notKnown?: string | null } = {},
): AsAtView {
  const {
    page: _,
    'as-at': __,
    ...rest
  } = Object.fromEntries(Object.entries(query).filter(([name]) => !Object.hasOwn(ofNow, name)))
  const kept = Object.entries(rest).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [{ name, value: String(value) }],
  )
  return {
    label: LABEL,
    said: asAt === null ? null : `As it stood at the end of ${dateInWords(asAt.date)}, by the law of that day.`,
    notKnown: asAt === null ? null : notKnown,
    now: `${path}${queryString(Object.fromEntries(kept.map(({ name, value }) => [name, value])))}`,
    action: path,
    value: asAt?.date ?? '',
    hidden: kept,
  }
}
