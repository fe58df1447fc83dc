import type { CountedFrom } from '../calendar.ts'
import { periodInWords, readPeriod } from '../period.ts'
import { type ActivityCheck, always, type CheckedNotice, type CheckedRule } from './check.ts'
import { dayReached, linkedRules } from './linked-rules.ts'
import { noticesNamed } from './named-notices.ts'

/** What a rule counts from, and how much that can add to its period at most. */
const ends: Record<Exclude<CountedFrom, 'trigger'>, { years: number; months: number; words: string }> = {
  month_end: { years: 0, months: 1, words: 'month' },
  calendar_year_end: { years: 1, months: 0, words: 'calendar year' },
  financial_year_end: { years: 1, months: 0, words: 'financial year' },
  academic_year_end: { years: 1, months: 0, words: 'academic year' },
  tax_year_end: { years: 1, months: 0, words: 'tax year' },
}

/** How long a rule can keep a record counted from its trigger. A rule that counts from an end stays a day below what `longest` says. */
function reachOf({ period, countedFrom }: CheckedRule): { longest: string; words: string } | null {
  const read = readPeriod(period)
  if (read === null) return null
  if (countedFrom === 'trigger') return { longest: period, words: periodInWords(period) }
  const end = ends[countedFrom]
  const longest = `P${read.years + end.years}Y${read.months + end.months}M${read.days}D`
  return {
    longest,
    words: `almost ${periodInWords(longest)} (${periodInWords(period)} from the end of the ${end.words})`,
  }
}

/** How a rule leaves the range that a notice promises, in words; null when it keeps within it or has no period to compare. */
function outside(rule: CheckedRule, { shortestPeriod, longestPeriod }: CheckedNotice): string | null {
  if (rule.disposalAction === 'retain permanently')
    return longestPeriod && `keeps records permanently, and the notice promises ${periodInWords(longestPeriod)} at most`
  const reach = reachOf(rule)
  if (reach === null) return null
  if (longestPeriod !== null && isLonger(reach.longest, longestPeriod))
    return `can keep records for ${reach.words}, and the notice promises ${periodInWords(longestPeriod)} at most`
  if (shortestPeriod !== null && isLonger(shortestPeriod, rule.period))
    return `keeps records for ${periodInWords(rule.period)}, and the notice promises ${periodInWords(shortestPeriod)} at least`
  return null
}

const isLonger = (one: string, other: string): boolean => (dayReached(one) ?? '') > (dayReached(other) ?? '')

const withinTheRange: ActivityCheck = {
  ...always,
  code: 'RET-09',
  severity: 'error',
  citation: 'UK GDPR Articles 5(1)(a), 5(1)(e) and 13(2)(a)',
  whatToDo: 'Change the rule, or have the notice corrected before data is kept by this rule.',
  section: 'how-long',
  find: (activity) =>
    noticesNamed(activity).flatMap((notice) =>
      linkedRules(activity).flatMap((rule) => {
        const words = rule.retired ? null : outside(rule, notice)
        return words === null
          ? []
          : [{ key: `${rule.code}: ${notice.code}`, text: `Rule ${rule.code} ${words} (“${notice.title}”).` }]
      }),
    ),
}

/** Whether the rules keep what the notices promise. */
export const noticeRange: ActivityCheck[] = [withinTheRange]
