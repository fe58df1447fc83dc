import type { RecordState } from './held-record.ts'

/** One step of a record's life: by what it is taken, and what must be true for it. */
export type Transition = { from: RecordState; to: RecordState; by: string; guard: string }

/** The states in which a record can come into the inventory: all others follow from something that was done. */
export type FirstState = Extract<RecordState, 'open' | 'retained' | 'permanent'>

const DATES = 'a feed, an exception or a change of its rule gives it other dates'
const LEAVES = 'a feed, a hold, an exception, a decision or a change of its rule takes it out of its review'
const OF_APPROVAL = 'a feed, a hold, a change of its rule or a guard that fails takes it out of its approval'
const ANSWER = 'its source system’s answer'
const INSTRUCTED = 'it is in an open instruction, unanswered, neither held nor recalled'

/**
 * Every step that a record’s state can take; there is no other, and the database refuses it.
 *
 * The states in which the data is gone are left by no step: what was disposed of stays so.
 */
export const recordTransitions: readonly Transition[] = [
  { from: 'open', to: 'retained', by: DATES, guard: 'it has a trigger date, and its rule a period' },
  { from: 'open', to: 'permanent', by: DATES, guard: 'its rule retains permanently' },
  { from: 'retained', to: 'open', by: DATES, guard: 'it has no trigger date, or its rule no period' },
  { from: 'retained', to: 'permanent', by: DATES, guard: 'its rule retains permanently' },
  { from: 'permanent', to: 'open', by: DATES, guard: 'its rule has another action by now, and it has no trigger date' },
  { from: 'permanent', to: 'retained', by: DATES, guard: 'its rule has another action by now' },

  { from: 'retained', to: 'due', by: 'the sweep, or an exception undone', guard: 'past its period, listed, not held' },
  { from: 'due', to: 'retained', by: LEAVES, guard: 'it has dates' },
  { from: 'due', to: 'open', by: LEAVES, guard: 'it has no trigger date any more' },
  { from: 'due', to: 'permanent', by: LEAVES, guard: 'its rule retains permanently' },
  { from: 'due', to: 'already gone', by: 'an exception', guard: 'a person knows that the source has it no more' },

  { from: 'due', to: 'approved', by: 'a decision', guard: 'past its period, listed, not held, as the decider saw it' },
  { from: 'approved', to: 'due', by: 'a second person who sends the review back', guard: 'still past its period' },
  { from: 'approved', to: 'retained', by: OF_APPROVAL, guard: 'it has dates' },
  { from: 'approved', to: 'open', by: OF_APPROVAL, guard: 'it has no trigger date any more' },
  { from: 'approved', to: 'permanent', by: OF_APPROVAL, guard: 'its rule retains permanently' },

  {
    ...{ from: 'approved', to: 'instructed', by: 'the instruction of its review and source system' },
    guard: 'cooling-off over, past its period, under the rule as decided, listed, not held',
  },
  { from: 'instructed', to: 'destroyed', by: ANSWER, guard: INSTRUCTED },
  { from: 'instructed', to: 'anonymised', by: ANSWER, guard: INSTRUCTED },
  { from: 'instructed', to: 'transferred', by: ANSWER, guard: INSTRUCTED },
  { from: 'instructed', to: 'already gone', by: ANSWER, guard: INSTRUCTED },
  { from: 'instructed', to: 'failed', by: ANSWER, guard: INSTRUCTED },
  { from: 'instructed', to: 'retained', by: 'the answer to a recall', guard: 'the source has stopped in time' },
  {
    from: 'instructed',
    to: 'open',
    by: 'the answer to a recall',
    guard: 'as above, and it has no trigger date any more',
  },
  { from: 'failed', to: 'instructed', by: 'a person who instructs it again', guard: 'the guards of an instruction' },
  { from: 'failed', to: 'retained', by: 'a person who takes it back', guard: 'with a reason' },
  {
    from: 'failed',
    to: 'open',
    by: 'a person who takes it back',
    guard: 'as above, and it has no trigger date any more',
  },
]

/** True when a record in one state can be in another next. */
export const mayBecome = (from: RecordState, to: RecordState): boolean =>
  recordTransitions.some((step) => step.from === from && step.to === to)
