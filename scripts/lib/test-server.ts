import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { ROOT } from './run-program.ts'
import { environment } from './test-command.ts'

const READY = /^Muniment is ready at (http:\/\/\S+)$/m
const PATIENCE_MS = 60_000

export type Server = {
  process: ChildProcess
  /** The address once it is printed. Throws what was printed when the server ends before. */
  ready: Promise<string>
  printed: () => string
  complained: () => string
  /** Sends a signal and returns the exit code, or the signal's name where that ended it, and after how long. */
  stop: (signal?: NodeJS.Signals) => Promise<{ code: number | NodeJS.Signals | null; ms: number }>
  /** How it ended by itself. */
  ended: Promise<number | NodeJS.Signals | null>
}

/** Starts the server in a process of its own, at a free port unless the settings name one; `npm`: through `npm start`. */
export function startServer(settings: Record<string, string | undefined>, { npm = false } = {}): Server {
  const [program, args] = npm ? ['npm', ['start', '--silent']] : [process.execPath, ['src/server.ts']]
  const child = spawn(program, args, {
    cwd: ROOT,
    env: environment({ PORT: '0', ...settings }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: npm,
  })
  const text = { out: '', err: '' }
  const ended = once(child, 'close').then(([code, signal]) => (signal ?? code) as number | NodeJS.Signals | null)
  const ready = new Promise<string>((done, fail) => {
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      text.err += chunk
    })
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text.out += chunk
      const address = READY.exec(text.out)?.[1]
      if (address) done(address)
    })
    const tooLate = setTimeout(
      () => fail(new Error(`It is not ready after a minute: ${text.out}`)),
      PATIENCE_MS,
    ).unref()
    void ended.then((code) => {
      clearTimeout(tooLate)
      fail(new Error(`It ended with ${code}: ${text.err}`))
    })
  })
  ready.catch(() => {})
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    const began = performance.now()
    const runs = child.exitCode === null && child.signalCode === null
    if (runs && child.pid !== undefined) process.kill(npm ? -child.pid : child.pid, signal)
    return { code: await ended, ms: performance.now() - began }
  }
  return { process: child, ready, printed: () => text.out, complained: () => text.err, stop, ended }
}
