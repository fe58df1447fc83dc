import { eventName } from '../../domain/event-words.ts'
import { periodInWords } from '../../domain/period.ts'
import type { RuleContent } from '../../domain/retention-rule.ts'
import {
  authorityKindTerms,
  constraintTerms,
  countedFromTerms,
  disposalActionTerms,
  triggerKindTerms,
} from '../../domain/rule-terms.ts'
import type { SummaryRow } from '../components.ts'

/** What a rule says, with the names of its service and organisation (null: none). */
export type NamedContent = RuleContent & { serviceName: string | null; organisationName: string | null }

/** All that a rule says, field by field. */
export function factRows(rule: NamedContent): SummaryRow[] {
  return [
    fact('Service', rule.serviceName ?? '', rule.organisationName ?? undefined),
    fact('Owner', rule.ownerName),
    fact('What starts the period', eventName(rule), triggerKindTerms[rule.triggerKind]),
    fact('Counted from', countedFromTerms[rule.countedFrom]),
    fact('Period', rule.period === '' ? '' : periodInWords(rule.period), rule.period),
    fact('Minimum or maximum', constraintTerms[rule.constraint]),
    fact('Disposal action', disposalActionTerms[rule.disposalAction]),
    fact('Authority', rule.authority, authorityKindTerms[rule.authorityKind]),
    fact(
      'Approvals needed',
      rule.approvals === 2 ? 'Two: the service manager, then information governance' : 'One: the service manager',
    ),
    fact('Days for a review', String(rule.reviewDays)),
    fact('Cooling-off days', String(rule.coolingOffDays)),
    fact('Scope note', rule.scopeNote),
  ]
}

/** One field of a rule. */
export const fact = (key: string, text: string, detail?: string): SummaryRow => ({
  key,
  lines: text === '' ? [{ text: 'None', muted: true }] : [{ text }, ...(detail ? [{ text: detail, muted: true }] : [])],
})
