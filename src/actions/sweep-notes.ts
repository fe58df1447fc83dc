import { countOpenSince } from '../../db/queries/sweep.ts'
import type { Db } from '../../db/schema.ts'
import { type IsoDate, monthsBefore } from '../domain/calendar.ts'
import { countOf } from '../domain/list.ts'
import type { RefusedItem } from './chunks.ts'

/** A record that a sweep could not flag or take out of a review, by its id, and why. */
export type SweepError = { record: number; reason: string }

const MOST_ERRORS = 1000
/** Counting further would take longer than the sweep of a large inventory on which little falls due. */
const MOST_COUNTED = 100_000

/** What a sweep says beside its numbers: the records that failed, up to 1,000 of them, and its notes. */
export function sweepNotes(refused: RefusedItem<number>[], notes: string[]): { errors: SweepError[]; notes: string[] } {
  const errors = refused.slice(0, MOST_ERRORS).map(({ item, reason }) => ({ record: item, reason }))
  const more = refused.length - errors.length
  return { errors, notes: more > 0 ? [...notes, `${countOf(more, 'more record')} could not be flagged.`] : notes }
}

/** Sentences on the records that have waited long for a trigger date: they are never flagged, and never dated by guess. */
export async function openForLong(db: Db, asOf: IsoDate): Promise<string[]> {
  const { long, longer } = await countOpenSince(db, monthsBefore(asOf, 12), monthsBefore(asOf, 24), MOST_COUNTED)
  if (long === 0) return []
  return [
    `${orMore(long, countOf(long, 'record'))} still without a trigger date 12 months or more after first being seen; ${orMore(longer, longer.toLocaleString('en-GB'))} of them after 24.`,
  ]
}

const orMore = (count: number, words: string): string => (count < MOST_COUNTED ? words : `${words} or more`)
