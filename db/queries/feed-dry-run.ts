import { sql } from 'kysely'
import type { Db } from '../schema.ts'

/** Makes room for what a dry run would add, beside the database and for this connection only. */
export async function startDryRun(db: Db): Promise<void> {
  await endDryRun(db)
  await sql`create temp table dry_run_references (reference text primary key) strict, without rowid`.execute(db)
}

/** Forgets what a dry run would have added. */
export async function endDryRun(db: Db): Promise<void> {
  await sql`drop table if exists temp.dry_run_references`.execute(db)
}

/** Remembers references that a dry run would add, and returns those that an earlier piece of it had already. */
export async function dryRunReferences(db: Db, references: readonly string[]): Promise<Set<string>> {
  const list = JSON.stringify(references)
  const { rows } = await sql<{ reference: string }>`
    select reference from temp.dry_run_references where reference in (select value from json_each(${list}))`.execute(db)
  await sql`insert or ignore into temp.dry_run_references select value from json_each(${list}) where true`.execute(db)
  return new Set(rows.map(({ reference }) => reference))
}
