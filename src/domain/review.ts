import { addPeriod, type IsoDate } from './calendar.ts'
import type { User } from './permission.ts'
import type { Problem } from './problem.ts'
import type { Constraint, TriggerKind } from './retention-rule.ts'

/** What a manager may say of single records of a review: they are needed longer, or the date they are counted from is wrong. */
export const exceptionKinds = ['keep longer', 'wrong date'] as const
export type ExceptionKind = (typeof exceptionKinds)[number]

/** `date`: kept until then, inclusive; or the right trigger date. */
export type Exception = { kind: ExceptionKind; date: IsoDate; reason: string }

/** The parts of a rule that bound what may be decided under it. */
export type ReviewedRule = { code: string; constraint: Constraint; triggerKind: TriggerKind }

const LONGEST_EXTENSION = { years: 0, months: 12, days: 0 }
const MOST_WITHOUT_TYPING = 100

/**
 * True for those who make the first decision on a review, exceptions included: the manager of its service, and nobody else.
 *
 * Records of no service have no manager, so that information governance decides them.
 */
export const mayDecide = (user: User, review: { serviceId: number | null }): boolean =>
  review.serviceId === null
    ? user.role === 'governance'
    : user.role === 'manager' && user.serviceIds.includes(review.serviceId)

/** True for those who may give the second approval: information governance, but never the person who gave the first. */
export const mayApproveSecond = (user: User, firstDeciderId: number): boolean =>
  user.role === 'governance' && user.id !== firstDeciderId

/** A decision over more than 100 records is confirmed by typing their number: a click alone is too easily made. */
export const mustTypeNumber = (records: number): boolean => records > MOST_WITHOUT_TYPING

/** The problem with the number that a person typed to confirm, if any. Commas and spaces within it do not matter. */
export function typedNumberProblem(records: number, typed: string): Problem | null {
  if (!mustTypeNumber(records) || typed.replace(/[\s,]/g, '') === String(records)) return null
  return { field: 'number', text: `Type the number of records, ${records.toLocaleString('en-GB')}, to confirm` }
}

/** The last day to which a person may extend records today, inclusive. */
export const latestExtension = (today: IsoDate): IsoDate => addPeriod(today, LONGEST_EXTENSION)
