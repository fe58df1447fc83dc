import { setImmediate as turnOfEvents } from 'node:timers/promises'
import type { RecordFilter } from '../../db/queries/review-records.ts'
import {
  contentsOf,
  holdsSpecialData,
  type Review,
  type ReviewContents,
  type Sums,
} from '../../db/queries/review-show.ts'
import { type StateInReview, standingRecords } from '../../db/queries/review-stretches.ts'
import type { Db } from '../../db/schema.ts'
import { type FrozenList, freezing } from '../domain/frozen-list.ts'

/** So many records are decided in the transaction of their decision; more are frozen as a list, and follow. */
export const AT_ONCE = 1_000

/** The exact list that a decision is about. `contents`: of the whole review; `misplaced`: the ids, in order, of those that may not stand in it any more. */
export type Frozen = FrozenList & { contents: ReviewContents; misplaced: number[] }

/**
 * Reads the records of a review that are in a state and that a filter matches, stretch by stretch so that nobody waits, and freezes their list.
 *
 * It is no moment that is read: whoever decides makes sure that the review is still the same, and each record is asked for its facts again.
 */
export async function freezeReview(
  db: Db,
  review: Review,
  asked: { filter: RecordFilter; state: StateInReview; today: string },
): Promise<Frozen> {
  const list = freezing()
  const sums: Sums = { records: 0, oldestDueOn: null, newestDueOn: null, ids: 0, days: 0 }
  const misplaced: number[] = []
  for await (const records of standingRecords(db, review, asked)) {
    for (const { id, dueOn, misplaced: isMisplaced } of records) {
      sums.records += 1
      sums.ids += id
      sums.days += Number(dueOn.replaceAll('-', ''))
      if (sums.oldestDueOn === null || dueOn < sums.oldestDueOn) sums.oldestDueOn = dueOn
      if (sums.newestDueOn === null || dueOn > sums.newestDueOn) sums.newestDueOn = dueOn
      if (isMisplaced === 1) misplaced.push(id)
    }
    list.add(records.filter((record) => record.matches === 1))
  }
  const frozen = await list.end(turnOfEvents)
  return { ...frozen, contents: contentsOf(review, sums, await holdsSpecialData(db, review.ruleId)), misplaced }
}
