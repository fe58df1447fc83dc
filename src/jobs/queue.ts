import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Report, Task } from './run.ts'

/** The lease of a holder that died lapses after 30 seconds: its work is to be taken up within a minute, as pages say. */
export const TRY_AGAIN_MS = 15_000

/** Work waiting for the one thread, if any is under way. `stop` ends what runs at its next chunk, forgets what waits and returns when all is quiet. */
export type Queue = { add: (task: Task) => void; isWorking: () => boolean; stop: () => Promise<void> }

/**
 * One piece of heavy work after the other: two at once would only wait for each other's locks.
 *
 * The same work is not queued twice. What another process holds is tried again after a quarter of a minute, what fails is logged.
 */
export function heavyQueue(
  run: (task: Task, signal: AbortSignal) => Promise<Report | null>,
  log: Logger,
  tryAgainMs = TRY_AGAIN_MS,
): Queue {
  const stopping = new AbortController()
  const { signal } = stopping
  const waiting: Task[] = []
  let working: Promise<void> | null = null

  const add = (task: Task) => {
    if (signal.aborted || waiting.some((other) => isSame(other, task))) return
    waiting.push(task)
    working ??= workOff().finally(() => {
      working = null
    })
  }

  async function workOff(): Promise<void> {
    for (let task = waiting.shift(); task && !signal.aborted; task = waiting.shift()) await work(task)
  }

  async function work(task: Task): Promise<void> {
    try {
      const report = await run(task, signal)
      log.info({ job: task.job, again: report?.again ?? false }, report?.text ?? 'Stopped before its end.')
      if (report?.again) void later(task)
    } catch (error) {
      log.error({ err: error, job: task.job }, 'job failed')
    }
  }

  async function later(task: Task): Promise<void> {
    await pause(tryAgainMs, undefined, { signal, ref: false }).catch(() => {})
    add(task)
  }

  const stop = async () => {
    stopping.abort()
    await working
  }
  return { add, isWorking: () => working !== null, stop }
}

const isSame = (a: Task, b: Task): boolean => JSON.stringify(a) === JSON.stringify(b)
