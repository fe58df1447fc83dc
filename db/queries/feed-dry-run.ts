import { sql } from 'kysely'
import { isPostgres, textList, textTable } from '../dialect.ts'
import type { Db } from '../schema.ts'

/** Makes room for what a dry run would add, beside the database and for this connection only. */
export async function startDryRun(db: Db): Promise<void> {
  await endDryRun(db)
  const options = isPostgres(db) ? sql`` : sql`strict, without rowid`
  await sql`create temp table dry_run_references (reference text primary key) ${options}`.execute(db)
}

/** Forgets what a dry run would have added. */
export async function endDryRun(db: Db): Promise<void> {
  await sql`drop table if exists ${beside(db)}`.execute(db)
}

/** Remembers references that a dry run would add, and returns those that an earlier piece of it had already. */
export async function dryRunReferences(db: Db, references: readonly string[]): Promise<Set<string>> {
  const sent = textList(db, references)
  const { rows } = await sql<{ reference: string }>`
    select reference from ${beside(db)} where reference in ${sent}`.execute(db)
  await sql`
    insert into ${beside(db)} select value from ${textTable(db, 'sent', references)} where true on conflict do nothing`.execute(
    db,
  )
  return new Set(rows.map(({ reference }) => reference))
}

const beside = (db: Db) => (isPostgres(db) ? sql`pg_temp.dry_run_references` : sql`temp.dry_run_references`)
