/** Comparisons: of a list SQLite makes a table anew for each row that a trigger looks at. */
export const isOneOf = (column: string, ...values: string[]): string =>
  values.map((value) => `${column} = '${value}'`).join(' or ')

/** What a record can be next, by what it is; the most frequent first. */
const next: Record<string, string[]> = {
  retained: ['due', 'open', 'permanent'],
  open: ['retained', 'permanent'],
  due: ['approved', 'retained', 'open', 'permanent', 'already gone'],
  approved: ['instructed', 'retained', 'due', 'open', 'permanent'],
  instructed: ['destroyed', 'anonymised', 'transferred', 'already gone', 'failed', 'retained', 'open'],
  failed: ['instructed', 'retained', 'open'],
  permanent: ['retained', 'open'],
}

const isStep = Object.entries(next)
  .map(([from, to]) => `(old.state = '${from}' and (${isOneOf('new.state', ...to)}))`)
  .join(' or ')

/**
 * A record takes no step but those of its life.
 *
 * Nothing here looks at records that are added: a trigger on each of them takes a seventh of a whole import, and one module adds them.
 */
export const recordTransitions: readonly string[] = [
  `create trigger records_move before update of state on records when old.state <> new.state and not (${isStep})
    begin select raise(abort, 'no record takes this step'); end`,
]
