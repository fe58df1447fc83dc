import type { Db } from '../../db/schema.ts'
import type { Config } from '../config.ts'
import type { Clock } from '../domain/calendar.ts'
import { backUpNow } from './backup.ts'
import { carryOutDecisions } from './carry-out-decisions.ts'
import { carryOut } from './carry-out-holds.ts'
import { checkRegister } from './check-register.ts'
import { digestNow } from './digest.ts'
import { instruct } from './instruct.ts'
import { issueCertificates } from './issue-certificates.ts'
import { loadFeeds } from './load-feeds.ts'
import { moveRecords } from './move-records.ts'
import { recompute } from './recompute.ts'
import { helpWithSweep, type SweepTask, sweepNow } from './sweep.ts'
import { type VerifyTask, verifyAudit } from './verify-audit.ts'

/** A piece of heavy work, as it is handed to a thread. */
export type Task =
  | ({ job: 'sweep' } & SweepTask)
  | { job: 'help-sweep' }
  | { job: 'load-feeds' }
  | { job: 'recompute' }
  | { job: 'move-records' }
  | { job: 'issue-certificates' }
  | { job: 'instruct' }
  | { job: 'carry-out-holds' }
  | { job: 'carry-out-decisions' }
  | { job: 'backup' }
  | { job: 'digest' }
  | { job: 'checks' }
  | ({ job: 'verify-audit' } & VerifyTask)

/** What a job works with; `signal` asks it to stop between two chunks. */
export type JobContext = {
  db: Db
  clock: Clock
  config: Pick<Config, 'recordHashKey' | 'databaseUrl' | 'backup' | 'baseUrl' | 'sessionSecret'>
  signal: AbortSignal
}

/** What came of it, in a sentence for the log. `again`: another process holds the job, so that it is tried again soon. */
export type Report = { text: string; again: boolean }

/** Does a piece of heavy work to its end. */
export function runTask(task: Task, context: JobContext): Promise<Report> {
  switch (task.job) {
    case 'sweep':
      return sweepNow(task, context)
    case 'help-sweep':
      return helpWithSweep(context)
    case 'load-feeds':
      return loadFeeds(context)
    case 'recompute':
      return recompute(context)
    case 'move-records':
      return moveRecords(context)
    case 'carry-out-holds':
      return carryOut(context)
    case 'carry-out-decisions':
      return carryOutDecisions(context)
    case 'instruct':
      return instruct(context)
    case 'issue-certificates':
      return issueCertificates(context)
    case 'verify-audit':
      return verifyAudit(task, context)
    case 'backup':
      return backUpNow(context)
    case 'checks':
      return checkRegister(context)
    case 'digest':
      return digestNow(context)
  }
}
