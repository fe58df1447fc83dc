import { addDays, type CountedFrom, type IsoDate } from './calendar.ts'
import type { RecordState } from './held-record.ts'
import { readPeriod } from './period.ts'
import type { FirstState } from './record-transitions.ts'
import { retentionDates } from './retention.ts'
import type { DisposalAction, TriggerKind } from './retention-rule.ts'

/** The parts of a rule version that decide a record's dates. `period` is ISO 8601, blank when the rule has none. */
export type DatingRule = {
  triggerKind: TriggerKind
  countedFrom: CountedFrom
  period: string
  disposalAction: DisposalAction
}

/** Where a record stands before any sweep or decision: its state and its two dates (null when it has none yet). */
export type Placement = {
  state: FirstState
  retainUntil: IsoDate | null
  dueOn: IsoDate | null
}

/**
 * Where a rule puts a record with this trigger date (null: not yet known).
 *
 * `keptUntil`, the date of an extension, moves the dates later and never earlier. A rule without a period leaves its
 * records open: nothing is given a date by guess.
 */
export function place(rule: DatingRule, triggerOn: IsoDate | null, keptUntil: IsoDate | null = null): Placement {
  if (rule.disposalAction === 'retain permanently') return { state: 'permanent', retainUntil: null, dueOn: null }
  const period = readPeriod(rule.period)
  if (triggerOn === null || period === null) return { state: 'open', retainUntil: null, dueOn: null }
  const byRule = retentionDates({ triggerKind: rule.triggerKind, countedFrom: rule.countedFrom, period }, triggerOn)
  const extended = keptUntil !== null && keptUntil > byRule.retainUntil
  const retainUntil = extended ? keptUntil : byRule.retainUntil
  return { state: 'retained', retainUntil, dueOn: addDays(retainUntil, 1) }
}

/**
 * True when a record that is due or approved stays where it is after its facts changed.
 *
 * A due record stays in its review while it is still due under the same rule. An approval was given on the old facts, so that an
 * approved record always leaves, and the next sweep flags it afresh.
 */
export function staysInReview(
  state: RecordState,
  before: { ruleId: number; serviceId: number | null },
  after: { ruleId: number; serviceId: number | null; dueOn: IsoDate | null },
  today: IsoDate,
): boolean {
  const sameBatch = before.ruleId === after.ruleId && before.serviceId === after.serviceId
  return state === 'due' && sameBatch && after.dueOn !== null && after.dueOn <= today
}
