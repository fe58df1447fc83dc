import type { IsoDate } from './calendar.ts'
import type { Placement } from './placement.ts'
import { moveUnder, type StandingRecord } from './rule-change.ts'

/**
 * How many records a change of their rule would move, before it is saved.
 *
 * `becomeDue` and `leaveReviewsIfShortened` happen only when earlier dates are accepted; the latter counts all that leave then.
 */
export type ChangePreview = {
  records: number
  later: number
  earlier: number
  becomeDue: number
  stopBeingDue: number
  leaveReviews: number
  leaveReviewsIfShortened: number
}

/** Records that stand alike: how many, where they stand, and where the new version puts them. */
export type Group = { count: number; record: StandingRecord; placement: Placement; sameBasis: boolean }

/** A preview that has counted nothing yet. */
export const noChange = (): ChangePreview => ({
  records: 0,
  later: 0,
  earlier: 0,
  becomeDue: 0,
  stopBeingDue: 0,
  leaveReviews: 0,
  leaveReviewsIfShortened: 0,
})

/** The preview with a group of records added to it. */
export function withGroup(preview: ChangePreview, group: Group, today: IsoDate): ChangePreview {
  const { count, record, placement, sameBasis } = group
  const move = moveUnder(record, placement, { today, sameBasis, shortens: false })
  const shortened = moveUnder(record, placement, { today, sameBasis, shortens: true })
  const wasPast = isPast(record.dueOn, today)
  const willBePast = isPast(placement.dueOn, today)
  const counted = (when: boolean) => (when ? count : 0)
  return {
    records: preview.records + count,
    later: preview.later + counted(move.direction === 'later'),
    earlier: preview.earlier + counted(move.direction === 'earlier'),
    becomeDue: preview.becomeDue + counted(!wasPast && willBePast),
    stopBeingDue: preview.stopBeingDue + counted(wasPast && !willBePast),
    leaveReviews: preview.leaveReviews + counted(move.leavesReview),
    leaveReviewsIfShortened: preview.leaveReviewsIfShortened + counted(shortened.leavesReview),
  }
}

const isPast = (dueOn: IsoDate | null, today: IsoDate): boolean => dueOn !== null && dueOn <= today
