import { dateInWords, type IsoDate } from './calendar.ts'
import { listInWords } from './list.ts'
import type { Problem } from './problem.ts'

/** When a record is known to have existed: from its trigger date on, and on the day on which its source last listed it. */
export type Existence = { id: number; reference: string; triggerOn: IsoDate | null; listedOn: IsoDate }

const MOST_NAMED = 3

/** True for a record that cannot have been gone by a day: it is counted from a later one, or its source listed it later. */
export const stillExisted = ({ triggerOn, listedOn }: Existence, day: IsoDate): boolean =>
  (triggerOn !== null && triggerOn > day) || listedOn > day

/** The problem with the day by which records are said to be gone, in a sentence that names some of those that were there later; null when all may be. */
export function tooEarlyProblem(records: readonly Existence[], day: IsoDate): Problem | null {
  const begun = records.flatMap(({ reference, triggerOn }) =>
    triggerOn !== null && triggerOn > day ? [`${reference} (${dateInWords(triggerOn)})`] : [],
  )
  if (begun.length > 0) return { field: 'date', text: `Enter a day from their trigger date on: ${someOf(begun)}` }
  const listed = records.flatMap(({ reference, listedOn }) =>
    listedOn > day ? [`${reference} (${dateInWords(listedOn)})`] : [],
  )
  if (listed.length === 0) return null
  return { field: 'date', text: `Enter a later day: their source system last listed ${someOf(listed)}` }
}

const someOf = (named: string[]): string =>
  listInWords(named.length > MOST_NAMED ? [...named.slice(0, MOST_NAMED), 'others'] : named)
