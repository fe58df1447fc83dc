import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { allLeases, claimLease, type Lease, releaseLease, renewLease } from '../../db/queries/job-leases.ts'
import type { Db } from '../../db/schema.ts'
import { addSeconds, type Clock, type Instant } from '../domain/calendar.ts'

/** The work lost its lease: another runner has taken over, so that nothing more may be written. */
export class LeaseLost extends Error {}

/** What work under a lease is given. `signal` is aborted when the work is to stop; `renew` prolongs the lease, or throws `LeaseLost`. */
export type Held = { signal: AbortSignal; renew: (db: Db) => Promise<void> }

export type Claim = { job: string; clock: Clock; signal?: AbortSignal | undefined; patienceSeconds?: number }

/** What came of asking for a job: its answer, or that somebody else holds it. */
export type Ran<T> = { ran: true; value: T } | { ran: false }

const LEASE_SECONDS = 30
const BEAT_MS = 5_000
/** After three beats that did not come, the holder is at one long step, or dead. */
const SILENT_SECONDS = 15
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

/**
 * Whether anybody is at a job: `silent` was not heard of for a while, and is `gone` when 30 seconds have passed. Work without a
 * runner goes on with whoever takes it up.
 */
export type Runner = 'at it' | 'silent' | 'gone'

/** Who is at which job now. */
export async function runners(db: Db, now: Instant): Promise<(job: string) => Runner> {
  const expiries = new Map((await allLeases(db)).map(({ job, expiresAt }) => [job, expiresAt]))
  return (job) => {
    const until = expiries.get(job)
    if (until === undefined || until < now || until > absurdFrom(now)) return 'gone'
    return until > addSeconds(now, LEASE_SECONDS - SILENT_SECONDS) ? 'at it' : 'silent'
  }
}

async function claimed(db: Db, claim: Claim, holder: string): Promise<boolean> {
  const tries = 1 + Math.ceil(((claim.patienceSeconds ?? 0) * 1000) / ASK_AGAIN_MS)
  for (let attempt = 1; attempt <= tries; attempt++) {
    const now = claim.clock.now()
    if (await claimLease(db, lease(claim, holder), now, absurdFrom(now))) return true
    if (attempt < tries) await pause(ASK_AGAIN_MS, undefined, { signal: claim.signal })
  }
  return false
}

/** A lease that ends later was taken under a clock that was far ahead. */
const absurdFrom = (now: Instant): Instant => addSeconds(now, 2 * LEASE_SECONDS)

const lease = ({ job, clock }: Claim, holder: string): Lease => ({
  job,
  holder,
  expiresAt: addSeconds(clock.now(), LEASE_SECONDS),
})
