import { setImmediate as turnOfEvents } from 'node:timers/promises'
import { existenceOf } from '../../db/queries/review-records.ts'
import type { Review } from '../../db/queries/review-show.ts'
import type { Db } from '../../db/schema.ts'
import { tooEarlyProblem } from '../domain/already-gone.ts'
import { recordsOfPart } from '../domain/frozen-list.ts'
import type { Problem } from '../domain/problem.ts'
import type { Exception } from '../domain/review.ts'

/** The problem with the day by which records are said to be gone; of many it is looked for in one list after the other, and others get their turn. */
export async function tooEarly(
  db: Db,
  { id }: Review,
  exception: Exception,
  lists: Iterable<readonly number[]>,
): Promise<{ ok: false; problems: Problem[] } | null> {
  if (exception.kind !== 'already gone') return null
  for (const ids of lists) {
    const problem = tooEarlyProblem(await existenceOf(db, id, ids), exception.date)
    if (problem) return { ok: false, problems: [problem] }
    if (!db.isTransaction) await turnOfEvents()
  }
  return null
}

/** The ids of a frozen list, a part at a time. */
export function* idsOfParts(parts: readonly string[]): Generator<number[]> {
  for (const part of parts) yield recordsOfPart(part).map(({ id }) => id)
}
