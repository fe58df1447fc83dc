import { countOf, listInWords } from './list.ts'

/**
 * What the inventory knows of how the records of a rule and a service are kept and erased.
 *
 * `late`: past their period, in reviews, and past the day by which they were to be answered for. `unconfirmed`: instructed 30 days ago or more, and not answered. `failed`: their
 * source could not dispose of them. `held`: past their period, and kept by a hold.
 */
export type KeepingCounts = {
  records: number
  disposedOf: number
  waiting: number
  late: number
  unconfirmed: number
  failed: number
  held: number
}

/** Whether records are kept and erased as the policy says, as far as the inventory shows it, and what speaks for and against it. */
export type KeepingEvidence = { answer: 'yes' | 'no' | 'not known'; reasons: string }

/** After how many days an instruction that is not answered speaks against whoever keeps the records. */
export const UNCONFIRMED_DAYS = 30

const none: KeepingCounts = { records: 0, disposedOf: 0, waiting: 0, late: 0, unconfirmed: 0, failed: 0, held: 0 }

/** The counts of several rules and services together. */
export const together = (counts: readonly KeepingCounts[]): KeepingCounts =>
  counts.reduce(
    (sum, one) => ({
      records: sum.records + one.records,
      disposedOf: sum.disposedOf + one.disposedOf,
      waiting: sum.waiting + one.waiting,
      late: sum.late + one.late,
      unconfirmed: sum.unconfirmed + one.unconfirmed,
      failed: sum.failed + one.failed,
      held: sum.held + one.held,
    }),
    none,
  )

/**
 * Answers from evidence whether data is retained and erased in accordance with the policy, and why not.
 *
 * A hold is a reason to keep, and no departure from the policy; nor is a review that is still within its days.
 * Source: the ICO's documentation template, controller sheet, columns 29 and 30; Data Protection Act 2018 Sch 1 para 41.
 */
export function keepingEvidence(counts: KeepingCounts): KeepingEvidence {
  if (counts.records + counts.disposedOf === 0) return { answer: 'not known', reasons: '' }
  const against = said([
    [counts.late, 'past the period and not answered in time'],
    [counts.unconfirmed, `not confirmed by the source ${UNCONFIRMED_DAYS} days after it was instructed`],
    [counts.failed, 'that the source could not dispose of'],
  ])
  const beside = said([
    [counts.disposedOf, 'disposed of'],
    [counts.waiting, 'past the period and under review'],
    [counts.held, 'past the period and kept by a hold'],
  ])
  if (against.length > 0) return { answer: 'no', reasons: `${listInWords(against)}.` }
  return { answer: 'yes', reasons: beside.length === 0 ? 'No record is past its period.' : `${listInWords(beside)}.` }
}

const said = (counts: [number, string][]): string[] =>
  counts.flatMap(([count, words]) => (count === 0 ? [] : [`${countOf(count, 'record')} ${words}`]))
