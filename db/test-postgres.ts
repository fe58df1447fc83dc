import { createHash, randomBytes } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { Client, type ClientBase, Pool } from 'pg'
import { migrate } from './migrate.ts'
import { openDatabase } from './open.ts'
import type { Db } from './schema.ts'

/** The migrated database that others are copied from, once this process knows that the server has it. */
let template: Promise<string> | undefined

type Made = { url: string; remove: () => Promise<void> }

/** Databases of this process that are empty again, with how often each was used; each has a schema of its own until the process ends. */
const emptied: Emptied[] = []
type Emptied = { url: string; uses: number; db: Db | null }
/** Descriptions of tables that have changed stay where they were: after so many uses a new copy is the quicker one. */
const MOST_USES = 40

/** A migrated database on a server for tests, and what removes it when nobody uses it any more. To empty one takes a tenth of the time of making one. */
export async function freshPostgres(server: string): Promise<Made> {
  const { url, open, remove } = await openPostgres(server)
  await open.destroy()
  return { url, remove }
}

/**
 * As `freshPostgres`, and a connection to it, which `remove` keeps for the next test, unless this one has closed it: on a new one the first
 * statements take ten times as long.
 */
export async function openPostgres(server: string): Promise<Made & { open: Db }> {
  template ??= makeTemplate(server)
  const from = await template
  const again = emptied.pop()
  const made = again ? { url: again.url, remove: removalOf(again.url) } : await copyOf(server, from)
  intact ??= withClient(made.url, schemaOf)
  const asMade = await intact
  const uses = (again?.uses ?? 0) + 1
  const open = again?.db ?? openDatabase(made.url)
  const remove = async () => {
    const pid = await connectionOf(open)
    const isKept = uses < MOST_USES && (await isEmptied(made.url, asMade, pid))
    if (pid === null || !isKept) await open.destroy()
    if (isKept) keepForLater({ url: made.url, uses, db: pid === null ? null : open })
    else await made.remove()
  }
  return { url: made.url, open, remove }
}

/** The number of a connection that is open, on which nothing of before is left; null when a test has closed or broken it. */
async function connectionOf(db: Db): Promise<number | null> {
  try {
    return await db.connection().execute(async (one) => {
      await sql`discard temp`.execute(one)
      const unlocked = sql<{ pid: number }>`select pg_backend_pid() as pid, pg_advisory_unlock_all()`
      return (await unlocked.execute(one)).rows[0]?.pid ?? null
    })
  } catch {
    return null
  }
}

function keepForLater(database: Emptied): void {
  if (!isRemovedAtTheEnd) process.on('beforeExit', removeEmptied)
  isRemovedAtTheEnd = true
  emptied.push(database)
}

let isRemovedAtTheEnd = false

async function removeEmptied(): Promise<void> {
  for (const { url, db } of emptied.splice(0)) {
    await db?.destroy()
    await removalOf(url)()
  }
}

const removalOf = (url: string) => async () => {
  await endKeeper(url)
  await onServer(urlOf(url, 'postgres'), (client) =>
    client.query(`drop database ${new URL(url).pathname.slice(1)} with (force)`),
  )
}

/** Empties a database of all that a test has left in it, but for the connection with that number; false where a test has altered more than rows. The first organisation's partitions stay. */
async function isEmptied(url: string, asMade: string, pid: number | null): Promise<boolean> {
  const keeper = keeperOf(url)
  await keeper.query(END_OTHERS, [pid ?? 0])
  if ((await schemaOf(keeper)) !== asMade) return false
  await emptyAll(keeper)
  return true
}

/** For each database the connection that empties it, which keeps no process alive: a new one takes longer to begin than to do so. */
const keepers = new Map<string, Pool>()

function keeperOf(url: string): Pool {
  const keeper = keepers.get(url) ?? newKeeper(url)
  keepers.set(url, keeper)
  return keeper
}

async function endKeeper(url: string): Promise<void> {
  const keeper = keepers.get(url)
  keepers.delete(url)
  await keeper?.end()
}

/** No trigger and no reference stands in the way of a superuser who says so. */
function newKeeper(url: string): Pool {
  const options = '-c session_replication_role=replica'
  const keeper = new Pool({ connectionString: url, options, max: 1, idleTimeoutMillis: 0, allowExitOnIdle: true })
  // A server that stops ends the connection, which is begun anew when it is asked for.
  return keeper.on('error', () => {})
}

/** The schema of a database as it was made. */
let intact: Promise<string> | undefined

const END_OTHERS =
  'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and pid <> $1'

/** The tables in which there is, or was, anything. */
const FILLED = `select oid::regclass::text as name from pg_class
  where relnamespace = 'public'::regnamespace and relkind = 'r' and relname !~ '^kysely_' and pg_relation_size(oid) > 0`

const NUMBER_AFRESH = `select setval(oid, 1, false) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S'`

/**
 * The vacuum gives back the room, so that rows lie in the order in which they come, as in a database that was just made: truncating takes four
 * times as long.
 */
async function emptyAll(client: Pool): Promise<void> {
  const { rows } = await client.query<{ name: string }>(FILLED)
  const deletions = rows.map(({ name }) => `delete from ${name};`)
  await client.query(`${deletions.join(' ')} ${NUMBER_AFRESH}`)
  if (rows.length > 0) await client.query(`vacuum ${rows.map(({ name }) => name).join(', ')}`)
}

/** What a schema is made of, but for partitions of the first organisation, which nearly all tests have: one text to compare. */
async function schemaOf(client: ClientBase | Pool): Promise<string> {
  const { rows } = await client.query<{ digest: string }>(`
    with own as (
      select oid, relname from pg_class where relnamespace = 'public'::regnamespace and (not relispartition or relname !~ '_of_1(_|$)'))
    select md5(string_agg(part, ',' order by part)) as digest from (
      select relname::text as part from own
      union all select relname || '.' || attname from own join pg_attribute on attrelid = own.oid where not attisdropped
      union all select relname || ':' || tgname || tgenabled::text from own join pg_trigger on tgrelid = own.oid where not tgisinternal
      union all select relname || '!' || conname from own join pg_constraint on conrelid = own.oid where conparentid = 0
    ) as parts`)
  return rows[0]?.digest ?? ''
}

async function withClient<T>(url: string, work: (client: ClientBase) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** As `freshPostgres`, a database in which there is nothing. */
export const emptyPostgres = (server: string): Promise<Made> => copyOf(server, 'template0')

/** As `freshPostgres`, a copy of a database that no test has open, on its server. */
export async function postgresCopy(url: string): Promise<Made> {
  await endKeeper(url)
  return copyOf(urlOf(url, 'postgres'), new URL(url).pathname.slice(1))
}

async function copyOf(server: string, from: string): Promise<Made> {
  const name = `muniment_test_${randomBytes(8).toString('hex')}`
  await onServer(server, (client) =>
    client.query(`create database ${name} encoding 'UTF8' template ${from} strategy file_copy`),
  )
  const url = urlOf(server, name)
  return { url, remove: async () => void (await removalOf(url)()) }
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
