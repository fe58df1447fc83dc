import type { JobRun } from '../../../db/queries/job-runs.ts'
import { hoursBetween, type Instant } from '../../domain/calendar.ts'

const LATE_HOURS = 36

/**
 * What an administrator must know of the nightly backups, in a sentence; null when all is well.
 *
 * A server that has not come to its first backup yet has nothing to say: that is a day at most.
 */
export function backupAlarm(latest: JobRun | undefined, lastGood: JobRun | undefined, now: Instant): string | null {
  if (!latest) return null
  const since = lastGood?.finishedAt ? Math.floor(hoursBetween(lastGood.finishedAt, now)) : null
  const good = since === null ? 'There is no good backup yet.' : `The last good backup was made ${ago(since)}.`
  if (latest.state === 'failed') return `The last backup failed: ${latest.error ?? 'no reason is known'} ${good}`
  return since !== null && since > LATE_HOURS ? good : null
}

function ago(hours: number): string {
  if (hours < 1) return 'less than an hour ago'
  return hours === 1 ? 'an hour ago' : `${hours} hours ago`
}
