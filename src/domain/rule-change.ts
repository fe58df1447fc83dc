import type { IsoDate } from './calendar.ts'
import type { RecordState } from './held-record.ts'
import { type DatingRule, type Placement, staysInReview } from './placement.ts'
import type { RuleContent } from './retention-rule.ts'

/** The states of records that a change of their rule reaches: those whose disposal has not been instructed yet. */
export const movableStates = [
  'due',
  'approved',
  'retained',
  'open',
  'permanent',
] as const satisfies readonly RecordState[]
export type MovableState = (typeof movableStates)[number]

/** What the dates of records and the decisions on them rest on; the rest of a rule may change without touching either. */
export type RuleBasis = DatingRule &
  Pick<RuleContent, 'triggerEvent' | 'constraint' | 'authority' | 'authorityKind' | 'approvals'>

/** Where a record stands before its rule changes. */
export type StandingRecord = { state: MovableState; dueOn: IsoDate | null }

/** How a change is applied. `shortens`: a person accepted that records already held fall due earlier. */
export type Applying = { today: IsoDate; shortens: boolean; sameBasis: boolean }

/** What a change of its rule does to a record. One that it does not apply to keeps its dates and its version. */
export type Move = { direction: 'later' | 'earlier' | 'same'; applies: boolean; leavesReview: boolean }

/** True when dates and decisions rest on the same facts in both versions. */
export function sameBasis(before: RuleBasis, after: RuleBasis): boolean {
  return basis.every((field) => before[field] === after[field])
}

const basis = [
  'triggerKind',
  'triggerEvent',
  'countedFrom',
  'period',
  'constraint',
  'disposalAction',
  'authority',
  'authorityKind',
  'approvals',
] as const satisfies readonly (keyof RuleBasis)[]

/**
 * What the new version of its rule does to a record; no date at all counts as later than any.
 *
 * Later dates always apply, earlier ones only when accepted. A due record that is still due stays in its review; an approval was given
 * on the old facts and lapses with them, but one whose facts are the same keeps them, the number of the version included.
 */
export function moveUnder(
  record: StandingRecord,
  placement: Placement,
  { today, shortens, sameBasis }: Applying,
): Move {
  const direction = directionOf(record.dueOn, placement.dueOn)
  const keepsApproval = record.state === 'approved' && direction === 'same' && sameBasis
  const applies = direction === 'earlier' ? shortens : !keepsApproval
  const inReview = record.state === 'due' || record.state === 'approved'
  return { direction, applies, leavesReview: applies && inReview && !stays(record.state, placement.dueOn, today) }
}

function directionOf(before: IsoDate | null, after: IsoDate | null): Move['direction'] {
  if (before === after) return 'same'
  if (after === null) return 'later'
  return before === null || after < before ? 'earlier' : 'later'
}

/** A change of the rule moves no record to another batch: its rule and its service remain. */
const stays = (state: MovableState, dueOn: IsoDate | null, today: IsoDate): boolean =>
  staysInReview(state, SAME_BATCH, { ...SAME_BATCH, dueOn }, today)

const SAME_BATCH = { ruleId: 0, serviceId: null }
