import type { Instant } from './calendar.ts'
import { countOf, listInWords } from './list.ts'

/** More rules than this whose dates are given together are not named one by one. */
const NAMED = 3
const STEP = 'Giving records the dates of '

/** What a run says that it does while it gives records the dates of some rules, by their codes. */
export const datesStep = (codes: readonly string[]): string =>
  STEP + (codes.length > NAMED ? countOf(codes.length, 'changed rule') : listInWords([...codes]))

/**
 * Whether a run that says so is at a rule that still waits. `since`: when the step began, null: unknown; `changedAt`: when the version that
 * waits was made. A step that names no rules is of all that waited when it began.
 */
export function isDatesStepOf(
  doing: string,
  since: Instant | null,
  rule: { code: string; changedAt: Instant },
): boolean {
  if (!doing.startsWith(STEP)) return false
  const named = doing.slice(STEP.length)
  if (/^[\d,]+ changed rules$/.test(named)) return since !== null && rule.changedAt <= since
  return named.split(/, | and /).includes(rule.code)
}
