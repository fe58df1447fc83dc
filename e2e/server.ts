import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { COMPILED, ROOT } from '../scripts/lib/run-program.ts'

/** A server that runs for tests: its address and database, all that it has printed so far, and how to stop it. */
export type RunningServer = { url: string; databaseUrl: string; printed: () => string; stop: () => Promise<void> }

/** The day on which all browser tests take place. */
export const TODAY = '2026-11-22'

const READY = /ready at (http:\/\/\S+)/
const START_SECONDS = 120

/**
 * Starts the server as `npm start` does, but at a free port, with the date stopped, and on the database in a folder.
 *
 * A folder without one gets the sample register and records, as at any first start. `env`: settings other than the usual ones.
 * Throws with what the server printed when it does not start.
 */
export async function startServer(folder: string, env: Record<string, string> = {}): Promise<RunningServer> {
  const databaseUrl = `file:${join(folder, 'muniment.db')}`
  const { PATH, HOME, TMPDIR, SystemRoot } = process.env
  const server = spawn(process.execPath, ['src/server.ts'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...{ PATH, HOME, TMPDIR, SystemRoot, NODE_COMPILE_CACHE: COMPILED },
      PORT: '0',
      DATABASE_URL: databaseUrl,
      MUNIMENT_TODAY: TODAY,
      LOG_LEVEL: 'warn',
      ...env,
    },
  })
  let text = ''
  const hear = (chunk: Buffer): void => {
    text += chunk.toString('utf8')
  }
  server.stdout.on('data', hear)
  server.stderr.on('data', hear)
  const stop = (): Promise<void> => stopped(server)
  try {
    return { url: await readyAt(server, () => text), databaseUrl, printed: () => text, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function readyAt(server: ChildProcess, printed: () => string): Promise<string> {
  return new Promise((done, fail) => {
    const give = (why: string): void => fail(new Error(`The server ${why}. It printed:\n${printed()}`))
    const limit = setTimeout(() => give(`was not ready within ${START_SECONDS} seconds`), START_SECONDS * 1000)
    server.once('error', (error) => give(`could not be started: ${error.message}`))
    server.once('exit', (code) => {
      clearTimeout(limit)
      give(`ended with code ${code}`)
    })
    server.stdout?.on('data', () => {
      const url = READY.exec(printed())?.[1]
      if (!url) return
      clearTimeout(limit)
      done(url)
    })
  })
}

/** Asks the server to stop, as an operator would, and waits until it has. */
async function stopped(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return
  await new Promise((done) => {
    server.once('exit', done)
    server.kill('SIGTERM')
  })
}
