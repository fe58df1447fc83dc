import { createHash, randomBytes } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ClientBase, Pool } from 'pg'
import { migrate } from './migrate.ts'
import { openDatabase } from './open.ts'

/** The migrated database that others are copied from, once this process knows that the server has it. */
let template: Promise<string> | undefined

type Made = { url: string; remove: () => Promise<void> }

/** A migrated database on a server for tests, and what removes it when nobody uses it any more. */
export async function freshPostgres(server: string): Promise<Made> {
  template ??= makeTemplate(server)
  return copyOf(server, await template)
}

/** As `freshPostgres`, a database in which there is nothing. */
export const emptyPostgres = (server: string): Promise<Made> => copyOf(server, 'template0')

/** As `freshPostgres`, a copy of a database that nobody has open, on its server. */
export const postgresCopy = (url: string): Promise<Made> =>
  copyOf(urlOf(url, 'postgres'), new URL(url).pathname.slice(1))

async function copyOf(server: string, from: string): Promise<Made> {
  const name = `muniment_test_${randomBytes(8).toString('hex')}`
  await onServer(server, (client) =>
    client.query(`create database ${name} encoding 'UTF8' template ${from} strategy file_copy`),
  )
  const remove = () => onServer(server, (client) => client.query(`drop database ${name} with (force)`))
  return { url: urlOf(server, name), remove }
}

/** Several processes may want it at once: the first makes it, and the others wait. */
async function makeTemplate(server: string): Promise<string> {
  const name = `muniment_template_${digestOfMigrations()}`
  await onServer(server, async (client) => {
    await client.query('select pg_advisory_lock(1)')
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (!rowCount) await fill(server, client, name)
    await client.query('select pg_advisory_unlock(1)')
  })
  return name
}

/** It has its name only once it is whole. */
async function fill(server: string, client: ClientBase, name: string): Promise<void> {
  const draft = `${name}_draft`
  await client.query(`drop database if exists ${draft}`)
  await client.query(`create database ${draft} encoding 'UTF8' template template0`)
  const db = openDatabase(urlOf(server, draft))
  await migrate(db)
  await db.destroy()
  await client.query(`alter database ${draft} rename to ${name}`)
}

/** Other migrations make another database: a server that outlives them keeps both. */
function digestOfMigrations(): string {
  const hash = createHash('sha256')
  const folder = join(import.meta.dirname, 'migrations')
  for (const file of globSync('*.ts', { cwd: folder }).sort()) hash.update(readFileSync(join(folder, file)))
  return hash.digest('hex').slice(0, 16)
}

/** One connection for each server, which keeps no process alive. */
const pools = new Map<string, Pool>()

async function onServer(server: string, work: (client: ClientBase) => Promise<unknown>): Promise<void> {
  const pool = pools.get(server) ?? new Pool({ connectionString: server, max: 1, allowExitOnIdle: true })
  pools.set(server, pool)
  const client = await pool.connect()
  try {
    await work(client)
  } finally {
    client.release()
  }
}

function urlOf(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = database
  return url.href
}
