import type { Generated } from 'kysely'

/** What runs by itself. */
export type JobsTables = {
  jobRuns: JobRunsTable
  jobLeases: JobLeasesTable
}

/** `dateConfirmedBy`: who said that its day is right, although it may be far from that of the last run. */
type JobRunsTable = {
  id: Generated<number>
  job: string
  asOf: string | null
  forPastDate: Generated<0 | 1>
  startedBy: string
  startedAt: string
  finishedAt: string | null
  state: 'running' | 'succeeded' | 'failed' | 'stopped'
  error: string | null
  daysMissed: Generated<number>
  examined: Generated<number>
  newlyDue: Generated<number>
  withdrawn: Generated<number>
  held: Generated<number>
  heldPastPeriod: Generated<number>
  stillDue: Generated<number>
  errors: Generated<string>
  notes: Generated<string>
  durationMs: number | null
  done: Generated<number>
  total: number | null
  doing: Generated<string>
  doingSince: string | null
  stopAskedBy: string | null
  dateConfirmedBy: string | null
}

type JobLeasesTable = {
  job: string
  holder: string
  expiresAt: string
}
