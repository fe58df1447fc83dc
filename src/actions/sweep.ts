import { countHeldPastPeriod } from '../../db/queries/held.ts'
import { addToRun, lastRunFor, lastSuccessfulRun } from '../../db/queries/job-runs.ts'
import { countInState } from '../../db/queries/record-counts.ts'
import { idsOutOfPlaceInAll, withdrawFromReviews } from '../../db/queries/review-withdrawals.ts'
import type { Db } from '../../db/schema.ts'
import type { IsoDate } from '../domain/calendar.ts'
import { type Checked, refused } from '../domain/problem.ts'
import { daysMissed, sweepRefusal } from '../domain/sweep-guard.ts'
import { type Acting, mustBeAllowed } from './acting.ts'
import { inChunks } from './chunks.ts'
import { closeEmptied } from './empty-reviews.ts'
import { carryOutHolds } from './hold-release.ts'
import { type RunNumbers, type Running, recordRefusedRun, runJob, StopAsked } from './job-runs.ts'
import { disposeOfOwn } from './own-retention.ts'
import { recomputeAsJob } from './recompute-job.ts'
import { remindOfReviews } from './review-reminders.ts'
import { moveLeftBehind } from './service-moves.ts'
import { recordPiece } from './sweep-events.ts'
import { type Flagged, flagAll, SWEEP } from './sweep-flagging.ts'
import { openForLong, sweepNotes } from './sweep-notes.ts'
import { type SweepContext, type SweepResult, sweepResult } from './sweep-result.ts'

/** The field of the problem that says that a sweep was stopped before its end. */
export const SWEEP_STOPPED = 'stopped'

const BUSY = 'A sweep is running already. Its result will be in the list of job runs.'
const RECOMPUTING = 'The dates of a changed rule are still being brought up to date. Run the sweep when that is done.'
const STOPPED = 'The sweep was stopped before its end; the next one goes on where it stopped.'
const RECOMPUTE_PATIENCE_SECONDS = 60
const BY_NAME = 'Nightly sweep'

/**
 * Flags the records that are past their period and that no hold keeps, and gathers them into disposal reviews; takes out what no longer
 * belongs there.
 *
 * Running it twice changes nothing more; killed at any moment and run again it ends as if undisturbed. A run for a past date
 * flags what was due then, takes nothing out, and does not count as that day's or today's run. Refused: a date in the future,
 * one far from the last sweep that nobody confirmed, and a second sweep at a time. That today's date is right is said once: a sweep that is
 * cut off is taken up as what it was.
 */
export async function sweep(db: Db, context: SweepContext): Promise<Checked<SweepResult>> {
  mustBeAllowed(context, 'run the sweep')
  const today = context.clock.today()
  const asOf = context.asOf ?? today
  const request = { job: SWEEP, ...context, asOf, forPastDate: asOf !== today }
  const refusal = await refusalOf(db, context)
  if (refusal !== null) {
    await recordRefusedRun(db, request, refusal)
    return refused('asOf', refusal)
  }
  const lastAsOf = (await lastSuccessfulRun(db, SWEEP))?.asOf ?? null
  const missed = request.forPastDate ? 0 : daysMissed(lastAsOf, asOf)
  const confirmed = await whoConfirmed(db, context)
  const run = await runJob(db, { ...request, daysMissed: missed, dateConfirmedBy: confirmed }, (held) =>
    flagAndWithdraw(db, held, request),
  )
  if (!run.ran) return refused('job', BUSY)
  if (run.value.state === 'stopped') return refused(SWEEP_STOPPED, STOPPED)
  return { ok: true, value: sweepResult(run.value, asOf, missed) }
}

/** Why a sweep for today, or for the date asked, would be refused, in a sentence; null when it may run. */
export async function refusalOf(
  db: Db,
  context: Pick<SweepContext, 'clock' | 'asOf' | 'confirmDate'>,
): Promise<string | null> {
  const today = context.clock.today()
  const lastAsOf = (await lastSuccessfulRun(db, SWEEP))?.asOf ?? null
  const confirmed = context.confirmDate === true || (await confirmedBefore(db, context)) !== null
  return sweepRefusal({ asOf: context.asOf ?? today, today, lastAsOf, confirmed })
}

/** Who says that the day of a sweep is right, or said so of the one that this takes up; null when nobody did. */
const whoConfirmed = async (db: Db, context: SweepContext): Promise<string | null> =>
  context.confirmDate === true ? context.who.name : confirmedBefore(db, context)

/** Who said that today is right when the last sweep for it was started, which did not come to its end. Whoever had that one stopped may have seen that it is not. */
async function confirmedBefore(db: Db, { clock, asOf }: Pick<SweepContext, 'clock' | 'asOf'>): Promise<string | null> {
  const today = clock.today()
  if (asOf !== undefined && asOf !== today) return null
  const last = await lastRunFor(db, SWEEP, today)
  return last && last.stopAskedBy === null ? last.dateConfirmedBy : null
}

type Request = SweepContext & { asOf: IsoDate; forPastDate: boolean }

async function flagAndWithdraw(db: Db, run: Running, request: Request): Promise<RunNumbers> {
  const { clock, asOf, forPastDate } = request
  await bringDatesUpToDate(db, request, run)
  await moveLeftBehind(db, { who: request.who, clock, signal: run.signal, renew: run.renew })
  await carryOutHolds(db, { clock, signal: run.signal, renew: run.renew })
  const out = forPastDate ? nothing : await withdraw(db, run, request)
  const due = await countInState(db, 'due')
  const approved = await countInState(db, 'approved')
  const flagged = await flagAll(db, run, request)
  if (!forPastDate) await closeEmptied(db, request)
  if (!forPastDate) await remindOfReviews(db, request)
  const held = await countHeldPastPeriod(db, asOf)
  const own = forPastDate ? [] : await disposeOfOwn(db, run, clock)
  return {
    examined: due + approved + out.done + flagged.done + flagged.refused.length + held,
    newlyDue: flagged.done,
    withdrawn: out.done,
    held,
    heldPastPeriod: held,
    stillDue: due,
    ...sweepNotes([...out.refused, ...flagged.refused], [...(await openForLong(db, asOf)), ...own]),
  }
}

const nothing: Flagged = { done: 0, refused: [] }

/** A run of its own, which can be stopped by itself or with the sweep: neither goes on with dates that are not up to date. */
async function bringDatesUpToDate(db: Db, { who, clock }: Acting, { signal, renew, step }: Running): Promise<void> {
  await step('Bringing dates of changed rules up to date', 0)
  const done = await recomputeAsJob(db, { who, clock, signal, renew, patienceSeconds: RECOMPUTE_PATIENCE_SECONDS })
  if (done === null) return
  if (!done.ran) throw new Error(RECOMPUTING)
  signal.throwIfAborted()
  if (done.value.stoppedBy !== null) throw new StopAsked(done.value.stoppedBy)
}

async function withdraw(db: Db, run: Running, request: Request): Promise<Flagged> {
  const { clock } = request
  let done = 0
  const when = { today: clock.today(), now: clock.now(), byName: BY_NAME }
  const outOfPlace = await idsOutOfPlaceInAll(db, when.today)
  await run.step('Taking out of reviews what does not belong there any more', outOfPlace.length)
  const count = (withdrawn: number): void => {
    done += withdrawn
  }
  const refusedIds = await inChunks(db, outOfPlace, { ...run, done: count }, async (transaction, ids) => {
    const withdrawn = await withdrawFromReviews(transaction, ids, when)
    await addToRun(transaction, run.id, { done: ids.length, withdrawn: withdrawn.length })
    await recordPiece(transaction, request, run.id, 'records left', withdrawn)
    return withdrawn.length
  })
  return { done, refused: refusedIds }
}
