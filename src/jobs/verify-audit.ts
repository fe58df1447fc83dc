import type { By } from '../actions/acting.ts'
import { verifyAsJob } from '../actions/trail-verification.ts'
import type { JobContext, Report } from './run.ts'

export type VerifyTask = { by: By }

/** Verifies the audit trail. Its report holds the hash that the trail has come to, so that the log keeps it out of reach of whoever alters the database. */
export async function verifyAudit({ by }: VerifyTask, { db, clock, signal }: JobContext): Promise<Report> {
  const run = await verifyAsJob(db, { ...by, clock, signal })
  if (!run.ran) return { text: 'Another process is verifying the audit trail.', again: false }
  const found = run.value.numbers.notes ?? ['The verification of the audit trail was stopped before its end.']
  return { text: found.join(' '), again: false }
}
