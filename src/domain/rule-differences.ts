import { periodInWords } from './period.ts'
import type { RuleContent } from './retention-rule.ts'
import {
  authorityKindTerms,
  constraintTerms,
  countedFromTerms,
  disposalActionTerms,
  triggerKindTerms,
} from './rule-terms.ts'

/** A version of a rule as it is compared: its content with the service by name (null: none) and its standing. */
export type ComparedRule = Omit<RuleContent, 'serviceId'> & {
  service: string | null
  standing: 'proposed' | 'confirmed'
}

/** One field in which two versions differ, in words; a blank value is `none`. */
export type Difference = { field: string; before: string; after: string }

/** The fields in which a version differs from the one before it, in the order of the form. */
export function ruleDifferences(before: ComparedRule, after: ComparedRule): Difference[] {
  return fields.flatMap(([field, words]) => {
    const [was, is] = [words(before) || 'none', words(after) || 'none']
    return was === is ? [] : [{ field, before: was, after: is }]
  })
}

const fields: [field: string, words: (rule: ComparedRule) => string][] = [
  ['Record series', (rule) => rule.recordSeries],
  ['Service', (rule) => rule.service ?? ''],
  ['Owner', (rule) => rule.ownerName],
  ['Scope note', (rule) => rule.scopeNote],
  ['What starts the period', (rule) => triggerKindTerms[rule.triggerKind]],
  ['Trigger event', (rule) => rule.triggerEvent],
  ['Counted from', (rule) => countedFromTerms[rule.countedFrom]],
  ['Period', (rule) => (rule.period === '' ? '' : periodInWords(rule.period))],
  ['Minimum or maximum', (rule) => constraintTerms[rule.constraint]],
  ['Disposal action', (rule) => disposalActionTerms[rule.disposalAction]],
  ['Authority', (rule) => rule.authority],
  ['Kind of authority', (rule) => authorityKindTerms[rule.authorityKind]],
  ['Approvals', (rule) => String(rule.approvals)],
  ['Days for a review', (rule) => String(rule.reviewDays)],
  ['Cooling-off days', (rule) => String(rule.coolingOffDays)],
  ['Standing', (rule) => rule.standing],
]
