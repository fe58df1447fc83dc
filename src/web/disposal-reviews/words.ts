import type { ListedReview } from '../../../db/queries/review-list.ts'
import type { IsoDate } from '../../domain/calendar.ts'
import type { DisposedState } from '../../domain/disposal.ts'
import { type KeepReason, keepReasons } from '../../domain/review.ts'
import type { Tag } from '../components.ts'

type Standing = Pick<ListedReview, 'state' | 'outcome'> & { isUnderWay?: boolean | 0 | 1 }

/** Where a review stands, in a word or two. */
export function stateTag({ state, outcome, isUnderWay }: Standing): Tag {
  if (isUnderWay) return { text: 'Being carried out', colour: 'blue' }
  if (state === 'open') return { text: 'Open', colour: 'blue' }
  if (state === 'awaiting second approval') return { text: 'Awaiting second approval', colour: 'yellow' }
  if (state === 'approved') return { text: 'Approved for disposal', colour: 'orange' }
  return outcomeTags[outcome ?? 'nothing left']
}

const outcomeTags: Record<NonNullable<ListedReview['outcome']>, Tag> = {
  disposed: { text: 'Disposed of', colour: 'green' },
  'kept longer': { text: 'Kept longer', colour: 'grey' },
  'nothing left': { text: 'Nothing left', colour: 'grey' },
  merged: { text: 'Joined another review', colour: 'grey' },
}

/**
 * True for a review that is not decided in full and has records past their day to be answered for: the earliest of these is its own. `records` null:
 * how many stood in it is not kept, and it is taken to have had some.
 */
export const isLate = (
  { state, reviewBy, records }: Pick<ListedReview, 'state' | 'reviewBy'> & { records: number | null },
  today: IsoDate,
): boolean => (state === 'open' || state === 'awaiting second approval') && records !== 0 && reviewBy < today

export const lateTag: Tag = { text: 'Late', colour: 'red' }

/** What became of records, as a verb: “124 records destroyed”. */
export const disposedVerbs: Record<DisposedState, string> = {
  destroyed: 'destroyed',
  anonymised: 'anonymised',
  transferred: 'transferred to the archive',
}

/** The name of a review’s service, for those that have none too. */
export const serviceName = (name: string | null): string => name ?? 'Unassigned'

/** Why records are kept longer, for people. */
export const keepReasonWords: Record<KeepReason, string> = {
  'legal claim': 'A legal claim, or one that is expected',
  'complaint or appeal': 'A complaint or an appeal',
  'audit or investigation': 'An audit or an investigation',
  'still in use': 'The service still uses them',
  'contract or funding': 'A contract or a funding condition',
  'historical value': 'They may be of historical value',
  other: 'Another reason',
}

/** A reason that stands in the database, in words; null where none does. */
export function keepReasonInWords(reason: string | null): string | null {
  const known = keepReasons.find((one) => one === reason)
  return known === undefined ? null : keepReasonWords[known]
}
