import type { TriggerKind } from './retention-rule.ts'

/** The parts of a rule that name its event. */
export type EventfulRule = { triggerKind: TriggerKind; triggerEvent: string }

/** What starts the period, as the start of a sentence: the rule’s own words, else those of its kind. */
export function eventName(rule: EventfulRule): string {
  return capital(rule.triggerEvent.trim() || eventOfKind[rule.triggerKind])
}

/** The event inside a sentence: “the membership ended” is a clause, “the last activity” a noun; a list of events is quoted. */
export function eventInSentence(rule: EventfulRule): { words: string; isClause: boolean } {
  const name = eventName(rule)
  if (/[:;,.()]/.test(name)) return { words: `the event “${name}”`, isClause: false }
  const words = lowered(name)
  if (STARTS_WITH_PARTICIPLE.test(words)) return { words: `the record was ${words}`, isClause: true }
  const { subject, verb, rest = '' } = CLAUSE.exec(words)?.groups ?? {}
  if (!subject || !verb) return { words: withThe(words), isClause: false }
  return { words: `${withThe(subject)}${auxiliary(subject, verb)} ${verb}${rest}`, isClause: true }
}

const eventOfKind: Record<TriggerKind, string> = {
  fixed_date: 'The record’s own date',
  record_created: 'Record created',
  last_activity: 'Last activity',
  event: 'Event',
  date_of_birth: 'Date of birth',
  superseded: 'Superseded',
  none: 'No event',
}

const PARTICIPLE =
  '(?:[a-z]+[^e\\s]ed|agreed|made|withdrawn|written|given|taken|sent|paid|left|held|met|set|lost|won|found|begun|sold|kept|gone)'
const STARTS_WITH_PARTICIPLE = new RegExp(`^${PARTICIPLE}(?: (?:by|from|to|in|on|with|at) .+)?$`)
const CLAUSE = new RegExp(
  `^(?<subject>.+?) (?<verb>${PARTICIPLE}(?: or ${PARTICIPLE})?)(?<rest>(?: (?:with|without|by|to|from|in|on|at|for) .+)?)$`,
)
const NEEDS_NO_VERB = /^(?:ended|expired|stopped|finished|lapsed|died|left|retired|started|passed|gone|begun)$/
const HAS_VERB = /\s(?:is|are|was|were|has|have|had|been)$/
const HAS_DETERMINER = /^(?:the|a|an|each|every|any|all|no|its|their)\s/i

/** “Consent withdrawn” lacks the verb that a sentence needs: “the consent was withdrawn”; “membership ended” has one. */
function auxiliary(subject: string, verb: string): string {
  if (NEEDS_NO_VERB.test(verb) || HAS_VERB.test(subject)) return ''
  return /[^s’']s$/.test(subject) ? ' were' : ' was'
}

const withThe = (words: string): string => (HAS_DETERMINER.test(words) ? words : `the ${words}`)

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** The first word keeps its capital when it is an abbreviation such as DBS. */
const lowered = (text: string): string =>
  /^[A-Z][^a-z]/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1)
