import type { RuleContent } from './retention-rule.ts'

/** The fields that a person fills in, in the order of the form. */
export const contentFields = [
  'recordSeries',
  'serviceId',
  'scopeNote',
  'ownerName',
  'triggerKind',
  'triggerEvent',
  'countedFrom',
  'period',
  'constraint',
  'disposalAction',
  'authority',
  'authorityKind',
  'approvals',
  'reviewDays',
  'coolingOffDays',
] as const satisfies readonly (keyof RuleContent)[]

/** The content of a version alone, without its number, dates and names. */
export function contentOf(version: RuleContent): RuleContent {
  return Object.fromEntries(contentFields.map((field) => [field, version[field]])) as RuleContent
}

/** True when two versions say the same in every field. */
export function sameContent(a: RuleContent, b: RuleContent): boolean {
  return contentFields.every((field) => a[field] === b[field])
}
