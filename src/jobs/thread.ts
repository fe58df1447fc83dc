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
export type ThreadData = { task: Task; config: ThreadConfig; waiting: SharedArrayBuffer | null }

/**
 * Does a piece of heavy work in a thread of its own and returns its report; null when it was stopped before it had one.
 *
 * Throws what the work throws, and when the thread ends without a word.
 */
export function runInThread(task: Task, config: ThreadConfig, signal: AbortSignal): Promise<Report | null> {
  const { databaseUrl, recordHashKey, stoppedToday, backup, baseUrl, sessionSecret } = config
  const needed = { databaseUrl, recordHashKey, stoppedToday, backup, baseUrl, sessionSecret }
  const workerData: ThreadData = {
    task,
    config: needed,
    waiting: isPostgresUrl(databaseUrl) ? null : tellWhoWaits(pathOf(databaseUrl)),
  }
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB.work },
  })
  const stop = () => worker.postMessage('stop')
  signal.addEventListener('abort', stop, { once: true })
  return new Promise<Report | null>((done, fail) => {
    let report: Report | null = null
    worker.on('message', (message: Report) => {
      report = message
    })
    worker.on('error', (error) => (signal.aborted ? done(null) : fail(error)))
    worker.on('exit', (code) => {
      if (report || signal.aborted) done(report)
      else fail(new Error(`The thread of ${task.job} ended with code ${code} before its work was done`))
    })
  }).finally(() => signal.removeEventListener('abort', stop))
}
