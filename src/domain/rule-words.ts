import { type CountedFrom, dateInWords, type IsoDate } from './calendar.ts'
import { eventInSentence, eventName } from './event-words.ts'
import { periodInWords, readPeriod } from './period.ts'
import { place } from './placement.ts'
import { countedFrom } from './retention.ts'
import type { Constraint, DisposalAction, TriggerKind } from './retention-rule.ts'

/** The parts of a rule that its words are made of; `period` is ISO 8601, blank when the rule has none. */
export type WordedRule = {
  triggerKind: TriggerKind
  triggerEvent: string
  countedFrom: CountedFrom
  period: string
  constraint: Constraint
  disposalAction: DisposalAction
}

const EXAMPLE_TRIGGER: IsoDate = '2021-03-14'

/** A rule as people say it: how long after what, what then, and whether that is the least, the most, or both. */
export function ruleInWords(rule: WordedRule): string {
  if (rule.disposalAction === 'retain permanently') return 'Keep permanently.'
  if (readPeriod(rule.period) === null)
    return `Keep until a person dates the record: this rule’s period cannot be put as one length of time. ${capital(thenWhat[rule.disposalAction])}.`
  return `${keepHowLong(rule)}, then ${thenWhat[rule.disposalAction]}. ${leastOrMost[rule.constraint]}.`
}

/** One date put through the rule, without a full stop; null for a rule that gives no dates. */
export function workedExample(rule: WordedRule): string | null {
  const { retainUntil, dueOn } = place(rule, EXAMPLE_TRIGGER)
  if (retainUntil === null || dueOn === null) return null
  const start = startInWords(rule.countedFrom, EXAMPLE_TRIGGER)
  const trigger = `${eventName(rule)} ${dateInWords(EXAMPLE_TRIGGER)}${start === '' ? '' : `, ${start}`}`
  return `${trigger}: keep until ${dateInWords(retainUntil)}, past its period from ${dateInWords(dueOn)}`
}

/** Where counting starts when it is not at the trigger itself: `counted from the end of the financial year on 31 March 2020`; else blank. */
export function startInWords(kind: CountedFrom, triggerOn: IsoDate): string {
  return kind === 'trigger'
    ? ''
    : `counted from the end of ${periodOf[kind]} on ${dateInWords(countedFrom(kind, triggerOn))}`
}

const periodOf: Record<Exclude<CountedFrom, 'trigger'>, string> = {
  month_end: 'the month',
  calendar_year_end: 'the calendar year',
  financial_year_end: 'the financial year',
  academic_year_end: 'the academic year',
  tax_year_end: 'the tax year',
}

const thenWhat: Record<DisposalAction, string> = {
  destroy: 'destroy',
  anonymise: 'anonymise',
  review: 'review whether to keep it',
  'transfer to archive': 'transfer to the archive',
  'retain permanently': 'keep permanently',
}

const leastOrMost: Record<Constraint, string> = {
  minimum: 'At least this long',
  maximum: 'At most this long',
  both: 'At least this long, and no longer',
}

function keepHowLong(rule: WordedRule): string {
  const { words, isClause } = eventInSentence(rule)
  const noTime = /^P(0+[YMD])+$/.test(rule.period)
  if (rule.countedFrom === 'trigger' && noTime)
    return `Keep through the day ${isClause ? `on which ${words}` : `of ${words}`}`
  if (rule.countedFrom === 'trigger') return `Keep for ${periodInWords(rule.period)} after ${words}`
  const end = `the end of ${periodOf[rule.countedFrom]} in which ${words}${isClause ? '' : ' falls'}`
  return noTime ? `Keep to ${end}` : `Keep for ${periodInWords(rule.period)}, counted from ${end}`
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
