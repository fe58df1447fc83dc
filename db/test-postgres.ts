import { randomBytes } from 'node:crypto'
import { Client, escapeIdentifier } from 'pg'
import { migrate } from './migrate.ts'
import { openDatabase } from './open.ts'

const TEMPLATE = 'muniment_test_template'

/** The migrated database that others are copied from, once this process knows that the server has one. */
let template: Promise<void> | undefined

/** A migrated database on a server for tests, and what removes it when all of its connections are closed. */
export async function freshPostgres(server: string): Promise<{ url: string; remove: () => Promise<void> }> {
  template ??= makeTemplate(server)
  await template
  const name = `muniment_test_${randomBytes(8).toString('hex')}`
  await onServer(server, (client) => client.query(`create database ${name} template ${TEMPLATE}`))
  const remove = () =>
    onServer(server, (client) => client.query(`drop database ${escapeIdentifier(name)} with (force)`))
  return { url: urlOf(server, name), remove }
}

/** Several processes may want it at once: the first makes it, and the others wait. */
async function makeTemplate(server: string): Promise<void> {
  await onServer(server, async (client) => {
    await client.query('select pg_advisory_lock(1)')
    const { rowCount } = await client.query('select from pg_database where datname = $1', [TEMPLATE])
    if (rowCount) return
    const draft = `${TEMPLATE}_draft`
    await client.query(`drop database if exists ${draft}`)
    await client.query(`create database ${draft} encoding 'UTF8' template template0`)
    const db = openDatabase(urlOf(server, draft))
    await migrate(db)
    await db.destroy()
    await client.query(`alter database ${draft} rename to ${TEMPLATE}`)
  })
}

async function onServer(server: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: server })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

function urlOf(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = database
  return url.href
}
