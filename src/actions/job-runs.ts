import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { claimLease, type Lease, releaseLease, renewLease } from '../../db/queries/job-leases.ts'
import { addRun, endRun, giveUpRuns } from '../../db/queries/job-runs.ts'
import type { Db } from '../../db/schema.ts'
import { addSeconds, type Clock } from '../domain/calendar.ts'

/** The work lost its lease: another runner has taken over, so that nothing more may be written. */
export class LeaseLost extends Error {}

/** What work under a lease is given. `signal` is aborted when the work is to stop; `renew` prolongs the lease, or throws `LeaseLost`. */
export type Held = { signal: AbortSignal; renew: (db: Db) => Promise<void> }

export type Claim = { job: string; clock: Clock; signal?: AbortSignal | undefined; patienceSeconds?: number }

/** What came of asking for a job: its answer, or that somebody else holds it. */
export type Ran<T> = { ran: true; value: T } | { ran: false }

const LEASE_SECONDS = 30
const BEAT_MS = 5_000
const ASK_AGAIN_MS = 250

/**
 * Does work that only one process may do at a time. The lease lapses 30 seconds after its holder has died.
 *
 * A holder that is busy with one long step is kept alive by a timer; work that writes renews the lease in each transaction.
 * `patienceSeconds`: how long to wait for another holder before giving up.
 */
export async function underLease<T>(db: Db, claim: Claim, work: (held: Held) => Promise<T>): Promise<Ran<T>> {
  const holder = randomUUID()
  if (!(await claimed(db, claim, holder))) return { ran: false }
  const lost = new AbortController()
  const renew = async (connection: Db) => {
    if (!(await renewLease(connection, lease(claim, holder))))
      throw new LeaseLost(`Another runner took over ${claim.job}.`)
  }
  const beat = setInterval(() => void renew(db).catch((error: unknown) => lost.abort(error)), BEAT_MS).unref()
  try {
    const signal = AbortSignal.any([lost.signal, ...(claim.signal ? [claim.signal] : [])])
    return { ran: true, value: await work({ signal, renew }) }
  } finally {
    clearInterval(beat)
    await releaseLease(db, { job: claim.job, holder })
  }
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

async function claimed(db: Db, claim: Claim, holder: string): Promise<boolean> {
  const tries = 1 + Math.ceil(((claim.patienceSeconds ?? 0) * 1000) / ASK_AGAIN_MS)
  for (let attempt = 1; attempt <= tries; attempt++) {
    const now = claim.clock.now()
    if (await claimLease(db, lease(claim, holder), now, addSeconds(now, 2 * LEASE_SECONDS))) return true
    if (attempt < tries) await pause(ASK_AGAIN_MS, undefined, { signal: claim.signal })
  }
  return false
}

const lease = ({ job, clock }: Claim, holder: string): Lease => ({
  job,
  holder,
  expiresAt: addSeconds(clock.now(), LEASE_SECONDS),
})

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
