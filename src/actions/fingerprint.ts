import { createHash } from 'node:crypto'
import { refused } from '../domain/problem.ts'

/** A short text that is the same for the same facts: a form carries it, so that it shows when somebody else changed them. */
export const fingerprint = (facts: object): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('base64url')

/** The field of the problem that says that somebody else changed a thing first. */
export const CHANGED_FIRST = 'seen'

/** The refusal of a change to something that is no longer what the person was shown. */
export const changedFirst = (what: string) =>
  refused(
    CHANGED_FIRST,
    `${what} was changed by somebody else since you opened it. What you typed is below and is not saved: save again to put it in the place of theirs`,
  )
