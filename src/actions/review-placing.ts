import type { Placed } from '../../db/queries/record-placements.ts'
import type { IsoDate } from '../domain/calendar.ts'
import { type DatingRule, type Placement, place } from '../domain/placement.ts'

/** What a record's dates follow from. */
export type Facts = Pick<Placed, 'id' | 'triggerOn' | 'correctedFrom' | 'keptUntil'>

/** The review that a record is in, or goes back into, and the version of its rule. */
export type Within = { reviewId: number; ruleVersionId: number; flaggedOn: string | null; reviewBy: string | null }

/**
 * Says where records belong by their facts: in the review while they are past their period today, else out of it.
 *
 * The same facts are counted once, since a review can hold a hundred thousand records of a few thousand dates.
 */
export function placerFor(rules: Map<number, DatingRule>, today: IsoDate): (facts: Facts, within: Within) => Placed {
  const known = new Map<string, Placement>()
  const placement = (versionId: number, { triggerOn, keptUntil }: Facts): Placement => {
    const key = `${versionId}/${triggerOn}/${keptUntil}`
    const rule = rules.get(versionId)
    if (!rule) throw new Error(`There is no version ${versionId} of a rule`)
    const found = known.get(key) ?? place(rule, triggerOn, keptUntil)
    known.set(key, found)
    return found
  }
  return (facts, { reviewId: id, ruleVersionId, flaggedOn, reviewBy }) => {
    const placed = placement(ruleVersionId, facts)
    const isDue = placed.dueOn !== null && placed.dueOn <= today
    if (!isDue) return { ...facts, ...placed, review: null }
    const review = { id, flaggedOn: flaggedOn ?? today, reviewBy: reviewBy ?? today }
    return { ...facts, ...placed, state: 'due', review }
  }
}
