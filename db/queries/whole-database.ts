import { sql } from 'kysely'
import { isPostgres } from '../dialect.ts'
import type { Db, Schema } from '../schema.ts'
import { emptyLinkMessages } from './link-messages.ts'

/** The first thing wrong with the pages or indexes of a database, in the words of SQLite; null when all is whole. Reads everything. */
export async function firstDamage(db: Db): Promise<string | null> {
  const { rows } = await sql<{ integrityCheck: string }>`pragma integrity_check(1)`.execute(db)
  const said = rows[0]?.integrityCheck ?? 'no answer'
  return said === 'ok' ? null : said
}

/** How many rows refer to rows that are not there: on PostgreSQL none ever does. */
export async function danglingRows(db: Db): Promise<number> {
  if (isPostgres(db)) return 0
  return (await sql`pragma foreign_key_check`.execute(db)).rows.length
}

/** The first of these tables that has a row; null when all are empty. */
export async function firstFilled(db: Db, tables: readonly string[]): Promise<string | null> {
  for (const table of tables) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(db)
    if (rows.length > 0) return table
  }
  return null
}

/** True when a server of PostgreSQL has a connection of the program to this database besides the one that asks: asked first of all. */
export async function isServed(db: Db): Promise<boolean> {
  const { rows } = await sql`
    select from pg_stat_activity
    where datname = current_database() and application_name = current_setting('application_name')
      and backend_type = 'client backend' and pid <> pg_backend_pid()
    limit 1`.execute(db)
  return rows.length > 0
}

/** Lets a transaction stand still for as long as another database is at work: PostgreSQL would end it. */
export async function letStandStill(db: Db): Promise<void> {
  if (isPostgres(db)) await sql`set local idle_in_transaction_session_timeout = 0`.execute(db)
}

/** Readies a new file for many rows: it is worth nothing before it is whole, so that neither a log nor the disk is waited for, and references are checked at the end. */
export async function writeWithoutNet(db: Db): Promise<void> {
  for (const setting of ['journal_mode = delete', 'synchronous = off', 'foreign_keys = off'])
    await sql.raw(`pragma ${setting}`).execute(db)
}

/** Tells PostgreSQL what its tables hold, by which it chooses how to read them; SQLite is told in each statement. */
export async function learnTables(db: Db): Promise<void> {
  if (isPostgres(db)) await sql`analyze`.execute(db)
}

const counted = [
  'organisations',
  'services',
  'users',
  'processingActivities',
  'activityVersions',
  'retentionRules',
  'retentionRuleVersions',
  'sourceSystems',
  'recordFeeds',
  'records',
  'recordChanges',
  'disposalReviews',
  'jobRuns',
  'auditEvents',
] as const satisfies (keyof Schema)[]

/** How many rows the main tables have, by the tables' own names; an older database may lack some. */
export async function rowCounts(db: Db): Promise<Record<string, number>> {
  const there = new Set((await db.introspection.getTables()).map(({ name }) => name))
  const counts: Record<string, number> = {}
  for (const table of counted.filter((name) => there.has(tableName(name)))) {
    const { count } = await db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    counts[tableName(table)] = count
  }
  return counts
}

const tableName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/**
 * Takes out of a restored database what was true only when the backup was made: who was signed in, links that were still
 * to be used, jobs under way, and messages that may have been sent since.
 */
export async function endWhatWasUnderWay(db: Db, now: string): Promise<void> {
  await db.deleteFrom('sessions').execute()
  await db.deleteFrom('jobLeases').execute()
  await db.deleteFrom('accountLinks').where('usedAt', 'is', null).execute()
  await db
    .updateTable('jobRuns')
    .set({ state: 'failed', finishedAt: now, error: 'It was under way when the backup was made that is now restored.' })
    .where('state', '=', 'running')
    .execute()
  await db
    .updateTable('mailOutbox')
    .set({ givenUpAt: now, lastError: 'Not sent: a backup was restored, and the message may have been sent before.' })
    .where('sentAt', 'is', null)
    .where('givenUpAt', 'is', null)
    .execute()
  await emptyLinkMessages(db)
}
