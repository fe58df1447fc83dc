import type { z } from 'zod'

/** One thing wrong with what a person or file submitted: the field's name and a sentence that says what to do. */
export type Problem = { field: string; text: string }

/** The outcome of a check or an action: a value, or the problems that prevented it (never both). */
export type Checked<T> = { ok: true; value: T } | { ok: false; problems: Problem[] }

/** A good outcome. */
export const accepted = <T>(value: T): Checked<T> => ({ ok: true, value })

/** A refused outcome with one problem. */
export const refused = (field: string, text: string): { ok: false; problems: Problem[] } => ({
  ok: false,
  problems: [{ field, text }],
})

/** Checks anything submitted against its schema; the schema's messages are the sentences that a person reads. */
export function check<S extends z.ZodType>(schema: S, input: unknown): Checked<z.output<S>> {
  const result = schema.safeParse(input)
  if (result.success) return accepted(result.data)
  return { ok: false, problems: result.error.issues.map(problemOf) }
}

const problemOf = (issue: z.core.$ZodIssue): Problem => ({ field: issue.path.join('.'), text: issue.message })
