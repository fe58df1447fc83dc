import { hasRunFor } from '../../db/queries/job-runs.ts'
import { BACKUP, nightlyBackup } from '../actions/nightly-backup.ts'
import { program } from '../domain/permission.ts'
import type { JobContext, Report } from './run.ts'

/** Makes the backup of the day, unless it has been made. */
export async function backUpNow({ db, clock, config, signal }: JobContext): Promise<Report> {
  if (await hasRunFor(db, BACKUP, clock.today())) return { text: 'Today has had its backup.', again: false }
  const { databaseUrl, backup } = config
  const done = await nightlyBackup(db, { who: program('Schedule'), clock }, { databaseUrl, backup, signal })
  if (!done.ran) return { text: 'Another process is making the backup.', again: true }
  return { text: done.value.numbers.notes?.join(' ') ?? 'The backup was stopped.', again: false }
}
