import type { IsoDate } from './calendar.ts'
import type { Placement } from './placement.ts'
import { moveUnder, type StandingRecord } from './rule-change.ts'

/**
 * What a change of their rule does to records. `becomeDue` and `leaveReviewsIfShortened` happen only when earlier dates are accepted; the
 * latter is of all that leave then.
 */
export const effects = [
  'later',
  'earlier',
  'becomeDue',
  'stopBeingDue',
  'leaveReviews',
  'leaveReviewsIfShortened',
] as const
export type Effect = (typeof effects)[number]

/** How many records a change of their rule would reach, and how many of them it would move, before it is saved. */
export type ChangePreview = { records: number } & Record<Effect, number>

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

/** What a change does to each record of a group. */
export function effectsOn({ record, placement, sameBasis }: Omit<Group, 'count'>, today: IsoDate): Effect[] {
  const move = moveUnder(record, placement, { today, sameBasis, shortens: false })
  const shortened = moveUnder(record, placement, { today, sameBasis, shortens: true })
  const wasPast = isPast(record.dueOn, today)
  const willBePast = isPast(placement.dueOn, today)
  const has: Record<Effect, boolean> = {
    later: move.direction === 'later',
    earlier: move.direction === 'earlier',
    becomeDue: !wasPast && willBePast,
    stopBeingDue: wasPast && !willBePast,
    leaveReviews: move.leavesReview,
    leaveReviewsIfShortened: shortened.leavesReview,
  }
  return effects.filter((effect) => has[effect])
}

/** The preview with so many records added to it, to which all this happens. */
export function withEffects(preview: ChangePreview, count: number, happening: readonly Effect[]): ChangePreview {
  const counted = { ...preview, records: preview.records + count }
  for (const effect of happening) counted[effect] += count
  return counted
}

/** The preview with a group of records added to it. */
export const withGroup = (preview: ChangePreview, group: Group, today: IsoDate): ChangePreview =>
  withEffects(preview, group.count, effectsOn(group, today))

/** True when a change moves any record, or takes one out of its review. */
export const movesAny = (preview: ChangePreview): boolean => effects.some((effect) => preview[effect] > 0)

/**
 * What a person was shown of a preview, as a text that comes back with their approval: it differs when another number of records
 * would move. Records that come in and move nowhere are no reason to ask again.
 */
export const figuresOf = (preview: ChangePreview): string => effects.map((effect) => preview[effect]).join('-')

const isPast = (dueOn: IsoDate | null, today: IsoDate): boolean => dueOn !== null && dueOn <= today
