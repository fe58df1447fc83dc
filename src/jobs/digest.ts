import { hasRunFor } from '../../db/queries/job-runs.ts'
import { DIGEST, writeDigests } from '../actions/digest.ts'
import { program } from '../domain/permission.ts'
import type { JobContext, Report } from './run.ts'

/** Writes the digest of the day, unless it has been written; the server sends it within a minute. */
export async function digestNow({ db, clock, config, signal }: JobContext): Promise<Report> {
  if (await hasRunFor(db, DIGEST, clock.today())) return { text: 'Today has had its digest.', again: false }
  const { baseUrl, sessionSecret } = config
  const done = await writeDigests(db, { who: program('Schedule'), clock, signal, baseUrl, sessionSecret })
  if (!done.ran) return { text: 'Another process is writing the digest.', again: true }
  return { text: done.value.numbers.notes?.join(' ') ?? 'The digest was stopped.', again: false }
}
