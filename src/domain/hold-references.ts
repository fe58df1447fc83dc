import { FORGOTTEN } from './forgotten.ts'
import { countOf } from './list.ts'

/** The most references that one hold may list. */
export const MOST_REFERENCES = 100_000
const LONGEST_REFERENCE = 200
const MOST_PROBLEMS = 20

/** A list of references as it was read. `problems`: what is wrong with it, line by line; `repeated`: how many stood there before. */
export type ReadReferences = { references: string[]; repeated: number; problems: string[] }

/**
 * Reads a list of references, one a line: pasted, or a file of one column, with or without the heading `reference`.
 *
 * Blank lines are skipped, and a reference that stands there twice counts once. Lines are numbered from 1.
 */
export function readReferences(text: string): ReadReferences {
  const references = new Set<string>()
  const problems: string[] = []
  let repeated = 0
  let wrong = 0
  const lines = text.replace(/^\u{FEFF}/u, '').split(/\r\n|\r|\n/)
  for (const [at, line] of lines.entries()) {
    const reference = unquoted(line.trim())
    if (reference === '' || (references.size === 0 && at === 0 && /^reference$/i.test(reference))) continue
    const problem = problemOf(reference)
    if (problem !== null) {
      wrong += 1
      if (problems.length < MOST_PROBLEMS) problems.push(`Line ${(at + 1).toLocaleString('en-GB')}: ${problem}`)
    } else if (references.has(reference)) repeated += 1
    else references.add(reference)
  }
  if (wrong > problems.length) problems.push(`${countOf(wrong - problems.length, 'more line')} cannot be read either`)
  const tooMany =
    references.size > MOST_REFERENCES
      ? [
          `The list has ${countOf(references.size, 'reference')}: place a hold on ${MOST_REFERENCES.toLocaleString('en-GB')} at most, and another one on the rest`,
        ]
      : []
  const none = references.size === 0 && wrong === 0 ? ['Enter the references, one on each line'] : []
  return { references: [...references], repeated, problems: [...none, ...tooMany, ...problems] }
}

/** A spreadsheet puts quotes around a cell with a comma or quote in it. */
const unquoted = (line: string): string =>
  line.length >= 2 && line.startsWith('"') && line.endsWith('"') ? line.slice(1, -1).replaceAll('""', '"').trim() : line

function problemOf(reference: string): string | null {
  if (reference.length > LONGEST_REFERENCE) return `a reference has ${LONGEST_REFERENCE} characters at most`
  if (reference.startsWith(FORGOTTEN)) return `no reference begins with “${FORGOTTEN}”`
  return /\p{Cc}/u.test(reference)
    ? 'it holds characters that a reference cannot have, for example a tab: leave one column only'
    : null
}
