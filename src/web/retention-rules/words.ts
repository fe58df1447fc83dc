import type { StateCount } from '../../../db/queries/record-counts.ts'
import type { RuleRow } from '../../../db/queries/retention-rules.ts'
import type { RecordState } from '../../domain/held-record.ts'
import type { Tag } from '../components.ts'

const standingTags: Record<'proposed' | 'confirmed', Tag> = {
  proposed: { text: 'Proposed', colour: 'yellow' },
  confirmed: { text: 'Confirmed', colour: 'green' },
}

/** How a rule stands: a retired one is only that. */
export const tagOfRule = ({ status, standing }: Pick<RuleRow, 'status' | 'standing'>): Tag =>
  status === 'retired' ? RETIRED : standingTags[standing]

const RETIRED: Tag = { text: 'Retired', colour: 'grey' }

/** What the states of a rule’s records mean to who reads the schedule. */
export const stateWords: Record<RecordState, string> = {
  open: 'Open: no date yet',
  retained: 'Retained: not due',
  due: 'Due: in a disposal review',
  approved: 'Approved for disposal',
  instructed: 'Source system told to dispose',
  failed: 'Disposal failed',
  destroyed: 'Destroyed',
  anonymised: 'Anonymised',
  transferred: 'Transferred to the archive',
  'already gone': 'Already gone',
  permanent: 'Kept permanently',
}

const groups = {
  open: ['open'],
  kept: ['retained', 'permanent'],
  due: ['due', 'approved', 'instructed', 'failed'],
  gone: ['destroyed', 'anonymised', 'transferred', 'already gone'],
} as const satisfies Record<string, readonly RecordState[]>

/** States that the list of rules counts together. */
export type StateGroup = keyof typeof groups

/** The number of records in a group of states. */
export const inGroup = (counts: StateCount[], group: StateGroup): number =>
  counts
    .filter(({ state }) => (groups[group] as readonly RecordState[]).includes(state))
    .reduce((sum, { count }) => sum + count, 0)
