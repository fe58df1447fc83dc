import { spawn } from 'node:child_process'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'

export type Environment = Record<string, string | undefined>

/** How a program ended: its exit code, null when a signal or the time limit ended it, and all that it printed, in order. */
export type Ended = { code: number | null; output: string }

/** The project's root, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Where Node keeps sources that it has compiled: tests start hundreds of processes, and each loads in half the time. */
export const COMPILED = `${ROOT}node_modules/.cache/compiled`

/** Runs a program of the project (or of the machine) from its root, and ends it with all that it started after the limit. */
export function runProgram(program: string, args: string[], env: Environment, limitSeconds: number): Promise<Ended> {
  const windows = process.platform === 'win32'
  const child = spawn(program, args, {
    cwd: ROOT,
    env: { ...env, PATH: [`${ROOT}node_modules/.bin`, env.PATH].join(delimiter) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: !windows,
    shell: windows,
  })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))

  return new Promise((done, fail) => {
    const endAll = (): void => {
      if (child.pid === undefined) return
      if (windows) child.kill('SIGKILL')
      else process.kill(-child.pid, 'SIGKILL')
    }
    const giveUp = (): void => {
      endAll()
      process.exit(130)
    }
    const limit = setTimeout(() => {
      chunks.push(Buffer.from(`\nStopped after ${limitSeconds} seconds, which is the limit.\n`))
      endAll()
    }, limitSeconds * 1000)
    process.once('SIGINT', giveUp)
    process.once('SIGTERM', giveUp)
    const settle = (): void => {
      clearTimeout(limit)
      process.off('SIGINT', giveUp)
      process.off('SIGTERM', giveUp)
    }
    child.once('error', (error) => {
      settle()
      fail(error)
    })
    child.once('close', (code) => {
      settle()
      done({ code, output: Buffer.concat(chunks).toString('utf8') })
    })
  })
}
