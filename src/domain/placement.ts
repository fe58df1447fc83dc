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

type Dates = Map<IsoDate | null, Placement>

/** Of one way of counting, more than fifty years of days: a file of dates from everywhere must not fill the memory. */
const MOST_DATES = 20_000

/**
 * `place`, asked once for each trigger date and way of counting: inventories have many records of one day, and schedules many rules of
 * one period. For each rule by itself, a council's worth of dates would be most of what a load keeps in memory. Extensions are few.
 */
export function rememberedPlaces(): typeof place {
  const ofRules = new WeakMap<DatingRule, Dates>()
  const ofWays = new Map<string, Dates>()
  const datesOf = (rule: DatingRule): Dates => {
    const { triggerKind, countedFrom, period, disposalAction } = rule
    // Whatever more a date should come to depend on, the compiler asks for here.
    const decisive: DatingRule = { triggerKind, countedFrom, period, disposalAction }
    const way = Object.values(decisive).join('/')
    const dates: Dates = ofWays.get(way) ?? new Map()
    ofWays.set(way, dates)
    ofRules.set(rule, dates)
    return dates
  }
  return (rule, triggerOn, keptUntil = null) => {
    if (keptUntil !== null) return place(rule, triggerOn, keptUntil)
    const dates = ofRules.get(rule) ?? datesOf(rule)
    const known = dates.get(triggerOn)
    if (known) return known
    const placement = place(rule, triggerOn)
    if (dates.size >= MOST_DATES) dates.clear()
    dates.set(triggerOn, placement)
    return placement
  }
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
