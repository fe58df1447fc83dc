import { addRun, endRun, giveUpRuns } from '../../db/queries/job-runs.ts'
import type { Db } from '../../db/schema.ts'
import { type Claim, type Held, type Ran, underLease } from './job-leases.ts'

/** A run to be written down: for which day (null: none), and who started it. */
export type RunRequest = Claim & { asOf: string | null; forPastDate: boolean; daysMissed: number; startedBy: string }

/** Counts, errors and notes at the end of a run. */
export type RunNumbers = Partial<
  Record<'examined' | 'newlyDue' | 'withdrawn' | 'held' | 'heldPastPeriod' | 'stillDue', number>
> & { errors?: object[]; notes?: string[] }

/** What came of a run that was let in. `stopped`: it was asked to stop, and handed back what it held. */
export type RunEnd = { id: number; state: 'succeeded' | 'stopped'; numbers: RunNumbers; durationMs: number }

/**
 * Runs a job under its lease and writes the run into the ledger: running, then succeeded, stopped or failed.
 *
 * A run that an earlier process left behind is first marked as cut off. What the work throws is recorded and thrown on.
 */
export async function runJob(
  db: Db,
  request: RunRequest,
  work: (run: Held & { id: number }) => Promise<RunNumbers>,
): Promise<Ran<RunEnd>> {
  return underLease(db, request, async (held) => {
    const { job, clock, asOf, startedBy, daysMissed } = request
    await giveUpRuns(
      db,
      job,
      clock.now(),
      'The run was cut off before it ended; the next one goes on where it stopped.',
    )
    const forPastDate = request.forPastDate ? 1 : 0
    const id = await addRun(db, {
      state: 'running',
      job,
      asOf,
      forPastDate,
      daysMissed,
      startedBy,
      startedAt: clock.now(),
      finishedAt: null,
      error: null,
      durationMs: null,
    })
    const began = performance.now()
    const end = async (state: 'succeeded' | 'stopped' | 'failed', numbers: RunNumbers, error: string | null) => {
      const durationMs = Math.round(performance.now() - began)
      const { errors = [], notes = [], ...counts } = numbers
      const lists = { errors: JSON.stringify(errors), notes: JSON.stringify(notes) }
      await endRun(db, id, { ...counts, ...lists, state, error, finishedAt: clock.now(), durationMs })
      return durationMs
    }
    try {
      const numbers = await work({ ...held, id })
      return { id, state: 'succeeded', numbers, durationMs: await end('succeeded', numbers, null) }
    } catch (error) {
      if (!request.signal?.aborted) {
        await end('failed', {}, error instanceof Error ? error.message : String(error))
        throw error
      }
      return { id, state: 'stopped', numbers: {}, durationMs: await end('stopped', {}, null) }
    }
  })
}

/** Writes down a run that was not let in, so that a list that stayed empty does not look like one that was swept. */
export async function recordRefusedRun(
  db: Db,
  {
    job,
    asOf,
    forPastDate,
    startedBy,
    clock,
  }: Pick<RunRequest, 'job' | 'asOf' | 'forPastDate' | 'startedBy' | 'clock'>,
  error: string,
): Promise<void> {
  const now = clock.now()
  await addRun(db, {
    job,
    asOf,
    forPastDate: forPastDate ? 1 : 0,
    startedBy,
    startedAt: now,
    finishedAt: now,
    state: 'failed',
    error,
    durationMs: 0,
  })
}
