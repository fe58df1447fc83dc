import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { pathOf } from '../../db/copy.ts'
import { tellWhoWaits } from '../../db/waiting-writers.ts'
import { YOUNG_MIB } from '../actions/thread-memory.ts'
import type { Config } from '../config.ts'
import { isPostgresUrl } from '../domain/database-url.ts'
import type { Report, Task } from './run.ts'

/** The settings that heavy work needs; no others go to its thread. */
export type ThreadConfig = Pick<
  Config,
  'databaseUrl' | 'recordHashKey' | 'stoppedToday' | 'backup' | 'baseUrl' | 'sessionSecret'
>

/** `waiting`: the memory in which threads tell each other who waits to write to the file; null: there is none. */
export type ThreadData = { config: ThreadConfig; waiting: SharedArrayBuffer | null }

/** What the thread is told: to do a piece of work, or to stop the one that it does. It answers with the report of each, and an error ends it. */
export type Order = Task | 'stop'

/** A thread for heavy work, one piece at a time. `end` ends it when nothing runs in it. */
export type WorkThread = {
  /**
   * Does a piece of work in the thread and returns its report; null when it was stopped before it had one.
   *
   * Throws what the work throws, and when the thread ends without a word.
   */
  run: (task: Task, signal: AbortSignal) => Promise<Report | null>
  end: () => Promise<void>
}

/** A thread takes longer to begin than most work: it is kept for a while, in case that more comes. */
const KEPT_MS = 60_000

/**
 * The thread that does the heavy work of a server: begun when there is any, and kept for a minute after it.
 *
 * `onLateError` hears what goes wrong in the thread while it is kept and nobody waits for it; the next work has another.
 */
export function workThread(config: ThreadConfig, onLateError: (error: unknown) => void): WorkThread {
  let kept: { thread: Worker; timer: NodeJS.Timeout } | null = null

  const run = async (task: Task, signal: AbortSignal): Promise<Report | null> => {
    const thread = takeKept() ?? begun()
    thread.ref()
    const over = new AbortController()
    signal.addEventListener('abort', () => thread.postMessage('stop' satisfies Order), {
      once: true,
      signal: over.signal,
    })
    thread.postMessage(task satisfies Order)
    try {
      const [report] = await Promise.race([once(thread, 'message', over), endOf(thread, task, over)])
      keep(thread)
      return report
    } catch (error) {
      if (signal.aborted) return null
      throw error
    } finally {
      over.abort()
    }
  }

  const begun = () => {
    const thread = newThread(config)
    // An error that nobody listens to ends the whole server. One of work under way is thrown by `run` besides.
    thread.on('error', (error) => kept?.thread === thread && onLateError(error))
    thread.once('exit', () => kept?.thread === thread && takeKept())
    return thread
  }

  const keep = (thread: Worker) => {
    thread.unref()
    kept = { thread, timer: setTimeout(end, KEPT_MS).unref() }
  }

  const takeKept = () => {
    const thread = kept?.thread
    if (kept) clearTimeout(kept.timer)
    kept = null
    return thread
  }

  const end = async () => {
    await takeKept()?.terminate()
  }
  return { run, end }
}

/** Throws when the thread ends before the work does. */
async function endOf(thread: Worker, task: Task, over: AbortController): Promise<never> {
  const [code] = await once(thread, 'exit', over)
  throw new Error(`The thread of ${task.job} ended with code ${code} before its work was done`)
}

function newThread(config: ThreadConfig): Worker {
  const { databaseUrl, recordHashKey, stoppedToday, backup, baseUrl, sessionSecret } = config
  const workerData: ThreadData = {
    config: { databaseUrl, recordHashKey, stoppedToday, backup, baseUrl, sessionSecret },
    waiting: isPostgresUrl(databaseUrl) ? null : tellWhoWaits(pathOf(databaseUrl)),
  }
  return new Worker(new URL('./worker.ts', import.meta.url), {
    workerData,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB.work },
  })
}
