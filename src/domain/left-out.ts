import { countOf, listInWords } from './list.ts'

/**
 * Records for which an exception was sent and not made. `held`: under a disposal hold; `waiting`: information governance is asked about them already;
 * `unchanged`: they have the date that was given; `gone`: not in the review any more.
 */
export type LeftOut = { held: number; waiting: number; unchanged: number; gone: number }

export const noneLeftOut: LeftOut = { held: 0, waiting: 0, unchanged: 0, gone: 0 }

/** Why an exception was not made for some records: a part of a sentence, blank where there are none. */
export function leftOutInWords({ held, waiting, unchanged, gone }: LeftOut): string {
  const parts = [
    held > 0 ? countOf(held, 'record is under a disposal hold', 'records are under a disposal hold') : '',
    waiting > 0 ? `${countOf(waiting, 'record waits', 'records wait')} for information governance` : '',
    unchanged > 0 ? `${countOf(unchanged, 'record has', 'records have')} that date already` : '',
    gone > 0 ? countOf(gone, 'record is not in the review any more', 'records are not in the review any more') : '',
  ]
  return listInWords(parts.filter((part) => part !== ''))
}
