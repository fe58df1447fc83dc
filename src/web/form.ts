import type { Problem } from '../domain/problem.ts'

/** The sentence about one field, or null when it is in order; the first, when there are several. */
export const fieldError = (problems: Problem[], name: string): string | null =>
  problems.find((problem) => problem.field === name)?.text ?? null
