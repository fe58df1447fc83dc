import type { RuleRow } from '../../db/queries/retention-rules.ts'
import type { EventDetails } from '../domain/audit-event.ts'
import { type ChangePreview, type Effect, effects } from '../domain/change-preview.ts'
import { type ComparedRule, ruleDifferences } from '../domain/rule-differences.ts'

/** A rule as the audit trail names it. */
export const ruleSubject = (code: string) => ({ kind: 'retention rule', id: code }) as const

/** What differs between two versions of a rule, as the audit trail keeps it: the owner is a person, and is told apart from the rest. */
export function ruleChanges(before: RuleRow, after: ComparedRule): { changes: Changes; personal: EventDetails } {
  const differences = ruleDifferences({ ...before, service: before.serviceName }, after)
  const changes = differences.map((difference) => ({ ...difference, field: difference.field.toLowerCase() }))
  const isOwner = ({ field }: { field: string }) => field === 'owner'
  return { changes: changes.filter((one) => !isOwner(one)), personal: { changes: changes.filter(isOwner) } }
}

/** Which records a person saw that a change would move, as the audit trail keeps it; numbers that are 0 are left out. */
export const shownFacts = (preview: ChangePreview): Record<string, number> =>
  Object.fromEntries(
    effects.flatMap((effect) => (preview[effect] > 0 ? [[`shown ${inTrail[effect]}`, preview[effect]]] : [])),
  )

const inTrail: Record<Effect, string> = {
  later: 'later',
  earlier: 'earlier',
  becomeDue: 'to become due',
  stopBeingDue: 'due no longer',
  leaveReviews: 'to leave reviews',
  leaveReviewsIfShortened: 'to leave reviews with earlier dates',
}

type Changes = NonNullable<EventDetails['changes']>
