import {
  addDays,
  addPeriod,
  birthday,
  type CountedFrom,
  type IsoDate,
  monthEnd,
  type Period,
  yearEnd,
} from './calendar.ts'
import type { TriggerKind } from './retention-rule.ts'

/** What a rule needs to say for a date to be counted. */
export type DatedRule = { triggerKind: TriggerKind; countedFrom: CountedFrom; period: Period }

/** `retainUntil` is inclusive: kept through that day. `dueOn` is the day after, the first on which it is past its period. */
export type RetentionDates = { retainUntil: IsoDate; dueOn: IsoDate }

/**
 * The last day a record must be kept, inclusive, and the first day on which its disposal action may be taken.
 *
 * Counted from the original trigger in one step: two steps lose a day around 29 February.
 * Source: the corresponding-date rule; periods of the Limitation Act 1980 exclude the day of the event.
 */
export function retentionDates(rule: DatedRule, triggerOn: IsoDate): RetentionDates {
  const retainUntil = keepUntil(rule, triggerOn)
  return { retainUntil, dueOn: addDays(retainUntil, 1) }
}

function keepUntil(rule: DatedRule, triggerOn: IsoDate): IsoDate {
  const start = countedFrom(rule.countedFrom, triggerOn)
  const bornOnLeapDay = rule.triggerKind === 'date_of_birth' && triggerOn.endsWith('-02-29')
  const end = bornOnLeapDay ? birthday(start, rule.period) : addPeriod(start, rule.period)
  const countsWholeMonths = rule.countedFrom === 'month_end' && rule.period.days === 0
  return countsWholeMonths ? monthEnd(end) : end
}

/** The day from which a period is counted: the trigger, or the last day of the period it falls in (that day included). */
export function countedFrom(kind: CountedFrom, triggerOn: IsoDate): IsoDate {
  switch (kind) {
    case 'trigger':
      return triggerOn
    case 'month_end':
      return monthEnd(triggerOn)
    case 'calendar_year_end':
      return yearEnd(triggerOn, '12-31')
    case 'financial_year_end':
      return yearEnd(triggerOn, '03-31')
    case 'academic_year_end':
      return yearEnd(triggerOn, '08-31')
    case 'tax_year_end':
      return yearEnd(triggerOn, '04-05')
  }
}
