import type { Insertable, Selectable, Updateable } from 'kysely'
import type { Db, Schema } from '../schema.ts'
import { recordsIn } from './record-counts.ts'

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

/** The latest run of a job for a day on that day, however it went. */
export async function lastRunFor(db: Db, job: string, day: string): Promise<JobRun | undefined> {
  return db
    .selectFrom('jobRuns')
    .selectAll()
    .where('job', '=', job)
    .where('forPastDate', '=', 0)
    .where('asOf', '=', day)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
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

/** The jobs of which a run never ended, whether somebody is at it or not. */
export async function jobsUnderWay(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('jobRuns').select('job').distinct().where('state', '=', 'running').execute()
  return rows.map(({ job }) => job)
}

/** Marks the runs of a job that never ended as failed, since whoever ran them is gone, and returns them. */
export async function giveUpRuns(db: Db, job: string, now: string, error: string): Promise<JobRun[]> {
  return db
    .updateTable('jobRuns')
    .set({ state: 'failed', finishedAt: now, error })
    .where('job', '=', job)
    .where('state', '=', 'running')
    .returningAll()
    .execute()
}

/** Adds to the numbers of a run while it is under way, so that they are right even if it is cut off. */
export async function addToRun(
  db: Db,
  id: number,
  more: { done?: number; examined?: number; newlyDue?: number; withdrawn?: number },
): Promise<void> {
  await db
    .updateTable('jobRuns')
    .set((eb) => ({
      done: eb('done', '+', more.done ?? 0),
      examined: eb('examined', '+', more.examined ?? 0),
      newlyDue: eb('newlyDue', '+', more.newlyDue ?? 0),
      withdrawn: eb('withdrawn', '+', more.withdrawn ?? 0),
    }))
    .where('id', '=', id)
    .execute()
}

/** What a run does from now on: of how many it has done none yet. */
export async function beginStep(
  db: Db,
  id: number,
  step: { doing: string; doingSince: string; total: number },
): Promise<void> {
  await db
    .updateTable('jobRuns')
    .set({ ...step, done: 0 })
    .where('id', '=', id)
    .execute()
}

/** Writes down that a run is to stop, and by whose word; undefined when it is not running, is of no such job, or was asked already. */
export async function askToStop(
  db: Db,
  id: number,
  stopAskedBy: string,
  jobs: readonly string[],
): Promise<JobRun | undefined> {
  return db
    .updateTable('jobRuns')
    .set({ stopAskedBy })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .where('stopAskedBy', 'is', null)
    .where('job', 'in', jobs)
    .returningAll()
    .executeTakeFirst()
}

/** Who asked that a run be stopped, or null. */
export async function stopAskedBy(db: Db, id: number): Promise<string | null> {
  const run = await db.selectFrom('jobRuns').select('stopAskedBy').where('id', '=', id).executeTakeFirst()
  return run?.stopAskedBy ?? null
}

/** The run of a job that is under way, or undefined. */
export async function runUnderWay(db: Db, job: string): Promise<JobRun | undefined> {
  const run = await lastRun(db, job)
  return run?.state === 'running' ? run : undefined
}

/** The run of a job that is under way and whose runner is alive, or undefined. */
export async function runUnderLease(db: Db, job: string, now: string): Promise<JobRun | undefined> {
  return db
    .selectFrom('jobRuns')
    .innerJoin('jobLeases', 'jobLeases.job', 'jobRuns.job')
    .selectAll('jobRuns')
    .where('jobRuns.job', '=', job)
    .where('jobRuns.state', '=', 'running')
    .where('jobLeases.expiresAt', '>', now)
    .orderBy('jobRuns.id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export type JobRunFilters = { job?: string | undefined; state?: JobRunState | undefined }

/** Runs, the latest first; `before` an id, or from an offset on. */
export async function jobRuns(
  db: Db,
  filters: JobRunFilters,
  { limit, offset = 0, before }: { limit: number; offset?: number; before?: number | undefined },
): Promise<JobRun[]> {
  return matching(db, filters)
    .selectAll()
    .$if(before !== undefined, (query) => query.where('id', '<', before ?? 0))
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
}

/** How many runs match. */
export async function countJobRuns(db: Db, filters: JobRunFilters): Promise<number> {
  const row = await matching(db, filters)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

const matching = (db: Db, { job, state }: JobRunFilters) =>
  db
    .selectFrom('jobRuns')
    .$if(job !== undefined, (query) => query.where('job', '=', job ?? ''))
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'failed'))

/** One run, or undefined. */
export async function jobRunById(db: Db, id: number): Promise<JobRun | undefined> {
  return db.selectFrom('jobRuns').selectAll().where('id', '=', id).executeTakeFirst()
}

/** A review that a run opened, how it stands, and how many records are still in it; null when it is over. */
export type OpenedReview = Pick<Selectable<Schema['disposalReviews']>, 'id' | 'state' | 'outcome' | 'reviewBy'> & {
  service: string | null
  rule: string
  recordSeries: string
  records: number | null
}

/** The reviews that a run opened, in the order of their services and rules. */
export async function reviewsOpenedBy(db: Db, runId: number): Promise<OpenedReview[]> {
  return db
    .selectFrom('disposalReviews as review')
    .innerJoin('retentionRules as rule', 'rule.id', 'review.ruleId')
    .innerJoin('retentionRuleVersions as version', 'version.id', 'rule.currentVersionId')
    .leftJoin('services as service', 'service.id', 'review.serviceId')
    .where('review.openedByRunId', '=', runId)
    .orderBy('service.name', (by) => by.asc().nullsFirst())
    .orderBy('rule.code')
    .select([
      'review.id',
      'review.state',
      'review.outcome',
      'review.reviewBy',
      'service.name as service',
      'rule.code as rule',
      'version.recordSeries',
    ])
    .select((eb) => eb.case().when('review.state', '<>', 'closed').then(recordsIn('review')).end().as('records'))
    .execute()
}
