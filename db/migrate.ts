import { type Migration, Migrator } from 'kysely/migration'
import * as first from './migrations/0001_first.ts'
import * as accessAndEvidence from './migrations/0002_access_and_evidence.ts'
import * as tenMillionRecords from './migrations/0003_ten_million_records.ts'
import * as registerInFull from './migrations/0004_register_in_full.ts'
import * as fromDueToGone from './migrations/0005_from_due_to_gone.ts'
import * as missingAtSource from './migrations/0006_missing_at_source.ts'
import * as countsOfTheRegister from './migrations/0007_counts_of_the_register.ts'
import * as holdsAskedFirst from './migrations/0008_holds_asked_first.ts'
import * as missingInOrder from './migrations/0009_missing_in_order.ts'
import * as truthOfEvidence from './migrations/0010_truth_of_evidence.ts'
import * as answersToldRight from './migrations/0011_answers_told_right.ts'
import type { Db } from './schema.ts'
import { DatabaseUnusable } from './unusable.ts'

const OF_ANOTHER_PROGRAM =
  'The database belongs to another program: it has tables that are not of Muniment. Set DATABASE_URL to a database of its own.'
const NO_RIGHT = 'This user may make no tables in the database: make it the owner of the database.'

const migrations: Record<string, Migration> = {
  '0001_first': first,
  '0002_access_and_evidence': accessAndEvidence,
  '0003_ten_million_records': tenMillionRecords,
  '0004_register_in_full': registerInFull,
  '0005_from_due_to_gone': fromDueToGone,
  '0006_missing_at_source': missingAtSource,
  '0007_counts_of_the_register': countsOfTheRegister,
  '0008_holds_asked_first': holdsAskedFirst,
  '0009_missing_in_order': missingInOrder,
  '0010_truth_of_evidence': truthOfEvidence,
  '0011_answers_told_right': answersToldRight,
}

/**
 * Brings the tables up to date and returns the names of the migrations that it applied.
 *
 * Each run is one transaction: all of it or nothing. Throws `DatabaseUnusable` for a database of a newer version or of another program.
 */
export async function migrate(db: Db): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  await refuseNewer(db)
  const { error, results } = await migrator.migrateToLatest()
  if (error) throw whyNot(error)
  return (results ?? []).filter((result) => result.status === 'Success').map((result) => result.migrationName)
}

/**
 * How a database stands to this version. `applied`: migrations in their order; `pending`: those still to come; `unknown`: one of
 * a newer version; `foreign`: its tables are of another program.
 */
export type Standing = { applied: string[]; pending: string[]; unknown: string | undefined; foreign: boolean }

/** Which migrations a database has had, without changing it. */
export async function standingOf(db: Db): Promise<Standing> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some((table) => table.name === 'kysely_migration'))
    return {
      applied: [],
      pending: Object.keys(migrations),
      unknown: undefined,
      foreign: tables.some(({ isView }) => !isView),
    }
  const rows = await db
    .withTables<{ kyselyMigration: { name: string } }>()
    .selectFrom('kyselyMigration')
    .select('name')
    .orderBy('name')
    .execute()
  const applied = rows.map(({ name }) => name)
  return {
    applied,
    pending: Object.keys(migrations).filter((name) => !applied.includes(name)),
    unknown: applied.find((name) => !Object.hasOwn(migrations, name)),
    foreign: false,
  }
}

async function refuseNewer(db: Db): Promise<void> {
  const { unknown, foreign } = await standingOf(db)
  if (foreign) throw new DatabaseUnusable(OF_ANOTHER_PROGRAM)
  if (unknown)
    throw new DatabaseUnusable(
      `The database is of a newer version of Muniment (it has ${unknown}): start that version, or restore an older backup.`,
    )
}

/** On SQLite whoever can write the file may do all; PostgreSQL has rights of its own, under this code. */
function whyNot(error: unknown): Error {
  const noRight = error instanceof Error && 'code' in error && error.code === '42501'
  if (noRight) return new DatabaseUnusable(NO_RIGHT)
  return error instanceof Error ? error : new Error(String(error))
}
