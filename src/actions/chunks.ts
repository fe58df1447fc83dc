import { setTimeout as pause, setImmediate as turnOfEvents } from 'node:timers/promises'
import { alone, mayGoOn, type Transact } from '../../db/beside-others.ts'
import { brokenConstraint } from '../../db/constraint.ts'
import type { Db } from '../../db/schema.ts'
import type { Held } from './job-leases.ts'

/** How long a piece of heavy work takes. Pages wait for no lock but when they write, and then no longer than for a piece and its commit. */
const AIM_MS = 100
/**
 * As long as nobody asks for the lock, pieces are committed together: each commit writes all pages of indexes anew that its pieces have touched.
 * For the least of these times at first, so that progress is seen soon, then for as long as the work before took, up to the most. Programs
 * of their own, which cannot be heard, wait for ten seconds.
 */
const TOGETHER_MS = { least: 1000, most: 3000 }
/** Time between two transactions for whoever waits to write: the lock is asked for every few milliseconds. */
const PAUSE_MS = 8
const FIRST = 1000
const LEAST = 2_000
const MOST = 20_000

/** An item that the database would not take, and why. */
export type RefusedItem<T> = { item: T; reason: string }

/**
 * What `inChunks` needs besides: `transact` begins its transactions, `sum` writes at the end of each what is to be said of all its pieces
 * together, `done` hears what came of each piece once it is committed. `togetherMs`: for how long at most pieces are committed together; for work
 * that comes back to hardly any page, so that to hold all of them until later gains nothing.
 */
type Writing<Result> = Held & {
  transact?: Transact
  togetherMs?: number
  sum?: (transaction: Db, results: readonly Result[]) => Promise<void>
  done?: (result: Result) => void
}

/**
 * Writes items in order in short transactions, so that nobody else waits long for the lock; their size follows the time they take.
 *
 * Between two of them the event loop turns, and work that was asked to stop throws. An item that breaks an invariant is
 * left out and returned; all others are written, each once. Other errors are thrown. What `write` does outside of its transaction
 * is done again when that is taken back: its result, which goes to `done`, is not. `coming`: the piece after this one, as far as can be said.
 */
export async function inChunks<Item, Result>(
  db: Db,
  items: readonly Item[],
  { signal, renew, transact, togetherMs, sum = async () => {}, done = () => {} }: Writing<Result>,
  write: (transaction: Db, chunk: readonly Item[], coming: readonly Item[]) => Promise<Result>,
): Promise<RefusedItem<Item>[]> {
  const inTransaction: Transact = transact ?? alone
  const workBegan = performance.now()
  const refused: RefusedItem<Item>[] = []
  let size = FIRST
  let coming = items.slice(0, size)
  for (let from = 0; from < items.length; ) {
    signal.throwIfAborted()
    from = await writeTogether(from)
    if (from < items.length) await letOthersWrite()
  }
  return refused

  /** Writes one piece, and those after it as long as nobody waits; returns where it ended. */
  async function writeTogether(from: number): Promise<number> {
    const results: Result[] = []
    let to = from
    try {
      const { pieces, ms } = await piecesTogether(
        db,
        { transact: inTransaction, workBegan, togetherMs },
        from,
        async (transaction) => {
          const chunk = coming
          to += chunk.length
          coming = items.slice(to, to + size)
          const began = performance.now()
          await renew(transaction)
          results.push(await write(transaction, chunk, coming))
          size = nextSize(chunk.length, performance.now() - began)
          return to < items.length ? to : null
        },
        (transaction) => sum(transaction, results),
      )
      if (pieces === 1) size = nextSize(to - from, ms)
      for (const result of results) done(result)
    } catch (error) {
      if (brokenConstraint(error) === null) throw error
      for (let at = from; at < to; at += LEAST) await writeWhatFits(items.slice(at, Math.min(at + LEAST, to)))
    }
    return to
  }

  /** Halves what was refused until the single items that are at fault stand alone. */
  async function writeWhatFits(some: readonly Item[]): Promise<void> {
    const results: Result[] = []
    try {
      await inTransaction(db, async (transaction) => {
        await renew(transaction)
        results.push(await write(transaction, some, []))
        await sum(transaction, results)
      })
      for (const result of results) done(result)
    } catch (error) {
      const reason = brokenConstraint(error)
      const [only] = some
      if (reason === null || only === undefined) throw error
      if (some.length === 1) return void refused.push({ item: only, reason })
      const half = Math.ceil(some.length / 2)
      await writeWhatFits(some.slice(0, half))
      await writeWhatFits(some.slice(half))
    }
  }
}

/**
 * A transaction in which `write` writes a piece and says which is the next (null: none), and that one, as long as nobody waits for the lock.
 * `workBegan`: when the first of all transactions of this work began; `togetherMs`: for how long at most; `finish` writes what ends the transaction.
 *
 * Returns the piece to go on with, how many were written, and the milliseconds that all of it took: the commit is part of what a
 * piece takes that is alone in it.
 */
export async function piecesTogether<Piece>(
  db: Db,
  {
    transact,
    workBegan,
    togetherMs = TOGETHER_MS.most,
  }: { transact: Transact; workBegan: number; togetherMs?: number | undefined },
  first: Piece,
  write: (transaction: Db, piece: Piece) => Promise<Piece | null>,
  finish: (transaction: Db) => Promise<void> = async () => {},
): Promise<{ next: Piece | null; pieces: number; ms: number }> {
  const began = performance.now()
  const mostMs = Math.min(togetherMs, Math.max(TOGETHER_MS.least, began - workBegan))
  const mayGoOnFor = () => mayGoOn(db) && performance.now() - began < mostMs
  let next: Piece | null = null
  let pieces = 0
  await transact(db, async (transaction) => {
    let piece = first
    for (;;) {
      next = await write(transaction, piece)
      pieces += 1
      if (next === null || !mayGoOnFor()) return finish(transaction)
      piece = next
    }
  })
  return { next, pieces, ms: performance.now() - began }
}

/** Lets whoever waits for the lock have it between two pieces of heavy work, and the event loop turn. */
export async function letOthersWrite(): Promise<void> {
  // A timer counts from when the event loop last turned: without a turn first, the piece just written would have used it up.
  await turnOfEvents()
  await pause(PAUSE_MS)
}

/** How many items to write next so that a transaction takes the time aimed at, by the time the last one took; at most twice as many. */
export function nextSize(written: number, ms: number): number {
  const fitting = Math.round((written * AIM_MS) / Math.max(ms, 1))
  return Math.min(MOST, written * 2, Math.max(LEAST, Math.round(written / 2), fitting))
}
