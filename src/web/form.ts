import type { Request } from 'express'
import type { Problem } from '../domain/problem.ts'

/** The sentence about one field, or null when it is in order; the first, when there are several. */
export const fieldError = (problems: Problem[], name: string): string | null =>
  problems.find((problem) => problem.field === name)?.text ?? null

/** The fields of a form that was sent; none when the request carried no form. */
export const formBody = (req: Request): Record<string, unknown> => (req.body ?? {}) as Record<string, unknown>
