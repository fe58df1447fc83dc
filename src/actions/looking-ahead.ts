import { availableParallelism } from 'node:os'
import { type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { othersCommits } from '../../db/others-commits.ts'
import type { Db } from '../../db/schema.ts'
import { hurriedFileOf } from '../../db/sqlite-adapter.ts'
import { lookUpOf, type Moves, type MovesAsked } from './rule-moves.ts'
import { YOUNG_MIB } from './thread-memory.ts'

/** What the thread is given: the file, the versions of which it looks up what they do, and where it is told of pieces and answers. */
export type AheadData = { file: string; asked: MovesAsked; port: MessagePort; memory: SharedArrayBuffer }

/** A piece that is to be looked up, and what came of it: nothing when that failed. Both go by the number of the piece. */
export type AheadPiece = { piece: number; ids: readonly number[] }
export type AheadAnswer = { piece: number; found?: Moves }

/** How far a piece is, in memory that both threads see: its number times `STEPS`, and one of these. */
export const STEPS = 4
export const ASKED = 1
export const BEGUN = 2
export const ANSWERED = 3

/** From how many records on a thread is begun, which takes half a second of a processor. */
const WORTH_A_THREAD = 50_000
/** A piece is looked up in a tenth of it. Whoever waits to write gives up after five times as long. */
const PATIENCE_MS = 2_000

/** Looks up what is to be done to a piece of records, in the transaction that does it. `coming`: the next piece, which is then looked up meanwhile. */
export type Looking = {
  lookUp: (tx: Db, ids: readonly number[], coming: readonly number[]) => Promise<Moves>
  /** How many pieces had been looked up before they were asked for. */
  ahead: () => number
  end: () => Promise<void>
}

/**
 * Begins to look up what versions do to so many records, piece by piece. On SQLite, when there are many, another thread looks up each while
 * the one before is being written, which takes that off the time of the whole; elsewhere each is looked up when it is written.
 *
 * What was looked up ahead is used only if nobody else has committed anything since before it was begun: what the work itself has
 * committed is of other records. Else it is looked up again, so that what is found is always as it is in the transaction.
 */
export async function lookingUp(
  db: Db,
  asked: MovesAsked,
  records: number,
  worthIt = WORTH_A_THREAD,
): Promise<Looking> {
  const here = await lookUpOf(db, asked)
  const file = hurriedFileOf(db)
  const isWorthIt = file !== undefined && records >= worthIt && availableParallelism() > 1
  const thread = isWorthIt ? aheadThread(file, asked) : null
  if (!thread) return { lookUp: here, ahead: () => 0, end: async () => {} }
  let used = 0
  return {
    lookUp: async (tx, ids, coming) => {
      const commits = await othersCommits(tx)
      const answer = thread.answerFor(ids, commits)
      if (answer) used += 1
      const found = answer ?? (await here(tx, ids))
      if (coming.length > 0) thread.ask(coming, commits)
      return found
    },
    ahead: () => used,
    end: thread.end,
  }
}

type AheadThread = {
  ask: (ids: readonly number[], commits: number | null) => void
  /** What was found for the piece that was asked for last; null when it is another, has not been begun, or others have committed since. */
  answerFor: (ids: readonly number[], commits: number | null) => Moves | null
  end: () => Promise<void>
}

/** Null where the system gives no thread any more: the work goes on without it. */
function aheadThread(file: string, asked: MovesAsked): AheadThread | null {
  const { port1: port, port2 } = new MessageChannel()
  const state = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const data: AheadData = { file, asked, port: port2, memory: state.buffer as SharedArrayBuffer }
  const thread = begun(data)
  if (!thread) return null
  let works = true
  // What it cannot do is done by the work itself, which is told then what is wrong.
  const over = () => {
    works = false
  }
  thread.on('error', over).on('exit', over)
  let last: { piece: number; ids: readonly number[]; commits: number | null } = { piece: 0, ids: [], commits: null }

  const ask = (ids: readonly number[], commits: number | null): void => {
    if (!works) return
    last = { piece: last.piece + 1, ids, commits }
    Atomics.store(state, 0, last.piece * STEPS + ASKED)
    port.postMessage({ piece: last.piece, ids } satisfies AheadPiece)
  }

  const answerFor = (ids: readonly number[], commits: number | null) => {
    const { piece } = last
    if (!works || ids !== last.ids || commits === null || commits !== last.commits) return null
    const at = piece * STEPS
    if (Atomics.compareExchange(state, 0, at + ASKED, 0) === at + ASKED) return null
    // The event loop need not turn for it: nothing else of this thread comes between the statements of a transaction.
    if (Atomics.wait(state, 0, at + BEGUN, PATIENCE_MS) === 'timed-out') over()
    for (let said = receiveMessageOnPort(port); said; said = receiveMessageOnPort(port)) {
      const answer = said.message as AheadAnswer
      if (answer.piece === piece) return answer.found ?? null
    }
    return null
  }

  const end = async (): Promise<void> => {
    over()
    port.close()
    await thread.terminate()
  }
  return { ask, answerFor, end }
}

function begun(data: AheadData): Worker | null {
  try {
    return new Worker(new URL('./looking-ahead-thread.ts', import.meta.url), {
      workerData: data,
      transferList: [data.port],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB.work },
    })
  } catch {
    data.port.close()
    return null
  }
}
