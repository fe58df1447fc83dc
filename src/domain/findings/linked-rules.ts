import { addPeriod, type IsoDate } from '../calendar.ts'
import { periodInWords, readPeriod } from '../period.ts'
import { type ActivityCheck, always, type CheckedActivity, type CheckedRule } from './check.ts'

type LinkedRule = CheckedRule & { code: string }

/** The rules of the schedule that an activity links, each once. */
export const linkedRules = ({ content, rules }: CheckedActivity): LinkedRule[] =>
  [...new Set(content.rules.map(({ rule }) => rule))].flatMap((code) => {
    const known = rules.get(code)
    return known === undefined ? [] : [{ code, ...known }]
  })

/** Periods are compared by the day to which they lead from this one, the first of a year without 29 February. */
const FIRST_DAY: IsoDate = '2001-01-01'

/** The day to which a period leads, so that periods of any units can be compared; null for a blank or unreadable one. */
export function dayReached(text: string): IsoDate | null {
  const period = readPeriod(text)
  return period === null ? null : addPeriod(FIRST_DAY, period)
}

const periodGiven: ActivityCheck = {
  ...always,
  code: 'RET-06',
  severity: 'warning',
  citation: 'UK GDPR Articles 5(1)(e) and 30(1)(f)',
  whatToDo: 'Give the rule a period, or date its records one by one when they come to their end.',
  section: 'how-long',
  find: (activity) =>
    linkedRules(activity)
      .filter(
        ({ period, disposalAction, retired }) => !retired && period === '' && disposalAction !== 'retain permanently',
      )
      .map(({ code }) => ({
        key: code,
        text: `Rule ${code} is open-ended: it has no period, so that its records are kept until a person dates them.`,
      })),
}

const ruleInForce: ActivityCheck = {
  ...always,
  code: 'RET-08',
  severity: 'error',
  citation: 'UK GDPR Articles 5(1)(e) and 30(1)(f)',
  whatToDo: 'Link a rule that is in force in its place.',
  section: 'how-long',
  find: ({ content, rules }) =>
    content.rules
      .filter(({ rule }) => rules.get(rule)?.retired !== false)
      .map(({ rule }) => ({
        key: rule,
        text: rules.has(rule) ? `Rule ${rule} is retired.` : `The schedule has no rule ${rule}.`,
      })),
}

const ruleConfirmed: ActivityCheck = {
  ...always,
  code: 'RET-08',
  severity: 'prompt',
  citation: 'UK GDPR Articles 5(1)(e) and 30(1)(f)',
  whatToDo: 'Check the authority of the rule, then confirm the rule or change it.',
  section: 'how-long',
  find: (activity) =>
    linkedRules(activity)
      .filter(({ retired, standing }) => !retired && standing === 'proposed')
      .map(({ code }) => ({ key: code, text: `Rule ${code} is only proposed: nobody has confirmed it yet.` })),
}

const rulesAgree: ActivityCheck = {
  ...always,
  code: 'RET-10',
  severity: 'error',
  citation: 'UK GDPR Articles 5(1)(e) and 30(1)(f)',
  whatToDo: 'Keep the rule that is right, and unlink the other.',
  section: 'how-long',
  find: (activity) => {
    const rules = linkedRules(activity).filter(({ retired }) => !retired)
    return rules.flatMap((one, at) =>
      rules
        .slice(at + 1)
        .filter((other) => sameSeries(one, other) && spanOf(one) !== spanOf(other))
        .map((other) => ({
          key: [one.code, other.code].toSorted().join(' and '),
          text: `Rules ${one.code} (${inWords(one)}) and ${other.code} (${inWords(other)}) give different periods for “${one.recordSeries}”.`,
        })),
    )
  },
}

const sameSeries = (one: LinkedRule, other: LinkedRule): boolean =>
  one.recordSeries.trim().toLowerCase() === other.recordSeries.trim().toLowerCase()

const spanOf = ({ period, disposalAction }: LinkedRule): string =>
  disposalAction === 'retain permanently' ? 'permanent' : (dayReached(period) ?? 'open')

const inWords = ({ period, disposalAction }: LinkedRule): string => {
  if (disposalAction === 'retain permanently') return 'permanent'
  return period === '' ? 'no period' : periodInWords(period)
}

/** Whether the rules that an activity links can be acted on. */
export const ruleLinks: ActivityCheck[] = [periodGiven, ruleInForce, ruleConfirmed, rulesAgree]
