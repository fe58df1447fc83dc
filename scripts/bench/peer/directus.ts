import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { environment } from '../../lib/test-command.ts'
import type { Reader } from '../pages.ts'

const TOKEN = 'token-of-the-bench'
const START_MS = 120_000
const AFTER_MS = 100

/** A running Directus that is asked as its administrator. */
export type Directus = Reader & { end: () => Promise<void> }

/** Prepares a new database for Directus. */
export async function bootstrap(folder: string, database: string): Promise<void> {
  const [code] = await once(started(folder, database, ['bootstrap'], '0').child, 'close')
  if (code !== 0) throw new Error(`Directus cannot prepare its database: it ended with ${code}`)
}

/** Starts Directus on a database, at a free loopback port. */
export async function directusOn(folder: string, database: string): Promise<Directus> {
  const port = await freePort()
  const { child, said } = started(folder, database, ['start'], port)
  const address = `http://127.0.0.1:${port}`
  const closed = once(child, 'close')
  const end = async () => {
    child.kill('SIGKILL')
    await closed
  }
  const began = performance.now()
  while (!(await answers(address))) {
    if (child.exitCode !== null || performance.now() - began > START_MS) {
      await end()
      throw new Error(`Directus does not start: ${said().slice(-2000)}`)
    }
    await pause(AFTER_MS)
  }
  return { address, headers: { authorization: `Bearer ${TOKEN}` }, end }
}

/** Asks Directus for something and returns what it answers. Throws unless it says that all is well. */
export async function ask({ address, headers }: Reader, path: string, init: RequestInit = {}): Promise<unknown> {
  const json: Record<string, string> = typeof init.body === 'string' ? { 'content-type': 'application/json' } : {}
  const answer = await fetch(address + path, { ...init, headers: { ...headers, ...json } })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`Directus answers ${path} with ${answer.status}: ${text.slice(0, 1000)}`)
  return text === '' ? null : JSON.parse(text)
}

function started(folder: string, database: string, args: string[], port: string) {
  const cli = join(folder, 'node_modules/directus/cli.js')
  const env = environment({
    ...{
      DB_CLIENT: 'sqlite3',
      DB_FILENAME: database,
      STORAGE_LOCATIONS: 'local',
      STORAGE_LOCAL_ROOT: dirname(database),
    },
    ...{
      SECRET: 'a secret of the bench, which nobody need keep',
      ADMIN_EMAIL: 'bench@example.com',
      ADMIN_TOKEN: TOKEN,
    },
    ...{
      ADMIN_PASSWORD: 'a password of the bench',
      TELEMETRY: 'false',
      HOST: '127.0.0.1',
      PORT: port,
      LOG_LEVEL: 'error',
    },
    ...{ NODE_ENV: 'production' },
  })
  const child = spawn(process.execPath, [cli, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
    })
  return { child, said: () => text }
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((done) => server.close(done))
  return String(typeof address === 'object' ? address?.port : address)
}

const answers = (address: string): Promise<boolean> =>
  fetch(`${address}/server/ping`).then(
    (answer) => answer.ok,
    () => false,
  )
