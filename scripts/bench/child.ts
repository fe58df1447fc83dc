import { fork } from 'node:child_process'
import { once } from 'node:events'
import { YOUNG_MIB } from '../../src/actions/thread-memory.ts'
import type { IsoDate } from '../../src/domain/calendar.ts'

/** Node counts half of the space for young objects; the space itself is three of them. */
const SEMI_SPACES = 3

/** A piece of work of ours for a process of its own, so that its memory is its own. `today`: the day on which it is done. */
export type Request =
  | { work: 'import'; database: string; feed: string; mode: 'delta' | 'full'; today: IsoDate }
  | { work: 'sweep'; database: string; today: IsoDate }
  | { work: 'verify'; database: string; today: IsoDate }
  | { work: 'recompute'; database: string; today: IsoDate }
  | { work: 'xlsx' | 'xlsx-alone'; database: string; today: IsoDate }
  | { work: 'export'; database: string; out: string; today: IsoDate }

/** What it came to, counted: what a caller checks, as work that did not do what was asked is no measurement. */
export type Counts = Record<string, number>

/** `ms`: from the opened database to the closed one; `peakMib`: how far memory rose meanwhile, in MiB. */
export type Done = { ms: number; peakMib: number; counts: Counts }

/** Whether the product does it in a thread for files, which reads and does not write. */
export const isFile = ({ work }: Request): boolean => ['export', 'xlsx', 'xlsx-alone'].includes(work)

/** Does the work in a fresh process and returns what that process measured. Throws when it fails, or when it counts otherwise than expected. */
export async function inOwnProcess(request: Request, expected: Counts = {}): Promise<Done> {
  const youngMib = isFile(request) ? YOUNG_MIB.files : YOUNG_MIB.work
  const execArgv = [`--max-semi-space-size=${Math.floor(youngMib / SEMI_SPACES)}`]
  const child = fork(new URL('./work.ts', import.meta.url), [JSON.stringify(request)], { execArgv })
  const answer = Promise.race([
    once(child, 'message').then(([done]) => done as Done),
    once(child, 'exit').then(() => null),
  ])
  const done = await answer
  if (done === null) throw new Error(`The process for ${request.work} ended with code ${child.exitCode}`)
  for (const [name, count] of Object.entries(expected))
    if (done.counts[name] !== count)
      throw new Error(`The ${request.work} counts ${done.counts[name]} ${name}, and ${count} were expected`)
  return done
}
