import { type CountedFrom, dateInWords, type IsoDate } from './calendar.ts'
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

/** What starts the period, as the start of a sentence: the rule’s own words, else those of its kind. */
export function eventName(rule: { triggerKind: TriggerKind; triggerEvent: string }): string {
  return capital(rule.triggerEvent.trim() || eventOfKind[rule.triggerKind])
}

/** Where counting starts when it is not at the trigger itself: `counted from the end of the financial year on 31 March 2020`; else blank. */
export function startInWords(kind: CountedFrom, triggerOn: IsoDate): string {
  return kind === 'trigger'
    ? ''
    : `counted from the end of ${periodOf[kind]} on ${dateInWords(countedFrom(kind, triggerOn))}`
}

const eventOfKind: Record<TriggerKind, string> = {
  fixed_date: 'Date set for the record',
  record_created: 'Record created',
  last_activity: 'Last activity',
  event: 'Event',
  date_of_birth: 'Date of birth',
  superseded: 'Superseded',
  none: 'No event',
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
  const event = eventInSentence(rule)
  const noTime = /^P(0[YMD])+$/.test(rule.period)
  if (rule.countedFrom === 'trigger')
    return noTime
      ? `Keep through the day ${event.isClause ? `on which ${event.words}` : `of ${event.words}`}`
      : `Keep for ${periodInWords(rule.period)} after ${event.words}`
  const end = `the end of ${periodOf[rule.countedFrom]} ${event.isClause ? `in which ${event.words}` : `of ${event.words}`}`
  return noTime ? `Keep to ${end}` : `Keep for ${periodInWords(rule.period)}, counted from ${end}`
}

const CLAUSE_END =
  /(?:[a-z]ed|made|withdrawn|given|taken|sent|paid|left|held|met|set|lost|won|found|begun|sold|kept|put|gone)$/i
const ENDS_BY_ITSELF =
  /\s(?:ended|closed|expired|stopped|finished|lapsed|died|left|retired|started|passed|gone|begun)$/i
const HAS_VERB = /\s(?:is|are|was|were|has|have|had|been)\s/i
const HAS_DETERMINER = /^(?:the|a|an|each|every|any|all|no|its|their)\s/i

/** The event inside a sentence: “membership ended” is a clause, “the last activity” a noun, a list of events is quoted. */
function eventInSentence(rule: WordedRule): { words: string; isClause: boolean } {
  if (rule.triggerKind === 'superseded' && /^(superseded)?$/i.test(rule.triggerEvent.trim()))
    return { words: 'the record was superseded', isClause: true }
  if (rule.triggerKind === 'record_created' && /^(record created)?$/i.test(rule.triggerEvent.trim()))
    return { words: 'the record was created', isClause: true }
  const name = eventName(rule)
  if (/[:;,.()]/.test(name)) return { words: `the event “${name}”`, isClause: false }
  const words = lowered(name)
  if (CLAUSE_END.test(words)) return { words: clause(words), isClause: true }
  return { words: HAS_DETERMINER.test(words) ? words : `the ${words}`, isClause: false }
}

/** “Consent withdrawn” needs its verb in a sentence: “consent was withdrawn”; “membership ended” has one. */
function clause(words: string): string {
  if (ENDS_BY_ITSELF.test(words) || HAS_VERB.test(words)) return words
  return words.replace(/(\S+)\s(\S+)$/, (_all, subject: string, participle: string) =>
    [subject, /[^s]s$/.test(subject) ? 'were' : 'was', participle].join(' '),
  )
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** The first word keeps its capital when it is an abbreviation such as DBS. */
const lowered = (text: string): string =>
  /^[A-Z][^a-z]/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1)
