import { type JobRun, type JobRunFilters, jobRuns } from '../../db/queries/job-runs.ts'
import type { CsvExport } from './csv-export.ts'

const AT_ONCE = 5000

/** The runs of jobs as CSV, the latest first. `errors`: how many records the run could not deal with. */
export const jobRunsExport: CsvExport<JobRun, JobRunFilters> = {
  name: 'job-runs',
  columns: [
    { name: 'id', value: (run) => run.id },
    { name: 'job', value: (run) => run.job },
    { name: 'as_of', value: (run) => run.asOf },
    { name: 'for_past_date', value: (run) => (run.forPastDate === 1 ? 'yes' : 'no') },
    { name: 'state', value: (run) => run.state },
    { name: 'started_by', value: (run) => run.startedBy },
    { name: 'started_at', value: (run) => run.startedAt },
    { name: 'finished_at', value: (run) => run.finishedAt },
    { name: 'duration_ms', value: (run) => run.durationMs },
    { name: 'days_missed', value: (run) => run.daysMissed },
    { name: 'examined', value: (run) => run.examined },
    { name: 'newly_due', value: (run) => run.newlyDue },
    { name: 'withdrawn', value: (run) => run.withdrawn },
    { name: 'held', value: (run) => run.held },
    { name: 'still_due', value: (run) => run.stillDue },
    { name: 'errors', value: (run) => (JSON.parse(run.errors) as unknown[]).length },
    { name: 'error', value: (run) => run.error },
    { name: 'notes', value: (run) => JSON.parse(run.notes) as string[] },
  ],
  async *rows(db, filters) {
    let before: number | undefined
    do {
      const runs = await jobRuns(db, filters, { limit: AT_ONCE, before })
      yield runs
      before = runs.length === AT_ONCE ? runs.at(-1)?.id : undefined
    } while (before !== undefined)
  },
}
