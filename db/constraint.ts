/**
 * What the database said when it refused a row because of an invariant, or null when the error is of another kind.
 *
 * Only these are the fault of single rows; a full disk or a lost lock is nobody's row.
 */
export function brokenConstraint(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return error instanceof Error && (code.startsWith('SQLITE_CONSTRAINT') || INTEGRITY.test(code)) ? error.message : null
}

/** The class of PostgreSQL's integrity violations, to which what our triggers refuse belongs too. */
const INTEGRITY = /^23[0-9A-Z]{3}$/
