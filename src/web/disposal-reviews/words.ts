import type { ListedReview } from '../../../db/queries/review-list.ts'
import type { IsoDate } from '../../domain/calendar.ts'
import type { DisposedState } from '../../domain/disposal.ts'
import type { Tag } from '../components.ts'

type Standing = Pick<ListedReview, 'state' | 'outcome' | 'reviewBy'>

/** Where a review stands, in a word or two. */
export function stateTag({ state, outcome }: Standing): Tag {
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

/** True for a review that is past its day to answer by and not decided in full. */
export const isLate = ({ state, reviewBy }: Standing, today: IsoDate): boolean =>
  (state === 'open' || state === 'awaiting second approval') && reviewBy < today

export const lateTag: Tag = { text: 'Late', colour: 'red' }

/** What became of records, as a verb: “124 records destroyed”. */
export const disposedVerbs: Record<DisposedState, string> = {
  destroyed: 'destroyed',
  anonymised: 'anonymised',
  transferred: 'transferred to the archive',
}

/** The name of a review’s service, for those that have none too. */
export const serviceName = (name: string | null): string => name ?? 'Unassigned'
