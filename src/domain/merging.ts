import { accepted, type Checked, type Problem, refused } from './problem.ts'
import type { SharedKind } from './survivors.ts'

/** A thing that may be merged. `code`: how people tell it from others; of a term, its name. */
export type Mergeable = { id: number; code: string; name: string; mergedIntoId: number | null }

/** The field of the form of a merge that names what takes the place. */
export const INTO = 'into'

/** Each kind of thing that may be merged, with its article. */
export const oneOfKind: Record<SharedKind, string> = {
  organisation: 'an organisation',
  service: 'a service',
  term: 'a term',
}

/**
 * Says whether one thing may take the place of another: both stand, and are two.
 *
 * That nothing which was merged away takes a place is what keeps merges from going round in a circle.
 */
export function checkMerge<T extends Mergeable>(
  kind: SharedKind,
  from: T | undefined,
  into: T | undefined,
): Checked<{ from: T; into: T }> {
  if (!from || !into) return refused(INTO, `Choose from the list ${oneOfKind[kind]} that takes its place`)
  if (from.id === into.id) return refused(INTO, `${from.name} cannot be merged into itself: choose another`)
  if (from.mergedIntoId !== null)
    return refused(INTO, `${from.name} was merged away already, by you or somebody else: nothing was done`)
  if (into.mergedIntoId !== null)
    return refused(INTO, `${into.name} was merged away itself, so that nothing was done: choose what took its place`)
  return accepted({ from, into })
}

/** Whether what was typed confirms a merge: the code of what is merged away or, where it has none, a ticked box. */
export function checkConfirmation(code: string | null, name: string, typed: string): Problem[] {
  if (code === null)
    return typed === 'yes' ? [] : [{ field: 'confirmation', text: `Confirm that “${name}” is the duplicate` }]
  return typed.trim().toUpperCase() === code
    ? []
    : [{ field: 'confirmation', text: `Enter ${code}, the code of what is merged away, to confirm` }]
}
