import { sql } from 'kysely'
import { isPostgres } from '../dialect.ts'
import { inPlaceOf } from '../in-place-of.ts'
import type { Db } from '../schema.ts'

/**
 * The small tables that records name by id, so that a list of many need not join them row by row. `inPartitions`: the records of each
 * organisation lie apart.
 */
export type RecordTerms = {
  sources: Map<number, { code: string; name: string; organisationId: number; lastFullFeedOn: string | null }>
  services: Map<number, { code: string; name: string }>
  rules: Map<number, { code: string; recordSeries: string }>
  inPartitions: boolean
}

/** The source systems, services and rules as they are now, by id; that of a service that was merged away leads to the one in its place. */
export async function recordTerms(db: Db): Promise<RecordTerms> {
  const sources = await db
    .selectFrom('sourceSystems')
    .select(['id', 'code', 'name', 'organisationId', 'lastFullFeedOn'])
    .execute()
  const services = await db
    .selectFrom('services as said')
    .innerJoin('services as service', (join) => join.on('service.id', '=', inPlaceOf('said')))
    .select(['said.id', 'service.code', 'service.name'])
    .execute()
  const { rows: rules } = await sql<{ id: number; code: string; recordSeries: string }>`
    select rule.id, rule.code, version.record_series from retention_rules as rule
    join retention_rule_versions as version on version.id = rule.current_version_id`.execute(db)
  return { sources: byId(sources), services: byId(services), rules: byId(rules), inPartitions: isPostgres(db) }
}

const byId = <T extends { id: number }>(rows: T[]): Map<number, T> => new Map(rows.map((row) => [row.id, row]))
