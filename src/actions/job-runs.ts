import {
  addRun,
  beginStep,
  endRun,
  giveUpRuns,
  type JobRun,
  jobRunById,
  jobsUnderWay,
  stopAskedBy,
} from '../../db/queries/job-runs.ts'
import type { Db } from '../../db/schema.ts'
import type { EventDetails } from '../domain/audit-event.ts'
import type { Clock } from '../domain/calendar.ts'
import type { JobName } from '../domain/job.ts'
import type { Acting, By } from './acting.ts'
import { recordEvent } from './audit.ts'
import { type Claim, type Held, type Ran, runners, underLease } from './job-leases.ts'

/** A run to be written down: of a job of the ledger, for which day (null: none), who started it, and who said that the day is right, if anybody. */
export type RunRequest = Claim &
  By & {
    job: JobName
    asOf: string | null
    forPastDate: boolean
    daysMissed: number
    dateConfirmedBy?: string | null
  }

/** Counts, errors and notes at the end of a run. */
export type RunNumbers = Partial<
  Record<'examined' | 'newlyDue' | 'withdrawn' | 'held' | 'heldPastPeriod' | 'stillDue', number>
> & { errors?: object[]; notes?: string[] }

/** What came of a run that was let in. `stopped`: it was asked to stop, by a person where there is a name, and handed back what it held. */
export type RunEnd = {
  id: number
  state: 'succeeded' | 'stopped'
  stoppedBy: string | null
  numbers: RunNumbers
  durationMs: number
}

/** A person asked that the run be stopped: what the piece under way has written is taken back with it. */
export class StopAsked extends Error {
  readonly by: string
  constructor(by: string) {
    super(`Stopped by ${by}. What had been done until then stays, and the next run goes on from there.`)
    this.by = by
  }
}

/** A run that is under way. `step` says what it does from now on, and of how many it is; `renew` throws `StopAsked` too. */
export type Running = Held & { id: number; step: (doing: string, total: number) => Promise<void> }

/**
 * Runs a job under its lease and writes the run into the ledger: running, then succeeded, stopped or failed.
 *
 * A run that an earlier process left behind is first marked as cut off. What the work throws is recorded and thrown on.
 */
export async function runJob(
  db: Db,
  request: RunRequest,
  work: (run: Running) => Promise<RunNumbers>,
): Promise<Ran<RunEnd>> {
  return underLease(db, request, async (held) => {
    const { job, clock, asOf, who, daysMissed, dateConfirmedBy } = request
    const startedBy = who.name
    await giveUpDead(db, request)
    const forPastDate = request.forPastDate ? 1 : 0
    const id = await addRun(db, {
      state: 'running',
      job,
      asOf,
      forPastDate,
      daysMissed,
      dateConfirmedBy,
      startedBy,
      startedAt: clock.now(),
      finishedAt: null,
      error: null,
      durationMs: null,
    })
    const began = performance.now()
    const end = async (state: JobRun['state'], numbers: RunNumbers, error: string | null, more = {}) => {
      const durationMs = Math.round(performance.now() - began)
      const { errors = [], notes = [], ...counts } = numbers
      const said = { errors: JSON.stringify(errors), notes: JSON.stringify(notes) }
      await db.transaction().execute(async (tx) => {
        await endRun(tx, id, { ...counts, ...said, ...more, state, error, finishedAt: clock.now(), durationMs })
        const done = state === 'succeeded' ? counts : countsOf(await jobRunById(tx, id))
        const facts = { ...eventFacts(request), ...done, errors: errors.length }
        await recordRunEvent(tx, request, id, { state, facts })
      })
      return durationMs
    }
    try {
      const numbers = await work(runningOf(db, held, id, clock))
      const durationMs = await end('succeeded', numbers, null)
      return { id, state: 'succeeded', stoppedBy: null, numbers, durationMs }
    } catch (error) {
      if (error instanceof StopAsked) {
        const durationMs = await end('stopped', {}, error.message, { stopAskedBy: error.by })
        return { id, state: 'stopped', stoppedBy: error.by, numbers: {}, durationMs }
      }
      if (!request.signal?.aborted) {
        await end('failed', {}, error instanceof Error ? error.message : String(error))
        throw error
      }
      return { id, state: 'stopped', stoppedBy: null, numbers: {}, durationMs: await end('stopped', {}, TOLD_TO_END) }
    }
  })
}

/** Whoever renews the lease with a piece of work hears too that a person asked for a stop, in whichever process. */
function runningOf(db: Db, held: Held, id: number, clock: Clock): Running {
  const renew: Held['renew'] = async (connection) => {
    await held.renew(connection)
    const by = await stopAskedBy(connection, id)
    if (by !== null) throw new StopAsked(by)
  }
  const step: Running['step'] = async (doing, total) => {
    // After it, whoever helped with the step before has ended, and hears that it is over.
    await db.transaction().execute(async (tx) => {
      await beginStep(tx, id, { doing, doingSince: clock.now(), total })
      await renew(tx)
    })
  }
  return { id, signal: held.signal, renew, step }
}

/** Writes down a run that was not let in, so that a list that stayed empty does not look like one that was swept. */
export async function recordRefusedRun(
  db: Db,
  request: Acting & Pick<RunRequest, 'job' | 'asOf' | 'forPastDate'>,
  error: string,
): Promise<void> {
  const { job, asOf, forPastDate, who, clock } = request
  const now = clock.now()
  await db.transaction().execute(async (tx) => {
    const id = await addRun(tx, {
      ...{ job, asOf, forPastDate: forPastDate ? 1 : 0, startedBy: who.name, startedAt: now, finishedAt: now },
      ...{ state: 'failed', error, durationMs: 0 },
    })
    await recordRunEvent(tx, request, id, { state: 'refused', facts: eventFacts(request) })
  })
}

const TOLD_TO_END =
  'The program that ran it was told to end. What had been done until then stays, and the next run goes on from there.'
const CUT_OFF = 'The run was cut off before it ended; the next one goes on where it stopped.'

/** Marks the runs that a dead process left behind; what they had done by then is in their numbers. */
async function giveUpDead(db: Db, request: Acting & { job: string }): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const runs = await giveUpRuns(tx, request.job, request.clock.now(), CUT_OFF)
    for (const run of runs) {
      const facts = { job: run.job, ...countsOf(run) }
      await recordRunEvent(tx, request, run.id, { state: 'cut off', facts })
    }
    return runs.length
  })
}

/**
 * Marks the runs of all jobs whose runners died, and says whether there were any. A run is left alone as long as its lease has not lapsed: whoever
 * renews it is alive, in this process or another.
 */
export async function giveUpCutOff(db: Db, acting: Acting): Promise<boolean> {
  const runnerOf = await runners(db, acting.clock.now())
  let found = false
  for (const job of (await jobsUnderWay(db)).filter((one) => runnerOf(one) === 'gone')) {
    // Under its lease: nobody else takes it up meanwhile, and a runner that only stood still hears that it is over.
    const given = await underLease(db, { ...acting, job }, () => giveUpDead(db, { ...acting, job }))
    if (given.ran && given.value > 0) found = true
  }
  return found
}

/** What a run that did not come to its end had done until then: its numbers are written with each piece of its work. */
const countsOf = (run: JobRun | undefined) => ({ newlyDue: run?.newlyDue ?? 0, withdrawn: run?.withdrawn ?? 0 })

const eventFacts = ({ job, asOf }: Pick<RunRequest, 'job' | 'asOf'>) => ({
  job,
  ...(asOf === null ? {} : { 'as at': asOf }),
})

async function recordRunEvent(
  tx: Db,
  acting: Acting,
  id: number,
  { state, facts }: { state: string; facts: NonNullable<EventDetails['facts']> },
): Promise<void> {
  const kind = state === 'succeeded' ? 'job ended' : 'job failed'
  await recordEvent(tx, acting, { kind, subject: { kind: 'job run', id: String(id) }, facts: { ...facts, state } })
}
