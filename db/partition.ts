import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { isPostgres } from './dialect.ts'
import type { Db } from './schema.ts'

/** Records of a source system that belongs to an organisation. */
export type OfSource = { sourceSystemId: number; organisationId: number }

/**
 * That a row is of an organisation, beside what says so already: PostgreSQL then looks into the partition of that organisation alone.
 *
 * A file has no partitions, and would have to read the row where an index tells all else. `organisationId` undefined: it is not known.
 */
export function inPartition(db: Db, organisationId: number | undefined, table = 'records'): RawBuilder<SqlBool> {
  return inPartitions(db, organisationId === undefined ? null : [organisationId], table)
}

/** As `inPartition`, of one of several organisations; null: of any. */
export function inPartitions(
  db: Db,
  organisationIds: readonly number[] | null,
  table = 'records',
): RawBuilder<SqlBool> {
  if (organisationIds === null || !isPostgres(db)) return sql`true`
  const of = sql.ref(`${table}.organisation_id`)
  const [only] = organisationIds
  return organisationIds.length === 1 ? sql`${of} = ${only}` : sql`${of} in (${sql.join(organisationIds)})`
}
