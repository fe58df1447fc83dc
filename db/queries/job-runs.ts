import type { Insertable, Selectable, Updateable } from 'kysely'
import type { Db, Schema } from '../schema.ts'

export type JobRun = Selectable<Schema['jobRuns']>
export type JobRunState = JobRun['state']

/** The latest run of a job for its own day that succeeded, or undefined when none has; runs for a past date do not count. */
export async function lastSuccessfulRun(db: Db, job: string): Promise<JobRun | undefined> {
  return db
    .selectFrom('jobRuns')
    .selectAll()
    .where('job', '=', job)
    .where('state', '=', 'succeeded')
    .where('forPastDate', '=', 0)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** True when a job has succeeded for a day on that day. */
export async function hasRunFor(db: Db, job: string, day: string): Promise<boolean> {
  const run = await db
    .selectFrom('jobRuns')
    .select('id')
    .where('job', '=', job)
    .where('state', '=', 'succeeded')
    .where('forPastDate', '=', 0)
    .where('asOf', '=', day)
    .limit(1)
    .executeTakeFirst()
  return run !== undefined
}

/** The latest run of a job, however it went. */
export async function lastRun(db: Db, job: string): Promise<JobRun | undefined> {
  return db.selectFrom('jobRuns').selectAll().where('job', '=', job).orderBy('id', 'desc').limit(1).executeTakeFirst()
}

/** Writes down a run and returns its id. */
export async function addRun(db: Db, run: Insertable<Schema['jobRuns']>): Promise<number> {
  const { id } = await db.insertInto('jobRuns').values(run).returning('id').executeTakeFirstOrThrow()
  return id
}

/** Writes what came of a run; one that has already been given up for dead stays as it is. */
export async function endRun(db: Db, id: number, end: Updateable<Schema['jobRuns']>): Promise<void> {
  await db.updateTable('jobRuns').set(end).where('id', '=', id).where('state', '=', 'running').execute()
}

/** Marks the runs of a job that never ended as failed: whoever ran them is gone. */
export async function giveUpRuns(db: Db, job: string, now: string, error: string): Promise<void> {
  await db
    .updateTable('jobRuns')
    .set({ state: 'failed', finishedAt: now, error })
    .where('job', '=', job)
    .where('state', '=', 'running')
    .execute()
}

/** Adds to the numbers of a run while it is under way, so that they are right even if it is cut off. */
export async function addToRun(
  db: Db,
  id: number,
  more: { examined?: number; newlyDue?: number; withdrawn?: number },
): Promise<void> {
  await db
    .updateTable('jobRuns')
    .set((eb) => ({
      examined: eb('examined', '+', more.examined ?? 0),
      newlyDue: eb('newlyDue', '+', more.newlyDue ?? 0),
      withdrawn: eb('withdrawn', '+', more.withdrawn ?? 0),
    }))
    .where('id', '=', id)
    .execute()
}

export type JobRunFilters = { job?: string | undefined; state?: JobRunState | undefined }

/** Runs, the latest first, before an id when one is given; no more than the limit. */
export async function jobRuns(db: Db, filters: JobRunFilters, limit: number, before?: number): Promise<JobRun[]> {
  return db
    .selectFrom('jobRuns')
    .selectAll()
    .$if(filters.job !== undefined, (query) => query.where('job', '=', filters.job ?? ''))
    .$if(filters.state !== undefined, (query) => query.where('state', '=', filters.state ?? 'failed'))
    .$if(before !== undefined, (query) => query.where('id', '<', before ?? 0))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** One run, or undefined. */
export async function jobRunById(db: Db, id: number): Promise<JobRun | undefined> {
  return db.selectFrom('jobRuns').selectAll().where('id', '=', id).executeTakeFirst()
}
