import type { JobRun } from '../../../db/queries/job-runs.ts'
import type { JobName } from '../../domain/job.ts'
import { countOf } from '../../domain/list.ts'
import type { Tag } from '../components.ts'

export const stateTags: Record<JobRun['state'], Tag> = {
  running: { text: 'Running', colour: 'blue' },
  succeeded: { text: 'Succeeded', colour: 'green' },
  failed: { text: 'Failed', colour: 'red' },
  stopped: { text: 'Stopped', colour: 'yellow' },
}

const jobWords: Record<JobName, string> = {
  sweep: 'Sweep',
  recompute: 'Dates of changed rules',
  decisions: 'Decisions on many records',
  instruct: 'Instructions to source systems',
  backup: 'Backup',
  digest: 'Digest',
  checks: 'Checks of the register',
  'verify-audit': 'Verification of the audit trail',
}

/** A job by the name that people know; one that there is no more goes by its own. */
export const jobInWords = (job: string): string => (isJob(job) ? jobWords[job] : capital(job))

const isJob = (job: string): job is JobName => Object.hasOwn(jobWords, job)

/** For which day a run was, when that needs saying. */
export function pastOrMissed(run: JobRun): string | null {
  if (run.forPastDate === 1) return 'For a past date'
  return run.daysMissed > 0 ? `Made up for ${countOf(run.daysMissed, 'missed night')}` : null
}

/** How many records a run could not deal with, or null. */
export const errorsInWords = (run: JobRun): string | null => {
  const { length } = errorsOf(run)
  return length > 0 ? `${countOf(length, 'record')} could not be dealt with` : null
}

/** The records that a run could not deal with. */
export const errorsOf = (run: JobRun) => JSON.parse(run.errors) as { record: number; reason: string }[]

/** What a run said of itself. */
export const notesOf = (run: JobRun) => JSON.parse(run.notes) as string[]

/** How long a run took, in words. */
export function took({ durationMs }: JobRun): string {
  if (durationMs === null || durationMs === 0) return ''
  return durationMs < 1000 ? `${durationMs} ms` : `${(durationMs / 1000).toFixed(1)} s`
}

/** A text with its first letter as a capital. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
