import type { Hold } from '../../../db/queries/disposal-holds.ts'
import type { HoldContents, Named } from '../../../db/queries/hold-contents.ts'
import { dateInWords, type IsoDate } from '../../domain/calendar.ts'
import { type HoldState, holdState } from '../../domain/disposal-hold.ts'
import { countOf, listInWords } from '../../domain/list.ts'
import type { Tag } from '../components.ts'

export const LIST = '/disposal-holds'

/** The states as people know them. */
export const stateTags: Record<HoldState, Tag> = {
  'in force': { text: 'In force', colour: 'purple' },
  'past its review': { text: 'Past its review', colour: 'red' },
  lifted: { text: 'Lifted', colour: 'grey' },
}

/** How a hold stands on a day, as a tag. */
export const stateTag = (hold: Pick<Hold, 'liftedOn' | 'reviewOn'>, today: IsoDate): Tag =>
  stateTags[holdState(hold, today)]

const MOST_NAMED = 4

/** What a hold catches, in a sentence without a full stop: `Records of Libraries under LIB-01`. */
export function catchesInWords({ services, rules, sources, triggerFrom, triggerTo, references }: HoldContents): string {
  if (references > 0) return `A list of ${countOf(references, 'reference')} of ${some(sources, ({ name }) => name)}`
  const parts = [
    ...(services.length === 0 ? [] : [`of ${some(services, ({ name }) => name)}`]),
    ...(rules.length === 0 ? [] : [`under ${some(rules, ({ code }) => code)}`]),
    ...(sources.length === 0 ? [] : [`in ${some(sources, ({ name }) => name)}`]),
    ...datesInWords(triggerFrom, triggerTo),
  ]
  return `Records ${parts.join(' ')}`
}

/** The trigger dates that are caught, both ends included; nothing when any is. */
export function datesInWords(from: IsoDate | null, to: IsoDate | null): string[] {
  if (from !== null && to !== null) return [`with a trigger date from ${dateInWords(from)} to ${dateInWords(to)}`]
  if (from !== null) return [`with a trigger date from ${dateInWords(from)} on`]
  return to === null ? [] : [`with a trigger date up to ${dateInWords(to)}`]
}

const some = (all: Named[], words: (one: Named) => string): string =>
  listInWords(
    all.length > MOST_NAMED
      ? [...all.slice(0, MOST_NAMED).map(words), `${(all.length - MOST_NAMED).toLocaleString('en-GB')} more`]
      : all.map(words),
  )
