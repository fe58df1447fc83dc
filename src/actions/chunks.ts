import { setTimeout as pause, setImmediate as turnOfEvents } from 'node:timers/promises'
import { alone, type Transact } from '../../db/beside-others.ts'
import { brokenConstraint } from '../../db/constraint.ts'
import type { Db } from '../../db/schema.ts'
import type { Held } from './job-leases.ts'

/** Pages wait for no lock but when they write, and then without holding up others; shorter pieces write the same pages of indexes more often. */
const AIM_MS = 100
/** Time between two pieces for whoever waits to write: the lock is asked for every few milliseconds. */
const PAUSE_MS = 8
const FIRST = 1000
const LEAST = 2_000
const MOST = 20_000

/** An item that the database would not take, and why. */
export type RefusedItem<T> = { item: T; reason: string }

/**
 * Writes items in order in short transactions, so that nobody else waits long for the lock; their size follows the time they take.
 *
 * Between two of them the event loop turns, and work that was asked to stop throws. An item that breaks an invariant is
 * left out and returned; all others are written, each once. Other errors are thrown. `transact`: what a piece may go on beside.
 */
export async function inChunks<T>(
  db: Db,
  items: readonly T[],
  { signal, renew, transact }: Held & { transact?: Transact },
  write: (transaction: Db, chunk: readonly T[]) => Promise<void>,
): Promise<RefusedItem<T>[]> {
  const refused: RefusedItem<T>[] = []
  const inTransaction: Transact = transact ?? alone
  let size = FIRST
  for (let from = 0; from < items.length; ) {
    signal.throwIfAborted()
    const chunk = items.slice(from, from + size)
    const began = performance.now()
    await writeWhatFits(chunk)
    size = nextSize(chunk.length, performance.now() - began)
    from += chunk.length
    if (from < items.length) await letOthersWrite()
  }
  return refused

  /** Halves a chunk that was refused until the single items that are at fault stand alone. */
  async function writeWhatFits(chunk: readonly T[]): Promise<void> {
    try {
      await inTransaction(db, async (transaction) => {
        await renew(transaction)
        await write(transaction, chunk)
      })
    } catch (error) {
      const reason = brokenConstraint(error)
      const [only] = chunk
      if (reason === null || only === undefined) throw error
      if (chunk.length === 1) return void refused.push({ item: only, reason })
      const half = Math.ceil(chunk.length / 2)
      await writeWhatFits(chunk.slice(0, half))
      await writeWhatFits(chunk.slice(half))
    }
  }
}

/** Lets whoever waits for the lock have it between two pieces of heavy work, and the event loop turn. */
async function letOthersWrite(): Promise<void> {
  // A timer counts from when the event loop last turned: without a turn first, the piece just written would have used it up.
  await turnOfEvents()
  await pause(PAUSE_MS)
}

/** How many items to write next so that a transaction takes the time aimed at, by the time the last one took; at most twice as many. */
export function nextSize(written: number, ms: number): number {
  const fitting = Math.round((written * AIM_MS) / Math.max(ms, 1))
  return Math.min(MOST, written * 2, Math.max(LEAST, Math.round(written / 2), fitting))
}
