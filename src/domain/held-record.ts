/**
 * The states of a record. `open`: no trigger date yet; `permanent`: never due; the last seven follow a decision.
 * A hold is not a state: it lies over any of them.
 */
export const recordStates = [
  'open',
  'retained',
  'due',
  'approved',
  'instructed',
  'destroyed',
  'anonymised',
  'transferred',
  'already gone',
  'failed',
  'permanent',
] as const
export type RecordState = (typeof recordStates)[number]

/** The states of a record whose data is gone: the inventory has forgotten what identified it. */
export const endStates = [
  'destroyed',
  'anonymised',
  'transferred',
  'already gone',
] as const satisfies readonly RecordState[]

/** True when the record's data is gone from its source. */
export const isEnded = (state: RecordState): boolean => (endStates as readonly string[]).includes(state)
