import { alone, besideOthers, canShareWork, inTurn, type Transact } from '../../db/beside-others.ts'
import { keepingFromFlagging } from '../../db/queries/held.ts'
import { addToRun, jobRunById, runUnderLease } from '../../db/queries/job-runs.ts'
import { claimPastPeriod, countPastPeriod, countToFlag, nextPastPeriod } from '../../db/queries/sweep.ts'
import type { Db } from '../../db/schema.ts'
import type { Clock, IsoDate } from '../domain/calendar.ts'
import { program } from '../domain/permission.ts'
import type { Acting } from './acting.ts'
import { inChunks, letOthersWrite, type RefusedItem } from './chunks.ts'
import type { Held } from './job-leases.ts'
import type { Running } from './job-runs.ts'
import { recordPiece } from './sweep-events.ts'
import { countPiece, flagPiece } from './sweep-piece.ts'

/** The job whose runs flag records. */
export const SWEEP = 'sweep' as const

const FLAGGING = 'Flagging what is past its period'
const COUNTING = 'Counting what no hold keeps'
const CLOSING = 'Closing reviews in which nothing is left'
/** Records whose ids are held in memory at a time. */
const AT_ONCE = 200_000
/** Longer ones outgrow the cache, and took 7 % longer for a tenth of a million records. */
const TOGETHER_MS = 500

/** How many records were flagged, and which the database refused. */
export type Flagged = { done: number; refused: RefusedItem<number>[] }

/** For which run records are flagged, as at which day, and who answers for it. */
type ForRun = Acting & Held & { runId: number; asOf: IsoDate }

/**
 * Flags all that is past its period, as a run's own work, with the help of every process that offers it (`helpSweep`).
 *
 * Whatever a helper had claimed and did not end, because it was killed or stopped, is flagged at the end.
 */
export async function flagAll(db: Db, run: Running, context: Acting & { asOf: IsoDate }): Promise<Flagged> {
  const forRun = { ...context, ...run, runId: run.id }
  await run.step(FLAGGING, await countAll(db, run, context.asOf))
  let refused = await flagPieces(db, forRun, besideOthers)
  if (canShareWork(db)) refused = await flagPieces(db, forRun, alone)
  await run.step(CLOSING, 0)
  return { done: (await jobRunById(db, run.id))?.newlyDue ?? 0, refused }
}

/** How many records are to be flagged. Only where a hold keeps any are records looked at, so many at a time that a stop is heard meanwhile. */
async function countAll(db: Db, run: Running, asOf: IsoDate): Promise<number> {
  if ((await keepingFromFlagging(db, asOf)).length === 0) return countPastPeriod(db, asOf)
  await run.step(COUNTING, 0)
  let { count, last } = await countToFlag(db, asOf, AT_ONCE)
  while (last) {
    run.signal.throwIfAborted()
    await run.renew(db)
    await letOthersWrite()
    const next = await countToFlag(db, asOf, AT_ONCE, last)
    count += next.count
    last = next.last
  }
  return count
}

/** True while a sweep flags records, in whichever process. */
export const isFlagging = async (db: Db, clock: Clock): Promise<boolean> =>
  (await runUnderLease(db, SWEEP, clock.now()))?.doing === FLAGGING

/** The sweep that was helped has ended, or is to stop. */
class SweepOver extends Error {}

/**
 * Flags records for the sweep that another process runs, until nothing is left, it ends or it is to stop; returns how many.
 *
 * It begins where that one would come last. Pieces of the two go on side by side; each record is in one of them.
 */
export async function helpSweep(db: Db, { clock, signal }: { clock: Clock; signal: AbortSignal }): Promise<number> {
  const run = await runUnderLease(db, SWEEP, clock.now())
  if (run?.doing !== FLAGGING || run.asOf === null) return 0
  let flagged = 0
  const renew = async (tx: Db) => {
    const now = await jobRunById(tx, run.id)
    if (now?.state !== 'running' || now.doing !== FLAGGING || now.stopAskedBy !== null) throw new SweepOver()
  }
  const forRun = { who: program('Schedule'), clock, signal, renew, runId: run.id, asOf: run.asOf }
  try {
    await flagPieces(db, forRun, besideOthers, { fromTheEnd: true, tell: (more) => (flagged += more) })
  } catch (error) {
    if (!(error instanceof SweepOver)) throw error
  }
  return flagged
}

type Manner = { fromTheEnd?: boolean; tell?: (flagged: number) => void }

async function flagPieces(
  db: Db,
  forRun: ForRun,
  transact: Transact,
  { fromTheEnd = false, tell = () => {} }: Manner = {},
): Promise<RefusedItem<number>[]> {
  const { asOf, runId } = forRun
  const writing = { ...forRun, transact, togetherMs: TOGETHER_MS, done: tell }
  const refused: RefusedItem<number>[] = []
  for (
    let next = await nextPastPeriod(db, asOf, AT_ONCE);
    next;
    next = await nextPastPeriod(db, asOf, AT_ONCE, next.last)
  ) {
    const ids = fromTheEnd ? next.ids.reverse() : next.ids
    const refusedNow = await inChunks(db, ids, writing, async (tx, some) => {
      const batches = await flagPiece(tx, await claimPastPeriod(tx, some, asOf), { asOf, runId })
      const due = batches.flatMap((batch) => batch.ids).sort((a, b) => a - b)
      if (due.length === 0) return 0
      await inTurn(tx)
      await countPiece(tx, batches, forRun.clock.now())
      await addToRun(tx, runId, { done: due.length, newlyDue: due.length })
      await recordPiece(tx, forRun, runId, 'records flagged', due)
      return due.length
    })
    refused.push(...refusedNow)
  }
  return refused
}
