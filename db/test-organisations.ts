import { sql } from 'kysely'
import type { Db } from './schema.ts'

/** How many records, and lines and exceptions about them, are of another organisation than their source system, and how many there are. */
export async function organisationsOfRecords(db: Db): Promise<Record<string, { all: number; wrong: number }>> {
  const counted = async (table: string, record: string) => {
    const { rows } = await sql<{ all: number; wrong: number }>`
      select count(*) as "all", count(case when own.organisation_id <> source.organisation_id then 1 end) as wrong
      from ${sql.table(table)} as own join records as record on record.id = own.${sql.ref(record)}
      join source_systems as source on source.id = record.source_system_id`.execute(db)
    return rows[0] ?? { all: 0, wrong: 0 }
  }
  return {
    records: await counted('records', 'id'),
    recordChanges: await counted('record_changes', 'record_id'),
    reviewExceptions: await counted('review_exceptions', 'record_id'),
  }
}
