import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { Run } from './measure.ts'

/** A piece of work of ours for a process of its own, so that its memory is its own. */
export type Request =
  | { work: 'import'; database: string; feed: string }
  | { work: 'sweep'; database: string }
  | { work: 'export'; database: string; out: string }

/** Does the work in a fresh process and returns what that process measured. Throws when it fails. */
export async function inOwnProcess(request: Request): Promise<Run> {
  const child = fork(new URL('./work.ts', import.meta.url), [JSON.stringify(request)])
  const answer = Promise.race([
    once(child, 'message').then(([run]) => run as Run),
    once(child, 'exit').then(() => null),
  ])
  const run = await answer
  if (run === null) throw new Error(`The process for ${request.work} ended with code ${child.exitCode}`)
  return run
}
