/**
 * What the database said when it refused a row because of an invariant, or null when the error is of another kind.
 *
 * Only these are the fault of single rows; a full disk or a lost lock is nobody's row.
 */
export function brokenConstraint(error: unknown): string | null {
  const refused = error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_CONSTRAINT')
  return refused ? error.message : null
}
