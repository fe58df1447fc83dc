import type { Db } from '../../db/schema.ts'

/** Who runs the sweep, and until when that holds unless it is heard of again. */
export async function runBy(db: Db, holder: string, expiresAt: string): Promise<void> {
  await db.deleteFrom('jobLeases').execute()
  await db.insertInto('jobLeases').values({ job: 'sweep', holder, expiresAt }).execute()
}

/** A run that is under way since a minute, as another process has written it down. */
export async function runUnderWay(db: Db, job: string, more: object = {}): Promise<number> {
  const step = { doing: 'Flagging what is past its period', doingSince: '2026-11-22T11:59:00.000Z' }
  const { id } = await db
    .insertInto('jobRuns')
    .values({
      ...{ job, asOf: '2026-11-22', startedBy: 'Schedule', startedAt: '2026-11-22T11:00:00.000Z', state: 'running' },
      ...{ finishedAt: null, error: null, durationMs: null, stopAskedBy: null, ...step, done: 600, total: 2000 },
      ...more,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}
