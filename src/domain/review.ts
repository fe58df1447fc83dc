import { addPeriod, type IsoDate } from './calendar.ts'
import type { User } from './permission.ts'
import type { Problem } from './problem.ts'
import type { Constraint, TriggerKind } from './retention-rule.ts'

/**
 * What a manager may say of single records of a review: they are needed longer, the date they are counted from is wrong, they belong under
 * another rule, or their source has them no more.
 */
export const exceptionKinds = ['keep longer', 'wrong date', 'wrong rule', 'already gone'] as const
export type ExceptionKind = (typeof exceptionKinds)[number]

/** Why records are kept longer, as codes that never change meaning; beside each stands a text of its own. */
export const keepReasons = [
  'legal claim',
  'complaint or appeal',
  'audit or investigation',
  'still in use',
  'contract or funding',
  'historical value',
  'other',
] as const
export type KeepReason = (typeof keepReasons)[number]

/**
 * `date`: kept until then, inclusive; the right trigger date; the day by which the source had the records no more. `rule`: the code of the
 * right one; beside it `date` is the right trigger date, or null for the one that there is.
 */
export type Exception =
  | { kind: 'keep longer'; date: IsoDate; because: KeepReason; reason: string }
  | { kind: 'wrong date' | 'already gone'; date: IsoDate; reason: string }
  | { kind: 'wrong rule'; rule: string; date: IsoDate | null; reason: string }

/** The parts of a rule that bound what may be decided under it. */
export type ReviewedRule = { code: string; constraint: Constraint; triggerKind: TriggerKind }

const LONGEST_EXTENSION = { years: 0, months: 12, days: 0 }
const MOST_WITHOUT_TYPING = 100

/** So often a manager may keep a record longer; from then on information governance has to agree each time. */
export const KEPT_ALONE = 2

/**
 * True for those who make the first decision on a review, exceptions included: the manager of its service and whoever stands in for them,
 * who may be of information governance; and nobody else.
 *
 * Records of no service have no manager, so that information governance decides them.
 */
export const mayDecide = (user: User, review: { serviceId: number | null }): boolean =>
  review.serviceId === null
    ? user.role === 'governance'
    : (user.role === 'manager' || user.role === 'governance') && user.serviceIds.includes(review.serviceId)

/** True for those who may give the second approval: information governance, but never the person who gave the first. */
export const mayApproveSecond = (user: User, firstDeciderId: number): boolean =>
  user.role === 'governance' && user.id !== firstDeciderId

/** True for those who may agree that records are kept longer once more: information governance, but never the person who asked. */
export const mayAgreeToExtension = (user: User, askedById: number): boolean => mayApproveSecond(user, askedById)

/** Records about to be disposed of. `special`: an activity that uses their rule holds special category or offence data. */
export type ToConfirm = { records: number; special: boolean }

/**
 * A decision over more than 100 records, or over records of special category or offence data, is confirmed by typing their number: a click
 * alone is too easily made.
 */
export const mustTypeNumber = ({ records, special }: ToConfirm): boolean => special || records > MOST_WITHOUT_TYPING

/** The problem with the number that a person typed to confirm, if any. Commas and spaces within it do not matter. */
export function typedNumberProblem(deciding: ToConfirm, typed: string): Problem | null {
  const { records } = deciding
  if (!mustTypeNumber(deciding) || typed.replace(/[\s,]/g, '') === String(records)) return null
  return { field: 'number', text: `Type the number of records, ${records.toLocaleString('en-GB')}, to confirm` }
}

/** The last day to which a person may extend records today, inclusive. */
export const latestExtension = (today: IsoDate): IsoDate => addPeriod(today, LONGEST_EXTENSION)
